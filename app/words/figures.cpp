#include "app/words/figures.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/core/human.hpp"
#include "sim/plan/pool_levels.hpp"
#include "sim/schedules/layouts.hpp"

namespace repetend::app {

std::string percent_text(double fraction) { return fmt::format("{:.1f} %", 100 * fraction); }
std::string rate_text(double per_s) { return human_number(per_s) + "/s"; }
std::string ratio_text(double ratio) { return fmt::format("{:.2f}x", ratio); }

std::string memory_text(Bytes peak, Bytes limit) {
  const std::string of = limit == unlimited ? "" : " of " + human_bytes(limit);
  return human_bytes(peak) + of;
}

std::string proof_text(Time value, Time bound) { return proof_text(value, bound, value <= bound); }

std::string proof_text(Time value, Time bound, bool optimal) {
  if (optimal) return "optimal (proved)";
  if (bound <= 0) return "no bound known";
  const double gap = static_cast<double>(value - bound) / static_cast<double>(bound);
  return fmt::format("within {:.{}f} % of the bound", 100 * gap, gap < 0.001 ? 3 : gap < 0.01 ? 2 : 1);
}

namespace {

// What a time of one micro-batch of the problem is for one of the model's, where these are more.
std::string of_the_model(const Problem& problem, double time) {
  const int n = model_micro_batches(problem);
  return n == 1 ? "" : fmt::format(", {} for each of the model's {} in it", human_time(time / n), n);
}

}  // namespace

std::string period_text(const search::Result& result) {
  const auto& repetend = result.plan->repetend;
  const Problem& problem = *result.plan->problem;
  if (!repetend) {
    const Time mean = makespan(*result.plan) / problem.micro_batches;
    const Time bound = result.period_bound.value;
    return fmt::format("none, the plan does not repeat: {} a micro-batch on average{}{}", human_time(mean),
                       of_the_model(problem, static_cast<double>(mean)),
                       bound > 0 ? fmt::format(" (a period's bound is {})", human_time(bound)) : "");
  }
  const double period = static_cast<double>(repetend->period) / repetend->micro_batches;
  std::string text = human_time(period) + " a micro-batch" + of_the_model(problem, period);
  if (repetend->micro_batches > 1)
    text += fmt::format(" ({} micro-batches a repetend)", repetend->micro_batches);
  text += ", " + proof_text(repetend->period, result.period_bound.value * repetend->micro_batches,
                            result.period_optimal);
  if (!result.period_optimal && result.period_optimal_for_u.value_or(false))
    text += fmt::format(", optimal among repetends of {}", repetend->micro_batches);
  return text;
}

std::string makespan_proof(const search::Result& result) {
  return proof_text(makespan(*result.plan), result.makespan_bound.value, result.makespan_optimal);
}

Time mean_completion(const Plan& plan) {
  const std::vector<Time> completed = completions(plan);
  __extension__ __int128 sum = 0;
  for (const Time end : completed) sum += end;
  const auto n = static_cast<std::int64_t>(completed.size());
  return static_cast<Time>((sum + n - 1) / n);
}

std::optional<std::pair<std::string, std::string>> objective_text(const search::Result& result) {
  const auto proof = [&](std::int64_t value) {
    return proof_text(value, result.objective_bound.value, result.objective_optimal);
  };
  const Plan& plan = *result.plan;
  if (result.objective == search::Objective::latency) {
    const Time mean = mean_completion(plan);
    return std::pair{"completion", fmt::format("{} on average, {}", human_time(mean), proof(mean))};
  }
  if (result.objective != search::Objective::memory) return std::nullopt;
  const Bytes peak = std::ranges::max(peak_memory(plan));
  return std::pair{"highest peak", fmt::format("{}, at this period {}", human_bytes(peak), proof(peak))};
}

}  // namespace repetend::app
