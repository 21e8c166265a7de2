#include "search/phases/incumbent.hpp"

#include <algorithm>

#include "search/completion/find_repetend.hpp"
#include "sim/semantics/evaluator.hpp"
#include "sim/verify/verify.hpp"

namespace repetend::search {
namespace {

Wide completion_sum(const Plan& plan) {
  Wide sum = 0;
  for (const Time end : completions(plan)) sum += end;
  return sum;
}

}  // namespace

Ratio period_a_micro_batch(const Plan& plan, Time makespan) {
  if (plan.repetend) return {plan.repetend->period, plan.repetend->micro_batches};
  return {makespan, plan.problem->micro_batches};
}

Ratio period_a_micro_batch(const Plan& plan) { return period_a_micro_batch(plan, makespan(plan)); }

Value value_of(const Plan& plan, Time makespan, Bytes peak, Objective objective, Ratio period_bound,
               std::optional<Time> period_at_most) {
  constexpr Wide parts = 840;  // keep the periods of repetends of up to 8 micro-batches whole
  Ratio exact = period_a_micro_batch(plan, makespan);
  if (!plan.repetend) exact = std::max(exact, period_bound);
  const Wide length = makespan,
             period = std::max(exact.num * parts / exact.den, parts * period_at_most.value_or(0));
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
  return {length, peak, period};
}

namespace {

Time measured_by(const Contest& contest, const Value& value, Time makespan) {
  return measure_of(contest.objective) == Measure::makespan
             ? makespan
             : static_cast<Time>(std::min<Wide>(value.front(), sum_limit));
}

}  // namespace

Time Candidate::measured() const { return measured_by(*contest_, value_, makespan_); }

bool Candidate::keep(Plan plan, const CyclicPlan* from) {
  const Time length = repetend::makespan(plan);
  if (length > longest_) return true;
  const Ratio& bound = contest_->period_bound;
  plan.repetend = find_repetend(*contest_->problem, plan.start, stop_, bound);
  if (!plan.repetend && from && bound <= Ratio{from->schedule.period, from->u})
    plan.repetend = single_repetition(*contest_->problem, plan.start, from->schedule.period, from->u);
  keep(std::move(plan), length);
  return true;
}

void Candidate::keep(Plan plan, Time length) {
  const Value value = value_of(plan, length, std::ranges::max(peak_memory(*plan.problem, plan.orders)),
                               contest_->objective, contest_->period_bound, contest_->period_at_most);
  if (plan_ && !(value < value_)) return;
  value_ = value;
  makespan_ = length;
  plan_ = std::move(plan);
}

bool Candidate::add(Orders orders, const std::string& schedule, const CyclicPlan* from) {
  const auto& problem = contest_->problem;
  if (auto draft = play(*contest_->model, orders, stop_))
    return keep({problem, schedule, std::move(orders), draft->take_starts(), std::nullopt}, from);
  if (problem->transfer != TransferMode::blocking || stop_() || find_out_of_memory(*problem, orders))
    return false;
  auto evaluator = Evaluator::compile(*problem, orders);
  if (!evaluator) return false;
  evaluator->run();
  return keep({problem, schedule, std::move(orders), evaluator->starts(), std::nullopt}, from);
}

bool Candidate::add(Draft draft, const std::string& schedule) {
  return keep({contest_->problem, schedule, draft.take_orders(), draft.take_starts(), std::nullopt}, nullptr);
}

bool Candidate::add(Orders orders, std::vector<Time> start, const std::string& schedule) {
  Plan plan{contest_->problem, schedule, std::move(orders), std::move(start), std::nullopt};
  return verify(plan).empty() && keep(std::move(plan), nullptr);
}

void Candidate::add(Plan plan) {
  const Time length = repetend::makespan(plan);
  keep(std::move(plan), length);
}

Candidate Incumbent::candidate(const Budget& budget) const {
  const auto longest = contest_->objective == Objective::makespan ? makespan() : std::nullopt;
  return Candidate(*contest_, budget.stop(), longest.value_or(std::numeric_limits<Time>::max()));
}

std::optional<Time> Incumbent::makespan() const {
  const std::lock_guard lock(mutex_);
  return plan_ ? std::optional(makespan_) : std::nullopt;
}

std::optional<Time> Incumbent::measured() const {
  const std::lock_guard lock(mutex_);
  return plan_ ? std::optional(measured_by(*contest_, value_, makespan_)) : std::nullopt;
}

bool Incumbent::wants(const Candidate& candidate, int rank, const Budget& budget) const {
  if (!plan_) return true;
  return std::pair(candidate.value_, rank) < std::pair(value_, rank_) && !budget.stopped();
}

void Incumbent::offer(Candidate candidate, int rank, Budget& budget) {
  if (!candidate.plan_) return;
  {
    const std::lock_guard lock(mutex_);
    if (compares_periods(contest_->objective) && (!shortest_ || candidate.makespan_ < shortest_makespan_)) {
      shortest_ = candidate.plan_;
      shortest_makespan_ = candidate.makespan_;
    }
    if (!wants(candidate, rank, budget)) return;
  }
  require_valid(*candidate.plan_);
  const std::lock_guard lock(mutex_);
  if (!wants(candidate, rank, budget)) return;
  budget.found(*candidate.plan_, candidate.makespan_);
  plan_ = std::move(candidate.plan_);
  value_ = candidate.value_;
  makespan_ = candidate.makespan_;
  rank_ = rank;
}

void Incumbent::improve(Candidate candidate, Budget& budget) { offer(std::move(candidate), rank_, budget); }

}  // namespace repetend::search
