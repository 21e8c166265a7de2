#include "search/phases/used_schedules.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "search/phases/searched_core.hpp"
#include "sim/core/error.hpp"
#include "sim/core/human.hpp"
#include "sim/engine/dispatch.hpp"
#include "sim/plan/memory_level.hpp"
#include "sim/plan/pool_levels.hpp"
#include "sim/problem/choices.hpp"
#include "sim/problem/durations.hpp"
#include "sim/problem/extensions.hpp"
#include "sim/problem/graph.hpp"
#include "sim/problem/machines.hpp"
#include "sim/schedules/schedule.hpp"
#include "sim/verify/verify.hpp"

namespace repetend::search {
namespace {

constexpr std::size_t most_selections = 64;

// Bounds of a problem without open choices.
class WideBounds {
 public:
  explicit WideBounds(const Problem& problem)
      : problem_(problem), least_(shortest_runs(problem)), head_(least_.size()), tail_(head_) {
    const auto total = total_durations(problem);
    const auto least = least_durations(problem);
    for (BlockId b : total.ids()) work_.push_back(least[b] * part);
    for (const Pair& pair : problem.pairs) share(pair, least);
    for (BlockId b : total.ids())
      work_[b] =
          work_[b] == least[b] * part ? total[b] * part : work_[b] * micro_batches_of(problem, b).count();
    find_ways();
  }

  // Of the work that a micro-batch has on a lane.
  Bound period() const {
    Bound best{0, "none", "its micro-batches differ"};
    if (!is_periodic(problem_)) return best;
    const auto blocks = blocks_by_machine(problem_);
    for (MachineId m : blocks.ids()) {
      Wide parts = 0;
      for (BlockId b : blocks[m])
        if (problem_.block(b).repeat == Repeat::each) parts += work_[b] / problem_.micro_batches;
      const Time work = whole(parts);
      if (work > best.value)
        best = {work, "lane",
                fmt::format("{} works {} a micro-batch", machine_name(problem_, m), human_time(work))};
    }
    return best;
  }

  Bound makespan() const {
    Bound best;
    const auto offer = [&](Time value, std::string name, std::string reason) {
      if (value > best.value) best = {value, std::move(name), std::move(reason)};
    };
    for (BlockId b : head_.ids())
      offer(head_[b] + least_[b] + tail_[b], "path",
            fmt::format("the longest path of a micro-batch, through {}, takes {}", problem_.block(b).name,
                        human_time(head_[b] + least_[b] + tail_[b])));
    const auto blocks = blocks_by_machine(problem_);
    for (MachineId m : blocks.ids()) {
      if (blocks[m].empty()) continue;
      Wide parts = 0;
      Time before = sum_limit, after = sum_limit;
      for (BlockId b : blocks[m]) {
        parts += work_[b];
        before = std::min(before, head_[b]);
        after = std::min(after, tail_[b]);
      }
      const Time work = whole(parts);
      offer(before + work + after, "lane",
            fmt::format("{} works {}, and waits {} before and {} after", machine_name(problem_, m),
                        human_time(work), human_time(before), human_time(after)));
    }
    return best;
  }

 private:
  // Of the shortest instance of each block, fused or not.
  static IdVector<BlockId, Time> shortest_runs(const Problem& problem) {
    IdVector<BlockId, Time> result = least_durations(problem);
    for (const Pair& pair : problem.pairs)
      for (const auto* side : {&pair.first, &pair.second})
        for (BlockId b : *side) result[b] = std::min(result[b], least_fused(problem, pair, b));
    return result;
  }

  static Time least_fused(const Problem& problem, const Pair& pair, BlockId b) {
    Time least = sum_limit;
    for (std::int32_t n = 0; n < (problem.scale.empty() ? 1 : problem.micro_batches); ++n) {
      const Instance i{b, n};
      least = std::min(least, fused_duration(problem, pair, {&i, 1}));
    }
    return least;
  }

  // An instance takes no less of a machine than its least share of a pair: the time of a fused group is
  // divided among its blocks as their own times are.
  void share(const Pair& pair, const IdVector<BlockId, Time>& least) {
    std::vector<BlockId> blocks = pair.first;
    blocks.insert(blocks.end(), pair.second.begin(), pair.second.end());
    Time together = 0;
    for (BlockId b : blocks) together += least[b];
    if (together == 0) return;
    for (BlockId b : blocks) {
      const Wide of_pair = static_cast<Wide>(least_fused(problem_, pair, b)) * least[b];
      work_[b] = std::min(work_[b], of_pair * part / together);
    }
  }

  void find_ways() {
    IdVector<BlockId, std::vector<BlockId>> after(problem_.blocks.size());
    for (const Edge& edge : problem_.edges)
      if (edge.distance == 0) after[edge.from].push_back(edge.to);
    const auto order = dependency_order(problem_);
    for (BlockId b : order)
      for (BlockId next : after[b]) head_[next] = std::max(head_[next], head_[b] + least_[b]);
    for (auto b = order.rbegin(); b != order.rend(); ++b)
      for (BlockId next : after[*b]) tail_[*b] = std::max(tail_[*b], least_[next] + tail_[next]);
  }

  // Shares of pairs are rounded down to parts of a ns; the sum of them all is a whole number of ns or more.
  static constexpr Wide part = 1'000'000;
  static Time whole(Wide parts) { return static_cast<Time>((parts + part - 1) / part); }

