#include "tests/support/repetends.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "sim/problem/durations.hpp"
#include "tests/support/closeness.hpp"

// Of two instances i and j that share a device, j starts a whole number k of periods after i, and in what is
// left of a period neither overlaps the other: start(j) - start(i) lies in [k T + duration(i), (k + 1) T -
// duration(j)]. The laps k of all such pairs are the orders of the devices with their micro-batch shifts, and
// with them those of the links, so trying all laps, with the differences of starts kept closed under
// addition, tries all repetends. Laps are finite: see farthest().
namespace repetend::test {
namespace {

Time floor_quotient(Time a, Time b) { return a / b - (a % b < 0 ? 1 : 0); }

class Laps {
 public:
  Laps(const Problem& problem, int u, Time period, std::int64_t tries)
      : problem_(problem),
        separations_(problem, u),
        u_(static_cast<std::size_t>(u)),
        blocks_(separations_.block_nodes()),
        nodes_(separations_.nodes()),
        period_(period),
        tries_(tries) {
    for (std::size_t i = 0; i < blocks_; ++i)
      for (std::size_t j = i + 1; j < blocks_; ++j)
        if (share(block(i), block(j))) pairs_.emplace_back(i, j);
  }

  Decision run() {
    if (separations_.busiest() <= period_) search(at_first());
    return {tries_ > 0 || found_, std::move(found_)};
  }

 private:
  // start(j) - start(i) >= least[i * nodes + j]; none when some block would start after itself.
  using Differences = std::optional<std::vector<Time>>;

  const Block& block(std::size_t node) const { return problem_.blocks[node / u_]; }

  static bool share(const Block& a, const Block& b) {
    return std::ranges::any_of(a.uses, [&](const DeviceUse& use) { return find_use(b, use.device); });
  }

  Differences at_first() const {
    const Time all = static_cast<Time>(blocks_) * farthest(problem_, static_cast<int>(u_), period_);
    Differences differences(std::in_place, nodes_ * nodes_, -all);
    for (std::size_t i = 0; i < nodes_; ++i) (*differences)[i * nodes_ + i] = 0;
    for (const Separation& s : separations_.always()) raise(differences, s, 0);
    return differences;
  }

  // What was known becomes longer along paths through the raised difference.
  void raise(Differences& differences, const Separation& s, Time laps) const {
    const Time value = s.delay + (laps + s.laps) * period_;
    if (!differences || (*differences)[s.from * nodes_ + s.to] >= value) return;
    std::vector<Time>& least = *differences;
    const Time* const after = &least[s.to * nodes_];
    if (after[s.from] + value > 0) return differences.reset();
    for (std::size_t a = 0; a < nodes_; ++a) {
      Time* const row = &least[a * nodes_];
      const Time through = row[s.from] + value;
      if (through <= row[s.to]) continue;
      for (std::size_t b = 0; b < nodes_; ++b) row[b] = std::max(row[b], through + after[b]);
    }
  }

  // The most and the fewest laps by which j may follow i. Where j follows i by k, i follows j by -k - 1.
  Time most(const std::vector<Time>& least, std::size_t i, std::size_t j) const {
    Time laps = std::numeric_limits<Time>::max();
    for (const Separation& s : separations_.between(i, j))
      laps = std::min(laps, floor_quotient(-least[s.to * nodes_ + s.from] - s.delay, period_) - s.laps);
    return laps;
  }
  Time fewest(const std::vector<Time>& least, std::size_t i, std::size_t j) const {
    return -most(least, j, i) - 1;
  }

  void set_laps(Differences& differences, std::size_t i, std::size_t j, Time low, Time high) const {
    if (low > high) return differences.reset();
    for (const Separation& s : separations_.between(i, j)) raise(differences, s, low);
    for (const Separation& s : separations_.between(j, i)) raise(differences, s, -high - 1);
  }

  void exclude_overlaps(Differences& differences) const {
    for (const auto& [i, j] : pairs_)
      if (differences) set_laps(differences, i, j, fewest(*differences, i, j), most(*differences, i, j));
  }

  // Until nothing more follows.
  void propagate(Differences& differences) const {
    for (Differences before; differences && before != differences;) {
      before = differences;
      exclude_overlaps(differences);
      for (DeviceId d : ids<DeviceId>(problem_.devices.size()))
        for (std::size_t i = 0; i < blocks_ && problem_.device(d).memory != unlimited; ++i)
          if (find_use(block(i), d)) keep_room(differences, d, i);
    }
  }

  static Bytes net(const DeviceUse& use) { return use.acquire - use.release; }

  // What is left when i starts: a block that takes memory has run as rarely before, and one that gives some
  // back as often, as the laps allow.
  Bytes room(const std::vector<Time>& least, DeviceId d, std::size_t i) const {
    const DeviceUse& own = *find_use(block(i), d);
    Bytes level = problem_.device(d).static_memory + own.acquire + own.workspace;
    if (problem_.memory_release == MemoryRelease::start) level -= own.release;
    for (std::size_t j = 0; j < blocks_; ++j)
      if (const DeviceUse* use = find_use(block(j), d); use && j != i)
        level += net(*use) * (1 + (net(*use) > 0 ? fewest(least, j, i) : most(least, j, i)));
    return problem_.device(d).memory - level;
  }

  // No block runs so often before i, or so rarely, that it alone takes more than what is left.
  void keep_room(Differences& differences, DeviceId d, std::size_t i) const {
    if (!differences) return;
    const Bytes left = room(*differences, d, i);
    if (left < 0) return differences.reset();
    for (std::size_t j = 0; j < blocks_; ++j)
      if (const DeviceUse* use = find_use(block(j), d); use && j != i && net(*use) != 0 && differences) {
        const Time low = fewest(*differences, j, i), high = most(*differences, j, i);
        const Time more = left / std::abs(net(*use));
        if (net(*use) > 0)
          set_laps(differences, j, i, low, std::min(high, low + more));
        else
          set_laps(differences, j, i, std::max(low, high - more), high);
      }
  }

  void search(Differences differences) {
    if (tries_ <= 0 || found_) return;
    --tries_;
    propagate(differences);
    if (!differences) return;
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
    const auto first = least.begin(), last = first + static_cast<std::ptrdiff_t>(blocks_);
    found_ = {period_, static_cast<int>(u_), {first, last}};
  }

  const Problem& problem_;
  Separations separations_;
  std::size_t u_, blocks_, nodes_;  // copy c of block b is node b * u + c
  Time period_;
  std::int64_t tries_;                                      // left
  std::vector<std::pair<std::size_t, std::size_t>> pairs_;  // nodes that share a device
  std::optional<Repeating> found_;
};

}  // namespace

Decision repetend_of_period(const Problem& problem, int u, Time period, std::int64_t tries) {
  return Laps(problem, u, period, tries).run();
}

std::optional<Time> least_period(const Problem& problem, int u, std::int64_t tries) {
  Time all = 0;
  for (Time t : least_durations(problem)) all += u * t;
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
      plan.orders[MachineId{use.device.index()}].push_back(instance_at(longer, i));
  for (auto& order : plan.orders)
    std::ranges::sort(order, {}, [&](Instance i) { return plan.start[instance_index(longer, i)]; });
  return plan;
}

}  // namespace repetend::test
