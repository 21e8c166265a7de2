#include "app/compare/row.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

#include "app/words/describe.hpp"
#include "app/words/figures.hpp"
#include "sim/core/human.hpp"
#include "sim/engine/engine.hpp"
#include "sim/plan/pool_levels.hpp"
#include "sim/schedules/layouts.hpp"

namespace repetend::app {

Metrics measure(const Problem& problem, Time makespan, double bubble, const std::vector<Bytes>& peaks) {
  Metrics metrics;
  metrics.makespan = makespan;
  if (makespan > 0) {
    constexpr double ns_per_second = 1e9;
    metrics.model_micro_batches = model_micro_batches(problem);
    metrics.throughput =
        metrics.model_micro_batches * problem.micro_batches * ns_per_second / static_cast<double>(makespan);
    metrics.bubble = bubble;
  }
  const auto use = [&](DeviceId d) {
    const Bytes limit = problem.device(d).memory;
    const auto peak = static_cast<double>(peaks[d.index()]);
    return std::pair(limit == unlimited ? 0 : peak / static_cast<double>(limit), peak);
  };
  auto devices = ids<DeviceId>(problem.devices.size());
  metrics.tightest = *std::ranges::max_element(devices, {}, use);
  metrics.peak = peaks[metrics.tightest.index()];
  metrics.limit = problem.device(metrics.tightest).memory;
  return metrics;
}

Metrics measure(const Plan& plan) {
  const Time span = plan.timed() ? makespan(plan) : 0;
  Metrics metrics = measure(*plan.problem, span, bubble_ratio(plan, span), peak_memory(plan));
  if (plan.timed() && !plan.problem->interference.empty())
    metrics.interfered =
        simulate(plan, {.memory_curves = false, .transfers = false, .interference = true}).makespan;
  return metrics;
}

std::string tightest_memory(const Problem& problem, const Metrics& metrics) {
  return fmt::format("{} on {}", memory_text(metrics.peak, metrics.limit),
                     problem.device(metrics.tightest).name);
}

ComparisonRow schedule_row(const Schedule& schedule, std::shared_ptr<const Problem> problem) {
  ComparisonRow row{std::string(schedule.name), problem->placement};
  ScheduledPlan scheduled = schedule_problem(schedule, std::move(problem));
  row.feasible = scheduled.feasible();
  row.reason = std::move(scheduled.reason);
  if (!scheduled.plan) return row;
  row.plan = std::make_shared<const Plan>(*std::move(scheduled.plan));
  row.metrics = measure(*row.plan);
  return row;
}

ComparisonRow best_schedule_row(const Schedule& schedule,
                                std::span<const std::shared_ptr<const Problem>> placements) {
  const auto badness = [](const ComparisonRow& row) {
    return std::tuple(!row.plan, row.plan && !row.plan->timed(), !row.feasible, row.metrics.makespan);
  };
  std::optional<ComparisonRow> best;
  for (const auto& problem : placements) {
    ComparisonRow row = schedule_row(schedule, problem);
    if (!best || badness(row) < badness(*best)) best = std::move(row);
  }
  return best ? *std::move(best) : ComparisonRow{std::string(schedule.name), ""};
}

ComparisonRow plan_row(const SimulatedPlan& run) {
  ComparisonRow row{run.plan->schedule, run.problem().placement};
  row.plan = run.plan;
  row.metrics = measure(run.problem(), run.makespan(), run.bubble, run.simulation.peak_memory);
  row.reason = reason_text(run);
  row.feasible = row.reason.empty();
  return row;
}

ComparisonRow search_row(const std::string& placement, std::shared_ptr<const Plan> plan,
                         const std::string& reason, Time bound) {
  ComparisonRow row{"search", placement};
  row.bound = bound;
  row.reason = reason;
  if (!plan) return row;
  row.plan = std::move(plan);
  row.metrics = measure(*row.plan);
  row.feasible = true;
  row.proof = proof_text(row.metrics.makespan, bound);
  return row;
}

const ComparisonRow* best_row(std::span<const ComparisonRow> rows) {
  const ComparisonRow* best = nullptr;
  for (const ComparisonRow& row : rows)
    if (row.feasible && (!best || row.metrics.makespan < best->metrics.makespan)) best = &row;
  return best;
}

}  // namespace repetend::app
