#include "tests/support/repetends.hpp"

#include <algorithm>
#include <numeric>

#include "tests/support/repeating_timing.hpp"

// Of two instances i and j that share a device, j starts a whole number k of periods after i, and in what is
// left of a period neither overlaps the other: start(j) - start(i) lies in [k T + duration(i), (k + 1) T -
// duration(j)]. The laps k of all such pairs are the orders of the devices with their micro-batch shifts, so
// trying all laps, with the differences of starts kept closed under addition, tries all repetends.
//
// Laps are finite: sort one micro-batch of each copy by start. Where the next one starts more than a period
// and the longest delay after the one before, move all from there on a period earlier: edges and devices
// allow it, and memory is then held for less time where what is released had been acquired by a block before.
namespace repetend::test {
namespace {

Time floor_quotient(Time a, Time b) { return a / b - (a % b < 0 ? 1 : 0); }

Time longest_delay(const Problem& problem) {
  Time longest = 0, moved = 0;
  for (Time t : durations(problem)) longest = std::max(longest, t);
  for (const Transfer& t : transfers(problem)) moved = std::max(moved, t.occupancy + t.latency);
  return longest + moved;
}

class Laps {
 public:
  Laps(const Problem& problem, int u, Time period, std::int64_t tries)
      : problem_(problem),
        u_(static_cast<std::size_t>(u)),
        nodes_(problem.blocks.size() * u_),
        period_(period),
        tries_(tries) {
    const std::vector<Time> duration = durations(problem);
    for (std::size_t i = 0; i < nodes_; ++i) duration_.push_back(duration[i / u_]);
    for (std::size_t i = 0; i < nodes_; ++i)
      for (std::size_t j = i + 1; j < nodes_; ++j)
        if (share(block(i), block(j))) pairs_.emplace_back(i, j);
  }

  Decision run() {
    if (has_time()) search(at_first());
    return {tries_ > 0 || found_, std::move(found_)};
  }

 private:
  // start(j) - start(i) >= least[i * nodes + j]; none when some block would start after itself.
  using Differences = std::optional<std::vector<Time>>;

  const Block& block(std::size_t node) const { return problem_.blocks[node / u_]; }

  static bool share(const Block& a, const Block& b) {
    return std::ranges::any_of(a.uses, [&](const DeviceUse& use) { return find_use(b, use.device); });
  }

  // No device is busy for longer than the period.
  bool has_time() const {
    std::vector<Time> busy(problem_.devices.size());
    for (std::size_t i = 0; i < nodes_; ++i)
      for (const DeviceUse& use : block(i).uses) busy[use.device.index()] += duration_[i];
    return std::ranges::all_of(busy, [this](Time time) { return time <= period_; });
  }

  Differences at_first() const {
    const Time all = static_cast<Time>(nodes_) * (period_ + longest_delay(problem_));
    Differences differences(std::in_place, nodes_ * nodes_, -all);
    for (std::size_t i = 0; i < nodes_; ++i) (*differences)[i * nodes_ + i] = 0;
    std::vector<Time> moved(problem_.edges.size());
    for (const Transfer& t : transfers(problem_))
      moved[t.edge.index()] = std::max(moved[t.edge.index()], t.occupancy + t.latency);
    for (std::size_t e = 0; e < problem_.edges.size(); ++e)
      for (std::size_t c = 0; c < u_; ++c) {
        const Edge& edge = problem_.edges[e];
        const std::size_t from = edge.from.index() * u_ + c,
                          reached = c + static_cast<std::size_t>(edge.distance);
        raise(differences, from, edge.to.index() * u_ + reached % u_,
              duration_[from] + moved[e] - static_cast<Time>(reached / u_) * period_);
      }
    // Instances of a block run in micro-batch order.
    for (std::size_t i = 0; i + 1 < nodes_; ++i)
      if (i / u_ == (i + 1) / u_) raise(differences, i, i + 1, duration_[i]);
    for (std::size_t i = 0; i < nodes_; i += u_) raise(differences, i + u_ - 1, i, duration_[i] - period_);
    return differences;
  }

  // What was known becomes longer along paths through the raised difference.
  void raise(Differences& differences, std::size_t i, std::size_t j, Time value) const {
    if (!differences || (*differences)[i * nodes_ + j] >= value) return;
    std::vector<Time>& least = *differences;
    if (least[j * nodes_ + i] + value > 0) return differences.reset();
    for (std::size_t a = 0; a < nodes_; ++a)
      for (std::size_t b = 0; b < nodes_; ++b)
        least[a * nodes_ + b] =
            std::max(least[a * nodes_ + b], least[a * nodes_ + i] + value + least[j * nodes_ + b]);
  }

  // The fewest and the most laps by which j may follow i.
  Time fewest(const std::vector<Time>& least, std::size_t i, std::size_t j) const {
    return -floor_quotient(-least[i * nodes_ + j] - duration_[j], period_) - 1;
  }
  Time most(const std::vector<Time>& least, std::size_t i, std::size_t j) const {
    return floor_quotient(-least[j * nodes_ + i] - duration_[i], period_);
  }

