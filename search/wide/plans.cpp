#include "search/wide/plans.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "search/completion/find_repetend.hpp"
#include "search/control/effort.hpp"
#include "search/wide/bounds.hpp"
#include "search/wide/completion.hpp"
#include "search/wide/exact_plan.hpp"
#include "search/wide/lists.hpp"
#include "search/wide/neighbourhood.hpp"
#include "sim/core/error.hpp"
#include "sim/engine/dispatch.hpp"
#include "sim/plan/pool_levels.hpp"
#include "sim/problem/extensions.hpp"
#include "sim/schedules/schedule.hpp"
#include "sim/verify/verify.hpp"

namespace repetend::search {
namespace {

// Every machine serves what is ready first.
std::optional<Plan> dispatched(const std::shared_ptr<const Problem>& problem) {
  try {
    Plan plan = dispatch({problem, "search", Orders(machine_count(*problem)), {}, {}});
    require_valid(plan);
    return plan;
  } catch (const RequestError&) {  // it came to wait for memory for ever
    return std::nullopt;
  }
}

Feed numbers(const Problem& problem) {
  Feed feed(static_cast<std::size_t>(problem.micro_batches));
  std::iota(feed.begin(), feed.end(), 0);
  return feed;
}

}  // namespace

WidePlans::WidePlans(std::shared_ptr<const Problem> problem, const WideContest& contest)
    : problem_(std::move(problem)), contest_(contest) {}

void WidePlans::offer(std::optional<Plan> plan, Budget& budget) {
  if (!plan) return;
  const Time length = makespan(*plan);
  if (contest_.objective == Objective::makespan && plan_ && length > value_.front()) return;
  plan->repetend = find_repetend(*problem_, plan->start, budget.stop(), contest_.period_bound);
  const Value value = value_of(*plan, length, std::ranges::max(peak_memory(*plan)), contest_.objective,
                               contest_.period_bound, contest_.period_at_most);
  if (plan_ && value_ <= value) return;
  plan_ = std::move(plan);
  value_ = value;
  budget.found(*plan_, length);
}

// Where transfers wait, the plan may be longer than the sequence says.
void WidePlans::offer(const WideModel& model, const std::optional<TimedSequence>& sequence, Budget& budget) {
  if (!sequence) return;
  if (contest_.objective == Objective::makespan && plan_ && sequence->end > value_.front()) return;
  offer(to_plan(model, *sequence), budget);
}

void WidePlans::find_fed(const Feed& feed, Budget& budget) {
  const WideModel model(problem_, feed);
  const bool by_number = feed == numbers(*problem_);
  const auto by_position = by_number ? problem_ : std::make_shared<const Problem>(fed(*problem_, feed));
  const WideModel position_model(by_position);
  const auto offer_fed = [&](std::optional<Plan> plan) {
    if (!plan) return;
    if (by_number) return offer(std::move(plan), budget);
    offer(model, timed(model, refed(position_model, model, sequence_of(position_model, *plan))), budget);
  };
  const auto recognition = recognise_pipeline(*by_position);
  for (const Schedule& schedule : all_schedules()) {
    if (budget.cancelled() || (plan_ && budget.stopped())) return;
    ScheduledPlan made = schedule_problem(schedule, by_position);
    if (made.feasible())
      offer_fed(std::move(made.plan));
    else if (made.reason.starts_with("the plan deadlocks"))
      reason_ = fmt::format("{}: {}", schedule.name, made.reason);
  }
  offer_fed(dispatched(by_position));
  if (problem_->instances() * problem_->blocks.size() <= effort.wide.comparisons)
    offer(model, best_list(model, plan_ ? budget.stop() : never_stop), budget);
}

void WidePlans::find(Budget& budget) {
  for (const Feed& feed : first_feeds(*problem_)) find_fed(feed, budget);
  find_repeating(budget);
}

// Repetends of one and two micro-batches, played as whole plans.
void WidePlans::find_repeating(Budget& budget) {
  if (!is_periodic(*problem_)) return;
  const WideModel model(problem_, numbers(*problem_));
  const Time bound = wide_period_bound(model).value;
  for (const int u : {1, 2}) {
    Budget part = budget.share(budget.left() / effort.wide.repetend_share);
    const auto repetend = find_wide_repetend(model, u, u * bound, part);
    budget.spend(part);
    if (repetend) offer(model, timed(model, played(model, *repetend)), budget);
  }
}

void WidePlans::improve(Time enough, std::uint64_t seed, Budget& budget) {
  if (!plan_) return;
  const Measure measure = measure_of(contest_.objective);
  Feed feed = plan_->micro_batch_order.empty() ? numbers(*problem_) : Feed(plan_->micro_batch_order);
  WideModel model(problem_, feed);
  auto sequence = timed(model, sequence_of(model, *plan_));
  if (!sequence) return;
  offer(model, sequence, budget);
  FedSequence best{std::move(feed), std::move(*sequence)};
  for (std::uint64_t round = 0; round < effort.wide.rounds && !budget.out(); ++round) {
    if (measured(measure, completions(*plan_)) <= enough) return;
    Budget part = budget.share(budget.left() / (effort.wide.rounds - round));
    if (feeds_freely(*problem_)) {
      Budget feeding = part.share(part.left() / 2);
      best = with_better_feed(problem_, std::move(best), seed + round, feeding);
      part.spend(feeding);
      model = WideModel(problem_, best.feed);
    }
    best.sequence = improved(model, std::move(best.sequence), measure, enough, seed + round, part);
    budget.spend(part);
    offer(model, best.sequence, budget);
  }
}

bool small_enough_to_prove(const Problem& problem) {
  return problem.instances() <= effort.wide.exact_instances;
}

// Without a feed, what is found may run the micro-batches of two blocks in different orders, which is no
// plan.
Bound WidePlans::prove(Time below, Budget& budget) {
  const WideModel model(problem_);
  Bound bound = wide_makespan_bound(model);
  if (bound.value >= below || !small_enough_to_prove(*problem_)) return bound;
  Budget nodes = budget.share(budget.left() / effort.wide.states_a_node);
  const WideProof proof = prove_least_makespan(model, bound.value, below, nodes);
  budget.spend(nodes);
  if (!model.feed().empty()) offer(model, proof.best, budget);
  if (proof.bound > bound.value)
    bound = {proof.bound, "branch and bound",
             "no order of the machines, and no waits for memory, end earlier"};
  return bound;
}

std::uint64_t WidePlans::search_orders(const Options& options, Budget& budget) {
  if (!plan_ || plan_->micro_batch_order.empty()) return 0;
  const Feed feed = plan_->micro_batch_order;
  const auto by_position = std::make_shared<const Problem>(fed(*problem_, feed));
  if (!feeds_freely(*problem_) || !has_plain_plans(*by_position)) return 0;
  Options quiet = options;  // its plans are none of this problem
  quiet.improved = nullptr;
  quiet.progress = nullptr;
  const Result found = search({by_position}, quiet);
  if (found.plan) {
    const WideModel model(problem_, feed), position_model(by_position);
    offer(model, timed(model, refed(position_model, model, sequence_of(position_model, *found.plan))),
          budget);
  }
  return found.states_expanded;
}

}  // namespace repetend::search