  const Problem& problem_;
  IdVector<BlockId, Time> least_;        // of one instance
  IdVector<BlockId, Wide> work_;         // of all instances, in parts
  IdVector<BlockId, Time> head_, tail_;  // before a block starts, and after it has ended
};

// The least of all ways to choose; nothing holds where there are too many to look at.
struct Bounds {
  Bound makespan, period;
};
void lower(Bound& bound, const Bound& other) {
  if (other.value < bound.value) bound = other;
}
Bounds bounds_of(const Problem& problem) {
  const auto ways = selections(problem, most_selections + 1);
  const Bound none{0, "none", "there are too many ways to choose for a bound"};
  if (ways.size() > most_selections) return {none, none};
  std::optional<Bounds> least;
  for (const auto& options : ways) {
    const Problem chosen = with_choices(problem, options);
    const WideBounds of(chosen);
    if (!least) least = Bounds{of.makespan(), of.period()};
    lower(least->makespan, of.makespan());
    lower(least->period, of.period());
  }
  return *least;
}

// Every machine serves what is ready first.
std::optional<Plan> list_plan(const std::shared_ptr<const Problem>& problem) {
  std::optional<Plan> best;
  for (const auto& options : selections(*problem, most_selections)) {
    const auto chosen = std::make_shared<const Problem>(with_choices(*problem, options));
    try {
      Plan plan = dispatch({chosen, "search", Orders(machine_count(*chosen)), {}, {}});
      require_valid(plan);
      if (!best || makespan(plan) < makespan(*best)) best = std::move(plan);
    } catch (const RequestError&) {  // it came to wait for memory for ever
    }
  }
  return best;
}

// Of plans equally short the one that needs less memory.
bool is_better(const Plan& plan, const std::optional<Plan>& than) {
  const auto rank = [](const Plan& p) { return std::pair(makespan(p), std::ranges::max(peak_memory(p))); };
  return !than || rank(plan) < rank(*than);
}

std::optional<Plan> best_plan(const std::shared_ptr<const Problem>& problem,
                              const std::optional<SearchedCore>& core, const Options& options,
                              std::string& reason) {
  std::optional<Plan> best;
  const auto offer = [&](std::optional<Plan> plan) {
    if (!plan || !is_better(*plan, best)) return;
    const bool shorter = !best || makespan(*plan) < makespan(*best);
    best = std::move(plan);
    if (shorter && options.improved) options.improved(*best);
  };
  for (const Schedule& schedule : all_schedules()) {
    if (options.cancel && *options.cancel) break;
    ScheduledPlan made = schedule_problem(schedule, problem);
    if (made.feasible())
      offer(std::move(made.plan));
    else if (made.reason.starts_with("the plan deadlocks"))
      reason = fmt::format("{}: {}", schedule.name, made.reason);
  }
  offer(list_plan(problem));
  if (core) offer(core->plan);
  return best;
}

// In words, of a block for which there is no room even alone; open choices may change what blocks need.
std::string too_large_alone(const Problem& problem) {
  if (!problem.choices.empty()) return "";
  for (const Block& block : problem.blocks)
    for (const PoolUse& use : changes_of(problem, block)) {
      const Bytes needed =
          MemoryLevel(static_memory_of(problem, use.pool), problem.memory_release).start(use);
      if (needed > capacity_of(problem, use.pool))
        return fmt::format("{} alone needs {} on {}, which has {}", block.name, human_bytes(needed),
                           pool_name(problem, use.pool), human_bytes(capacity_of(problem, use.pool)));
    }
  return "";
}

}  // namespace

Result best_used_schedule(const Placements& placements, const Options& options) {
  Result result;
  result.objective = options.objective;
  std::optional<Bounds> bounds;
  Options share = options;  // of the time, for the searches of what every micro-batch runs
  if (share.time_limit_s) *share.time_limit_s /= static_cast<double>(placements.size());
  for (const auto& problem : placements) {
    const auto beyond = extensions(*problem);
    if (options.objective != Objective::makespan)
      throw RequestError(fmt::format("placement {} has {}, which is searched for the makespan alone",
                                     problem->placement, fmt::join(beyond, ", ")));
    const auto core = searched_core(problem, share);
    Bounds of = bounds_of(*problem);
    if (core && core->makespan_bound.value > of.makespan.value) of.makespan = core->makespan_bound;
    if (core) result.states_expanded += core->states;
    if (!bounds) bounds = of;
    lower(bounds->makespan, of.makespan);
    lower(bounds->period, of.period);
    auto plan = best_plan(problem, core, options, result.reason);
    result.notes.push_back(fmt::format(
        "placement {} has {}, which the search does not order yet: its plan is the best of the schedules "
        "people use{} a list schedule",
        problem->placement, fmt::join(beyond, ", "),
        core ? ", of the searched plan of its micro-batches, and of" : " and of"));
    if (plan && is_better(*plan, result.plan)) result.plan = std::move(plan);
  }
  result.makespan_bound = result.objective_bound = bounds->makespan;
  result.period_bound = bounds->period;
  result.period_bound_exact = {bounds->period.value, 1};
  if (!result.plan) {
    if (const std::string alone = too_large_alone(*placements.front()); !alone.empty())
      result.reason = "no plan fits: " + alone;
    else if (result.reason.empty())
      result.reason = "no schedule that people use applies, nor does a list schedule end";
    return result;
  }
  result.reason.clear();
  result.schedule = result.plan->schedule;
  result.makespan_optimal = makespan(*result.plan) == result.makespan_bound.value;
  result.objective_optimal = result.makespan_optimal;
  return result;
}

}  // namespace repetend::search
