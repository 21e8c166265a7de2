#include "search/exact/settle_period.hpp"

#include <algorithm>
#include <numeric>

#include "search/bounds/bounds.hpp"
#include "search/exact/differences.hpp"
#include "sim/plan/memory_level.hpp"

// Is there a cyclic schedule of period T? A state of the search is what is known of the differences of
// starts. Take the starts that obey it, all as early as they can be. If two blocks of a device overlap, their
// difference is smaller or larger in every schedule: two branches. If a block i starts without room, then on
// its device some block that takes memory must have run fewer times by then, or one that gives some back
// more often: a branch each, in which those before it have not. Otherwise the starts are a schedule.
//
// Before block i (n) starts on a device, another block b of it has run n + 1 + floor((start(i) - start(b)) /
// T) times, so the level is the sum over b of net(b) x (1 + floor(...)), where net is acquired less released
// and the nets of a device add up to 0 (where to more, the level only rises). The least and largest
// differences known give the least level: where it exceeds the room, no schedule obeys what is known.
//
// Waits are finite: sort the blocks by start. Where one starts more than a period and the longest delay after
// the one before, start all from there on a period earlier: the arcs allow it, residues stay, and no level
// rises, as all that these blocks release more than they acquire is released earlier (where acquired bytes
// are released along paths, the blocks from some time on never acquire more).
namespace repetend::search {
namespace {

enum class Verdict { found, refuted, unknown };

class AtPeriod {
 public:
  AtPeriod(const CyclicModel& model, const std::vector<Arc>& arcs, Time period, Budget& budget)
      : model_(model), arcs_(arcs), circle_(circle_of(*model.problem, period)), budget_(budget) {}

  Verdict decide() { return search(Differences(model_.blocks(), arcs_, circle_.period), 0); }
  CyclicSchedule schedule() const { return {circle_.period, start_}; }

 private:
  // start(to) - start(from) >= value.
  struct Cut {
    std::size_t from, to;
    Wide value;
  };
  using Cuts = std::vector<Cut>;

  Wide period() const { return circle_.period; }
  Wide floor_div(Wide value) const { return (value - (value % period() + period()) % period()) / period(); }

  Verdict search(Differences known, int depth) {
    exclude_overlaps(circle_, known);
    if (known.contradictory() || !may_fit(known)) return Verdict::refuted;
    constexpr int deepest = 256;  // where nothing bounds a wait, some branch never ends
    if (budget_.out() || depth == deepest) return Verdict::unknown;
    budget_.spend();
    start_ = known.starts();
    std::vector<Cuts> branches = overlap_branches(known);
    if (branches.empty()) {
      const auto crowded = block_without_room();
      if (!crowded) return Verdict::found;
      branches = memory_branches(crowded->first, crowded->second);
    }
    return search_each(known, branches, depth + 1);
  }

  Verdict search_each(const Differences& known, const std::vector<Cuts>& branches, int depth) {
    Verdict all = Verdict::refuted;
    for (const Cuts& cuts : branches) {
      Differences child = known;
      for (const Cut& cut : cuts) child.raise(cut.from, cut.to, cut.value);
      const Verdict verdict = search(std::move(child), depth);
      if (verdict == Verdict::found) return verdict;
      if (verdict == Verdict::unknown) all = verdict;
    }
    return all;
  }

  // Of two blocks that overlap: of those, two whose difference is known best.
  std::vector<Cuts> overlap_branches(const Differences& known) const {
    std::optional<Wide> narrowest;
    std::vector<Cuts> branches;
    for (const auto& [i, j] : circle_.sharing) {
      const Wide now = start_[j] - start_[i], above = overlap_free_from(circle_, i, j, now);
      if (i > j || above == now) continue;
      constexpr Wide open = Wide{1} << 100;  // wider than all that is known from both sides
      const Wide width =
          known.least(i, j) && known.least(j, i) ? -*known.least(j, i) - *known.least(i, j) : open;
      if (narrowest && width >= *narrowest) continue;
      narrowest = width;
      branches = {{{i, j, above}}, {{j, i, -overlap_free_below(circle_, i, j, now)}}};
    }
    return branches;
  }

  static Bytes net(const DeviceUse& use) { return use.acquire - use.release; }
  const DeviceUse& use(std::size_t block, std::size_t device) const {
    return *find_use(model_.problem->blocks[block], DeviceId{device});
  }

  // times(b, i): how often b has run before i(0) starts; none where nothing is known.
  template <class Times>
  bool exceeds(std::size_t device, std::size_t i, const Times& times) const {
    const Device& d = model_.problem->devices[device];
    Wide before = d.static_memory;
    for (std::size_t b : model_.on_device[device]) {
      if (b == i || net(use(b, device)) == 0) continue;
      const std::optional<Wide> ran = times(b, net(use(b, device)));
      if (!ran) return false;
      before += net(use(b, device)) * *ran;
    }
    const MemoryLevel none(0, model_.problem->memory_release);
    return before + none.if_started(use(i, device)) > d.memory;
  }

  // What takes memory has run as rarely as is known, what gives it back as often.
  bool may_fit(const Differences& known) const {
    for (std::size_t d = 0; d < model_.on_device.size(); ++d) {
      if (!model_.counts_memory[d]) continue;
      for (std::size_t i : model_.on_device[d]) {
        const auto times = [&](std::size_t b, Bytes net) -> std::optional<Wide> {
          const auto& bound = net > 0 ? known.least(b, i) : known.least(i, b);
          if (!bound) return std::nullopt;
          return 1 + floor_div(net > 0 ? *bound : -*bound);
        };
        if (exceeds(d, i, times)) return false;
      }
    }
    return true;
  }

