#include "search/wide/search_wide.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "search/bounds/bounds.hpp"
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

struct WideBounds {
  Bound makespan, completions, period;
};

WideBounds bounds_of(const std::shared_ptr<const Problem>& problem) {
  const WideModel model(problem);
  return {wide_makespan_bound(model), wide_completions_bound(model), wide_period_bound(model)};
}

void lower(Bound& bound, const Bound& other) {
  if (other.value < bound.value) bound = other;
}
void lower(WideBounds& bounds, const WideBounds& other) {
  lower(bounds.makespan, other.makespan);
  lower(bounds.completions, other.completions);
  lower(bounds.period, other.period);
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
    contest_ = {options_.objective, {bounds_.period.value, 1}, options_.period_at_most};
    for (const Selection& selection : first.selections) look_at(selection);
    if (!all_) descend();
    if (problem_->choices.empty() && options_.objective == Objective::makespan) add_core();
    if (!best_) return;
    WidePlans& best = looked_at_.at(*best_);
    const bool proves = options_.objective == Objective::makespan && small_enough_to_prove(*best.problem());
    Budget improving =
        budget_.share(budget_.left() - (proves ? budget_.left() / effort.wide.exact_share : 0));
    best.improve(enough(), options_.seed, improving);
    budget_.spend(improving);
    states_elsewhere_ += best.search_orders(options_, budget_);
    if (proves && all_) prove(first);
  }

  // None: no plan was found.
  const WidePlans* best() const { return best_ ? &looked_at_.at(*best_) : nullptr; }
  const WideBounds& bounds() const { return bounds_; }
  const std::string& reason() const { return reason_; }
  std::uint64_t states() const { return budget_.expanded() + states_elsewhere_; }

  // A lower bound of the highest peak of any repetend of that period; `enough` as in wide_peak_bound().
  Bytes least_peak(const Ratio& period, Bytes enough) const {
    if (!all_) return most_static_memory(*problem_);
    for (const auto& chosen : chosen_) enough = std::min(enough, wide_peak_bound(*chosen, period, enough));
    return enough;
  }

  std::string note() const {
    const std::string words =
        fmt::format("placement {} has {}", problem_->placement, fmt::join(extensions(*problem_), ", "));
    if (problem_->choices.empty()) return words;
    return words + (all_ ? fmt::format("; all {} ways to choose were looked at", looked_at_.size())
                         : fmt::format("; {} of its ways to choose were looked at", looked_at_.size()));
  }

 private:
  Time enough() const {
    return options_.objective == Objective::latency ? bounds_.completions.value : bounds_.makespan.value;
  }

  void find_bounds(const FirstSelections& first) {
    if (!first.all) {
      bounds_ = bounds_of(std::make_shared<const Problem>(least_of_all_selections(*problem_)));
      return;
    }
    bool any = false;
    for (const Selection& selection : first.selections) {
      const auto chosen = chosen_problem(problem_, selection);
      if (!chosen) continue;
      chosen_.push_back(chosen);
      const WideBounds of = bounds_of(chosen);
      if (!std::exchange(any, true)) bounds_ = of;
      lower(bounds_, of);
    }
  }

  void look_at(const Selection& selection) {
    if (looked_at_.contains(selection) || (best_ && budget_.stopped())) return;
    const auto chosen = chosen_problem(problem_, selection);
    if (!chosen) return;
    WidePlans plans(chosen, contest_);
    plans.find(budget_);
    if (reason_.empty()) reason_ = plans.reason();
    looked_at_.emplace(selection, std::move(plans));
    choose(selection);
  }

  void choose(const Selection& selection) {
    const WidePlans& plans = looked_at_.at(selection);
    if (plans.plan() && (!best_ || plans.value() < looked_at_.at(*best_).value())) best_ = selection;
  }

  // While another option of one choice is better than the best.
  void descend() {
    for (std::optional<Selection> from; best_ && from != best_ && !budget_.stopped();) {
      from = best_;
      for (const Selection& selection : next_to(*problem_, *from)) look_at(selection);
    }
  }

  // A bound of all selections is the least of theirs; without all of them nothing follows.
  void prove(const FirstSelections& first) {
    std::optional<Bound> least;
    for (const Selection& selection : first.selections) {
      const auto at = looked_at_.find(selection);
      if (at == looked_at_.end()) {
        if (chosen_problem(problem_, selection)) return;
        continue;
      }
      const Bound bound = at->second.prove(makespan(*looked_at_.at(*best_).plan()), budget_);
      choose(selection);
      if (!least || bound.value < least->value) least = bound;
    }
    if (least && least->value > bounds_.makespan.value) bounds_.makespan = *least;
  }

  // The searched plan of what every micro-batch runs, with what runs once before and after it.
  void add_core() {
    const auto core = searched_core(problem_, options_);
    if (!core) return;
    states_elsewhere_ += core->states;
    if (core->makespan_bound.value > bounds_.makespan.value) bounds_.makespan = core->makespan_bound;
    looked_at_.at({}).offer(core->plan, budget_);
    choose({});
  }

  std::shared_ptr<const Problem> problem_;
  const Options& options_;
  Budget budget_;
  WideBounds bounds_;
  WideContest contest_;
  bool all_ = true;    // selections are looked at
  Placements chosen_;  // by all of them
  std::map<Selection, WidePlans> looked_at_;
  std::optional<Selection> best_;
  std::string reason_;
  std::uint64_t states_elsewhere_ = 0;
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

