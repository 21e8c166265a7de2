#include "search/wide/search_wide.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "search/control/effort.hpp"
#include "search/phases/searched_core.hpp"
#include "search/wide/bounds.hpp"
#include "search/wide/plans.hpp"
#include "search/wide/selections.hpp"
#include "sim/core/error.hpp"
#include "sim/core/human.hpp"
#include "sim/plan/memory_level.hpp"
#include "sim/plan/pool_levels.hpp"
#include "sim/problem/extensions.hpp"
#include "sim/problem/pools.hpp"

namespace repetend::search {
namespace {

struct WideBoundsOf {
  Bound makespan, period;
};

WideBoundsOf bounds_of(const std::shared_ptr<const Problem>& problem) {
  const WideModel model(problem);
  return {wide_makespan_bound(model), wide_period_bound(model)};
}

void lower(Bound& bound, const Bound& other) {
  if (other.value < bound.value) bound = other;
}

// One placement, over its choices.
class WidePlacement {
 public:
  WidePlacement(const std::shared_ptr<const Problem>& problem, const Options& options, Budget budget)
      : problem_(problem), options_(options), budget_(std::move(budget)) {}

  void run() {
    const FirstSelections first = first_selections(*problem_, effort.wide.selections);
    all_ = first.all;
    find_bounds(first);
    for (const Selection& selection : first.selections) look_at(selection);
    if (!all_) descend();
    const auto core = problem_->choices.empty() ? searched_core(problem_, options_) : std::nullopt;
    if (core) {
      core_states_ = core->states;
      if (core->makespan_bound.value > bounds_.makespan.value) bounds_.makespan = core->makespan_bound;
      looked_at_.at({}).offer(core->plan, budget_);
      choose({});
    }
    if (!best_) return;
    looked_at_.at(*best_).improve(bounds_.makespan.value, options_.seed, budget_);
  }

  const std::optional<Plan>& plan() const {
    static const std::optional<Plan> none;
    return best_ ? looked_at_.at(*best_).plan() : none;
  }
  const WideBoundsOf& bounds() const { return bounds_; }
  const std::string& reason() const { return reason_; }
  std::uint64_t states() const { return budget_.expanded() + core_states_; }

  std::string note() const {
    const std::string words =
        fmt::format("placement {} has {}", problem_->placement, fmt::join(extensions(*problem_), ", "));
    if (problem_->choices.empty()) return words;
    return words + (all_ ? fmt::format("; all {} ways to choose were looked at", looked_at_.size())
                         : fmt::format("; {} of its ways to choose were looked at", looked_at_.size()));
  }

 private:
  void find_bounds(const FirstSelections& first) {
    if (!first.all) {
      bounds_ = bounds_of(std::make_shared<const Problem>(least_of_all_selections(*problem_)));
      return;
    }
    bool any = false;
    for (const Selection& selection : first.selections) {
      const auto chosen = chosen_problem(problem_, selection);
      if (!chosen) continue;
      const WideBoundsOf of = bounds_of(chosen);
      if (!std::exchange(any, true)) bounds_ = of;
      lower(bounds_.makespan, of.makespan);
      lower(bounds_.period, of.period);
    }
  }

  void look_at(const Selection& selection) {
    if (looked_at_.contains(selection) || (best_ && budget_.stopped())) return;
    const auto chosen = chosen_problem(problem_, selection);
    if (!chosen) return;
    WidePlans plans(chosen);
    plans.find(budget_);
    if (reason_.empty()) reason_ = plans.reason();
    looked_at_.emplace(selection, std::move(plans));
    choose(selection);
  }

  void choose(const Selection& selection) {
    const WidePlans& plans = looked_at_.at(selection);
    if (plans.plan() && (!best_ || plans.is_better_than(looked_at_.at(*best_)))) best_ = selection;
  }

  // While another option of one choice is better than the best.
  void descend() {
    for (std::optional<Selection> from; best_ && from != best_ && !budget_.stopped();) {
      from = best_;
      for (const Selection& selection : next_to(*problem_, *from)) look_at(selection);
    }
  }

  std::shared_ptr<const Problem> problem_;
  const Options& options_;
  Budget budget_;
  WideBoundsOf bounds_;
  bool all_ = true;  // selections are looked at
  std::map<Selection, WidePlans> looked_at_;
  std::optional<Selection> best_;
  std::string reason_;
  std::uint64_t core_states_ = 0;
};

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

// Of plans equally short the one that needs less memory.
bool is_shorter(const Plan& plan, const std::optional<Plan>& than) {
  const auto rank = [](const Plan& p) { return std::pair(makespan(p), std::ranges::max(peak_memory(p))); };
  return !than || rank(plan) < rank(*than);
}

void require_makespan(const Placements& placements, Objective objective) {
  for (const auto& problem : placements)
    if (objective != Objective::makespan)
      throw RequestError(fmt::format("placement {} has {}, which is searched for the makespan alone",
                                     problem->placement, fmt::join(extensions(*problem), ", ")));
}

void judge_wide(const Placements& placements, Result& result) {
  if (!result.plan) {
    if (const std::string alone = too_large_alone(*placements.front()); !alone.empty())
      result.reason = "no plan fits: " + alone;
    else if (result.reason.empty())
      result.reason = "no schedule that people use applies, nor does a list schedule end";
    return;
  }
  result.reason.clear();
  result.schedule = result.plan->schedule;
  result.makespan_optimal = makespan(*result.plan) == result.makespan_bound.value;
  result.objective_optimal = result.makespan_optimal;
}

}  // namespace

Result search_wide(const Placements& placements, const Options& options) {
  require_makespan(placements, options.objective);
  Options share = options;  // of the time
  if (share.time_limit_s) *share.time_limit_s /= static_cast<double>(placements.size());
  Result result;
  result.objective = options.objective;
  bool any = false;
  for (const auto& problem : placements) {
    WidePlacement placement(problem, share, Budget(share));
    placement.run();
    const auto& [makespan_bound, period_bound] = placement.bounds();
    if (!std::exchange(any, true)) {
      result.makespan_bound = makespan_bound;
      result.period_bound = period_bound;
    }
    lower(result.makespan_bound, makespan_bound);
    lower(result.period_bound, period_bound);
    result.states_expanded += placement.states();
    result.notes.push_back(placement.note());
    if (placement.plan() && is_shorter(*placement.plan(), result.plan)) result.plan = placement.plan();
    if (result.reason.empty()) result.reason = placement.reason();
  }
  result.objective_bound = result.makespan_bound;
  result.period_bound_exact = {result.period_bound.value, 1};
  judge_wide(placements, result);
  return result;
}

}  // namespace repetend::search
