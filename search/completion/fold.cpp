#include "search/completion/fold.hpp"

#include <algorithm>

#include "search/control/effort.hpp"
#include "sim/problem/machines.hpp"

// Cut the plan at some time, and let block b start next for micro-batch m(b) there. If each machine runs the
// micro-batches m(b) .. m(b) + u - 1 of all its blocks before any later one, its next instances, u of each,
// can be repeated: the same number of each block has run before every repetition, so the memory is what it is
// in the plan. An edge from inside the stretch leads to the stretch or to a later one, as nothing before the
// cut waits for something after it. So the plan's own starts, repeated with a period no shorter than the
// stretch and what follows its last instance, are a schedule, which is then tightened.
namespace repetend::search {
namespace {

struct Stretch {
  Time cut = 0;
  int u = 1;
  Time advance = 0;  // from each block's first instance to that of the next repetition in the plan, summed up
};

class Folder {
 public:
  Folder(const Problem& problem, const std::vector<Time>& start)
      : problem_(problem), start_(start), by_machine_(blocks_by_machine(problem)) {}

  // Those that promise less than `known`, the most promising first.
  std::vector<Stretch> stretches(const Ratio& known) const {
    std::vector<Stretch> found;
    const auto blocks = std::ssize(problem_.blocks);
    for (int u = 1; u <= std::min(effort.period.micro_batches, problem_.micro_batches / 2); ++u)
      for (std::int32_t n = 0; n + u < problem_.micro_batches; ++n) {
        const auto stretch = stretch_at(at(BlockId{0}, n), u);
        if (stretch && Ratio{stretch->advance, u * blocks} < known) found.push_back(*stretch);
      }
    std::ranges::stable_sort(found, [](const Stretch& a, const Stretch& b) {
      return Ratio{a.advance, a.u} < Ratio{b.advance, b.u};
    });
    return found;
  }

  // As in the plan, repeated slowly enough for that.
  CyclicSchedule schedule(const CyclicModel& model, const Stretch& stretch) const {
    CyclicSchedule schedule{0, IdVector<BlockId, Time>(model.block_count())};
    Time longest = 0;
    for (const Dependence& arc : model.arcs) longest = std::max(longest, arc.delay);
    for (Time duration : model.duration) longest = std::max(longest, duration);
    const auto blocks = ids<BlockId>(problem_.blocks.size());
    for (BlockId b : blocks)
      schedule.period =
          std::max(schedule.period, at(b, first(b, stretch.cut) + stretch.u - 1) + longest - stretch.cut);
    for (BlockId b : blocks)
      for (std::int32_t m = first(b, stretch.cut), end = m + stretch.u; m < end; ++m)
        schedule.start[BlockId{b.value * stretch.u + m % stretch.u}] =
            at(b, m) - stretch.cut - m / stretch.u * schedule.period;
    const Time least = *std::ranges::min_element(schedule.start);
    const Time stages = (schedule.period - 1 - least) / schedule.period;
    for (Time& s : schedule.start) s += stages * schedule.period;
    return schedule;
  }

 private:
  Time at(BlockId b, std::int32_t n) const { return start_[instance_index(problem_, {b, n})]; }

  // The first micro-batch for which the block starts no earlier.
  std::int32_t first(BlockId b, Time cut) const {
    const auto begin = start_.begin() + static_cast<std::ptrdiff_t>(instance_index(problem_, {b, 0}));
    return static_cast<std::int32_t>(std::lower_bound(begin, begin + problem_.micro_batches, cut) - begin);
  }

  std::optional<Stretch> stretch_at(Time cut, int u) const {
    Stretch stretch{cut, u, 0};
    for (BlockId b : ids<BlockId>(problem_.blocks.size())) {
      const std::int32_t m = first(b, cut);
      if (m + u >= problem_.micro_batches) return std::nullopt;
      stretch.advance += at(b, m + u) - at(b, m);
    }
    const auto whole = [&](const std::vector<BlockId>& blocks) {
      Time last = cut, next = std::numeric_limits<Time>::max();
      for (BlockId b : blocks) {
        const std::int32_t m = first(b, cut);
        last = std::max(last, at(b, m + u - 1));
        next = std::min(next, at(b, m + u));
      }
      return last < next;
    };
    return std::ranges::all_of(by_machine_, whole) ? std::optional(stretch) : std::nullopt;
  }

  const Problem& problem_;
  const std::vector<Time>& start_;
  IdVector<MachineId, std::vector<BlockId>> by_machine_;
};

}  // namespace

std::optional<CyclicPlan> fold(const Problem& problem, const std::vector<Time>& start, const Ratio& known,
                               const Ratio& bound, Budget& budget) {
  const Folder folder(problem, start);
  std::vector<Stretch> stretches = folder.stretches(known);
  if (stretches.size() > effort.fold.stretches) stretches.resize(effort.fold.stretches);
  std::optional<CyclicPlan> best;
  Ratio shortest = known;
  for (const Stretch& stretch : stretches) {
    if (budget.out() || shortest <= bound) break;
    budget.spend();
    const Problem unrolled = unroll(problem, stretch.u);
    const CyclicModel model(unrolled);
    auto found = tighten_with_transfers(model, folder.schedule(model, stretch), bound.ceil_times(stretch.u));
    if (!found || shortest <= Ratio{found->period, stretch.u} || memory_excess(model, *found) > 0) continue;
    shortest = {found->period, stretch.u};
    best = {std::move(*found), stretch.u};
  }
  return best;
}

}  // namespace repetend::search