std::string why_none(const Placements& placements, const std::string& reason) {
  if (const std::string alone = too_large_alone(*placements.front()); !alone.empty())
    return "no plan fits: " + alone;
  return reason.empty() ? "no schedule that people use applies, nor does a list schedule end" : reason;
}

void judge_wide(const WidePlans& best, const WideBounds& bounds, Result& result) {
  const Plan& plan = *best.plan();
  result.plan = plan;
  result.schedule = plan.schedule;
  result.makespan_optimal = makespan(plan) <= bounds.makespan.value;
  const Ratio period = period_a_micro_batch(plan);
  const bool period_optimal = plan.repetend && period <= result.period_bound_exact;
  result.period_optimal = period_optimal;
  const Wide n = plan.problem->micro_batches;
  switch (result.objective) {
    case Objective::makespan:
      result.objective_optimal = result.makespan_optimal;
      break;
    case Objective::period:
      result.objective_bound = bounds.period;
      result.objective_optimal = period_optimal;
      break;
    case Objective::latency:
      result.objective_bound = bounds.completions;
      result.objective_bound.value = static_cast<Time>((bounds.completions.value + n - 1) / n);
      result.objective_optimal = best.value().front() <= bounds.completions.value;
      break;
    case Objective::memory:
      break;  // judge_peak()
  }
}

// At the period of the plan, or the one asked for.
void judge_peak(const std::vector<WidePlacement>& searches, const Options& options, Result& result) {
  const Ratio period =
      std::max(period_a_micro_batch(*result.plan), Ratio{options.period_at_most.value_or(0), 1});
  const Bytes peak = std::ranges::max(peak_memory(*result.plan));
  Bytes bound = peak;
  for (const WidePlacement& search : searches) bound = std::min(bound, search.least_peak(period, bound));
  result.objective_bound = {
      bound, "period",
      fmt::format("a repetend of {} a micro-batch holds so much on some device", human_time(period.ceil()))};
  result.objective_optimal = peak <= bound;
}

}  // namespace

Result search_wide(const Placements& placements, const Options& options) {
  Options share = options;  // of the time
  if (share.time_limit_s) *share.time_limit_s /= static_cast<double>(placements.size());
  Result result;
  result.objective = options.objective;
  std::vector<WidePlacement> searches;
  searches.reserve(placements.size());
  const WidePlans* best = nullptr;
  std::optional<WideBounds> bounds;
  for (const auto& problem : placements) {
    WidePlacement& search = searches.emplace_back(problem, share, Budget(share));
    search.run();
    if (!bounds) bounds = search.bounds();
    lower(*bounds, search.bounds());
    result.states_expanded += search.states();
    result.notes.push_back(search.note());
    if (result.reason.empty()) result.reason = search.reason();
    if (search.best() && (!best || search.best()->value() < best->value())) best = search.best();
  }
  result.makespan_bound = result.objective_bound = bounds->makespan;
  result.period_bound = bounds->period;
  result.period_bound_exact = {bounds->period.value, 1};
  result.reason = best ? "" : why_none(placements, result.reason);
  if (best) judge_wide(*best, *bounds, result);
  if (best && options.objective == Objective::memory) judge_peak(searches, options, result);
  return result;
}

}  // namespace repetend::search
