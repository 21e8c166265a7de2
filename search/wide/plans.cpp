#include "search/wide/plans.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "search/control/effort.hpp"
#include "search/wide/lists.hpp"
#include "search/wide/neighbourhood.hpp"
#include "sim/core/error.hpp"
#include "sim/engine/dispatch.hpp"
#include "sim/plan/pool_levels.hpp"
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

WidePlans::WidePlans(std::shared_ptr<const Problem> problem) : problem_(std::move(problem)) {}

void WidePlans::offer(std::optional<Plan> plan, Budget& budget) {
  if (!plan) return;
  const Time length = repetend::makespan(*plan);
  const Bytes peak = std::ranges::max(peak_memory(*plan));
  if (plan_ && std::pair(length, peak) >= std::pair(makespan_, peak_)) return;
  plan_ = std::move(plan);
  makespan_ = length;
  peak_ = peak;
  budget.found(*plan_, makespan_);
}

// Where transfers wait, the plan may be longer than the sequence says.
void WidePlans::offer(const WideModel& model, const std::optional<TimedSequence>& sequence, Budget& budget) {
  if (sequence && (!plan_ || sequence->end <= makespan_)) offer(to_plan(model, *sequence), budget);
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
}

void WidePlans::improve(Time enough, std::uint64_t seed, Budget& budget) {
  if (!plan_ || makespan_ <= enough) return;
  const Feed feed = plan_->micro_batch_order.empty() ? numbers(*problem_) : Feed(plan_->micro_batch_order);
  const WideModel model(problem_, feed);
  auto sequence = timed(model, sequence_of(model, *plan_));
  if (!sequence) return;
  offer(model, sequence, budget);
  FedSequence best{feed, std::move(*sequence)};
  for (int round = 0; round < 2 && best.sequence.end > enough && !budget.out(); ++round) {
    Budget part = budget.share(budget.left() / 2);
    if (feeds_freely(*problem_)) {
      Budget feeding = part.share(part.left() / 2);
      best = with_better_feed(problem_, std::move(best), seed + static_cast<std::uint64_t>(round), feeding);
      part.spend(feeding);
    }
    const WideModel fed_model(problem_, best.feed);
    best.sequence =
        improved(fed_model, std::move(best.sequence), enough, seed + static_cast<std::uint64_t>(round), part);
    budget.spend(part);
    offer(fed_model, best.sequence, budget);
  }
}

}  // namespace repetend::search
