#include "search/control/incumbent.hpp"

#include <algorithm>

#include "search/completion/find_repetend.hpp"
#include "sim/semantics/evaluator.hpp"
#include "sim/verify/verify.hpp"

namespace repetend::search {
namespace {

Wide completion_sum(const Plan& plan) {
  const Problem& problem = *plan.problem;
  const std::vector<Time> duration = durations(problem);
  std::vector<Time> completed(static_cast<std::size_t>(problem.micro_batches));
  for (std::size_t i = 0; i < plan.start.size(); ++i) {
    const Instance instance = instance_at(problem, i);
    Time& end = completed[static_cast<std::size_t>(instance.micro_batch)];
    end = std::max(end, plan.start[i] + duration[instance.block.index()]);
  }
  Wide sum = 0;
  for (Time end : completed) sum += end;
  return sum;
}

}  // namespace

Ratio period_a_micro_batch(const Plan& plan) {
  if (plan.repetend) return {plan.repetend->period, plan.repetend->micro_batches};
  return {makespan(plan), plan.problem->micro_batches};
}

Value value_of(const Plan& plan, Objective objective, std::optional<Time> period_at_most) {
  constexpr Wide parts = 840;  // keep the periods of repetends of up to 8 micro-batches whole
  const Ratio exact = period_a_micro_batch(plan);
  const Wide length = makespan(plan),
             period = std::max(exact.num * parts / exact.den, parts * period_at_most.value_or(0));
  const Wide peak = std::ranges::max(peak_memory(*plan.problem, plan.orders));
  switch (objective) {
    case Objective::period:
      return {period, length, peak};
    case Objective::latency:
      return {completion_sum(plan), length, peak};
    case Objective::memory:
      return {period, peak, length};
    case Objective::makespan:
      break;
  }
  return {length, period, peak};
}

bool Pool::keep(Plan plan, const CyclicPlan* from) {
  const Time length = makespan(plan);
  if (length > longest_) return true;
  plan.repetend = find_repetend(*problem_, plan.start, stop_, period_bound_);
  if (!plan.repetend && from && period_bound_ <= Ratio{from->schedule.period, from->u})
    plan.repetend = single_repetition(*problem_, plan.start, from->schedule.period, from->u);
  const Value value = value_of(plan, objective_, period_at_most_);
  if (best_ && !(value < value_)) return true;
  value_ = value;
  best_makespan_ = length;
  best_ = std::move(plan);
  return true;
}

bool Pool::add(Orders orders, const std::string& schedule, const CyclicPlan* from) {
  if (auto draft = play(*model_, orders, stop_))
    return keep({problem_, schedule, std::move(orders), draft->take_starts(), std::nullopt}, from);
  if (problem_->transfer != TransferMode::blocking || stop_() || find_out_of_memory(*problem_, orders))
    return false;
  auto evaluator = Evaluator::compile(*problem_, orders);
  if (!evaluator) return false;
  evaluator->run();
  return keep({problem_, schedule, std::move(orders), evaluator->starts(), std::nullopt}, from);
}

bool Pool::add(Draft draft, const std::string& schedule) {
  return keep({problem_, schedule, draft.take_orders(), draft.take_starts(), std::nullopt}, nullptr);
}

bool Pool::add(Orders orders, std::vector<Time> start, const std::string& schedule) {
  Plan plan{problem_, schedule, std::move(orders), std::move(start), std::nullopt};
  return verify(plan).empty() && keep(std::move(plan), nullptr);
}

}  // namespace repetend::search