  std::optional<std::pair<std::size_t, std::size_t>> block_without_room() const {
    for (std::size_t d = 0; d < model_.on_device.size(); ++d) {
      if (!model_.counts_memory[d]) continue;
      for (std::size_t i : model_.on_device[d]) {
        const auto times = [&](std::size_t b, Bytes) {
          return std::optional(1 + floor_div(start_[i] - start_[b]));
        };
        if (exceeds(d, i, times)) return std::pair{d, i};
      }
    }
    return std::nullopt;
  }

  std::vector<Cuts> memory_branches(std::size_t device, std::size_t i) const {
    std::vector<Cuts> branches;
    Cuts kept;  // those before have not run more favourably
    for (std::size_t b : model_.on_device[device]) {
      const Bytes bytes = net(use(b, device));
      if (b == i || bytes == 0) continue;
      const Wide lap = floor_div(start_[i] - start_[b]) * period();
      const Wide next = lap + period() + circle_.duration[b], last = lap - circle_.duration[i];
      Cuts& branch = branches.emplace_back(kept);
      if (bytes > 0) {
        branch.push_back({i, b, -last});
        kept.push_back({b, i, lap + circle_.duration[b]});
      } else {
        branch.push_back({b, i, next});
        kept.push_back({i, b, -(lap + period() - circle_.duration[i])});
      }
    }
    return branches;
  }

  const CyclicModel& model_;
  const std::vector<Arc>& arcs_;
  const Circle circle_;
  Budget& budget_;
  std::vector<Time> start_;  // of the state looked at last
};

// Otherwise a repetend that runs for ever has all the room it wants some day.
bool gives_back_no_more_than_it_takes(const CyclicModel& model) {
  std::vector<Bytes> kept(model.on_device.size());
  for (const Block& block : model.problem->blocks)
    for (const DeviceUse& use : block.uses) kept[use.device.index()] += use.acquire - use.release;
  return std::ranges::all_of(kept, [](Bytes bytes) { return bytes >= 0; });
}

// Where a device has a capacity, all that it releases was acquired by blocks that come before.
bool releases_along_paths(const CyclicModel& model) {
  const std::vector<Wide> held = memory_integrals(*model.problem);
  for (std::size_t d = 0; d < held.size(); ++d) {
    const auto acquires = [&](std::size_t b) {
      return find_use(model.problem->blocks[b], DeviceId{d})->acquire > 0;
    };
    if (model.counts_memory[d] && held[d] == 0 && std::ranges::any_of(model.on_device[d], acquires))
      return false;
  }
  return true;
}

Time longest_delay(const CyclicModel& model) {
  Time longest = std::ranges::max(model.duration);
  for (const Arc& arc : model.arcs) longest = std::max(longest, arc.delay);
  return longest;
}

// The arcs, and between any two blocks the longest wait.
std::vector<Arc> with_longest_waits(const CyclicModel& model) {
  std::vector<Arc> arcs = model.arcs;
  if (!releases_along_paths(model)) return arcs;
  const auto others = static_cast<Time>(model.blocks()) - 1;
  const Time longest = longest_delay(model);
  for (std::size_t i = 0; i < model.blocks(); ++i)
    for (std::size_t j = 0; j < model.blocks(); ++j)
      if (i != j) arcs.push_back({i, j, -others * longest, others});
  return arcs;
}

// Branches leave some blocks many periods behind others, and plans of few micro-batches would never repeat:
// where nothing starts for long, all that follows starts whole periods earlier, as above.
CyclicSchedule gathered(const CyclicModel& model, const CyclicSchedule& schedule) {
  const Time longest = longest_delay(model);
  std::vector<std::size_t> by_start(model.blocks());
  std::iota(by_start.begin(), by_start.end(), std::size_t{0});
  std::ranges::sort(by_start, {}, [&](std::size_t b) { return schedule.start[b]; });
  CyclicSchedule result = schedule;
  Time earlier = 0;
  for (std::size_t i = 1; i < by_start.size(); ++i) {
    const Time gap = schedule.start[by_start[i]] - schedule.start[by_start[i - 1]];
    earlier += std::max(Time{0}, gap - longest) / schedule.period * schedule.period;
    result.start[by_start[i]] -= earlier;
  }
  return memory_excess(model, result) > 0 ? schedule : result;
}

}  // namespace

// A period that is refuted refutes all shorter ones (refute.cpp).
SettledPeriod settle_period(const CyclicModel& model, Time at_least, Time below, Budget& budget) {
  SettledPeriod settled{at_least, std::nullopt};
  const std::vector<Arc> arcs = with_longest_waits(model);
  while (below > at_least && gives_back_no_more_than_it_takes(model)) {
    AtPeriod attempt(model, arcs, below - 1, budget);
    const Verdict verdict = attempt.decide();
    if (verdict == Verdict::refuted) settled.bound = below;
    if (verdict != Verdict::found) break;
    settled.schedule = gathered(model, tighten(model, attempt.schedule(), at_least));
    below = settled.schedule->period;
  }
  return settled;
}

}  // namespace repetend::search