  void set_laps(Differences& differences, std::size_t i, std::size_t j, Time low, Time high) const {
    if (low > high) return differences.reset();
    raise(differences, i, j, low * period_ + duration_[i]);
    raise(differences, j, i, duration_[j] - (high + 1) * period_);
  }

  void exclude_overlaps(Differences& differences) const {
    for (Differences before; differences && before != differences;) {
      before = differences;
      for (const auto& [i, j] : pairs_)
        if (differences) set_laps(differences, i, j, fewest(*differences, i, j), most(*differences, i, j));
    }
  }

  // Before i starts, a block that takes memory has run as rarely and one that gives some back as often as the
  // laps allow.
  bool has_room(const std::vector<Time>& least, DeviceId d, std::size_t i) const {
    const DeviceUse& own = *find_use(block(i), d);
    Bytes level = problem_.device(d).static_memory + own.acquire + own.workspace;
    if (problem_.memory_release == MemoryRelease::start) level -= own.release;
    for (std::size_t j = 0; j < nodes_; ++j)
      if (const DeviceUse* use = find_use(block(j), d); use && j != i) {
        const Bytes net = use->acquire - use->release;
        level += net * (1 + (net > 0 ? fewest(least, j, i) : most(least, j, i)));
      }
    return level <= problem_.device(d).memory;
  }

  bool has_room(const std::vector<Time>& least) const {
    for (DeviceId d : ids<DeviceId>(problem_.devices.size()))
      for (std::size_t i = 0; i < nodes_ && problem_.device(d).memory != unlimited; ++i)
        if (find_use(block(i), d) && !has_room(least, d, i)) return false;
    return true;
  }

  void search(Differences differences) {
    if (tries_ <= 0 || found_) return;
    --tries_;
    exclude_overlaps(differences);
    if (!differences || !has_room(*differences)) return;
    const auto pair = most_decided(*differences);
    if (!pair) return finish(*differences);
    const auto [i, j] = *pair;
    for (Time k = fewest(*differences, i, j), last = most(*differences, i, j); k <= last; ++k) {
      Differences child = differences;
      set_laps(child, i, j, k, k);
      search(std::move(child));
    }
  }

  // The pair with the fewest laps left to choose from; none when all are decided.
  std::optional<std::pair<std::size_t, std::size_t>> most_decided(const std::vector<Time>& least) const {
    std::optional<std::pair<std::size_t, std::size_t>> best;
    Time choices = 0;
    for (const auto& [i, j] : pairs_) {
      const Time here = most(least, i, j) - fewest(least, i, j);
      if (here == 0 || (best && here >= choices)) continue;
      choices = here;
      best = {i, j};
    }
    return best;
  }

  void finish(const std::vector<Time>& least) {
    const auto first = least.begin(), last = first + static_cast<std::ptrdiff_t>(nodes_);
    found_ = with_transfers(problem_, {period_, static_cast<int>(u_), {first, last}});
  }

  const Problem& problem_;
  std::size_t u_, nodes_;  // copy c of block b is node b * u + c
  Time period_;
  std::int64_t tries_;                                      // left
  std::vector<Time> duration_;                              // by node
  std::vector<std::pair<std::size_t, std::size_t>> pairs_;  // nodes that share a device
  std::optional<Repeating> found_;
};

}  // namespace

Decision repetend_of_period(const Problem& problem, int u, Time period, std::int64_t tries) {
  return Laps(problem, u, period, tries).run();
}

std::optional<Time> least_period(const Problem& problem, int u, std::int64_t tries) {
  Time all = 0;
  for (Time t : durations(problem)) all += u * t;
  for (const Transfer& t : transfers(problem)) all += u * (t.occupancy + t.latency);
  for (Time period = 1; period <= all; ++period) {
    const Decision decision = repetend_of_period(problem, u, period, tries);
    if (decision.found) return period;
    if (!decision.known) return std::nullopt;
  }
  return std::nullopt;
}

Plan played(const Problem& problem, const Repeating& repeating) {
  Problem longer = problem;
  const auto [first, last] = std::ranges::minmax(repeating.start);
  const int u = repeating.u;
  longer.micro_batches = u * static_cast<int>((last - first) / repeating.period + 4);
  Plan plan{std::make_shared<const Problem>(longer), "reference", {}, {}, std::nullopt};
  for (BlockId b : ids<BlockId>(problem.blocks.size()))
    for (int n = 0; n < longer.micro_batches; ++n)
      plan.start.push_back(
          repeating.start[b.index() * static_cast<std::size_t>(u) + static_cast<std::size_t>(n % u)] - first +
          n / u * repeating.period);
  plan.orders.resize(problem.devices.size());
  for (std::size_t i = 0; i < plan.start.size(); ++i)
    for (const DeviceUse& use : longer.block(instance_at(longer, i).block).uses)
      plan.orders[use.device.index()].push_back(instance_at(longer, i));
  for (auto& order : plan.orders)
    std::ranges::sort(order, {}, [&](Instance i) { return plan.start[instance_index(longer, i)]; });
  return plan;
}

}  // namespace repetend::test
