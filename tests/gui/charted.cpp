#include "tests/gui/charted.hpp"

#include "sim/formats/scenario/scenario.hpp"
#include "sim/problem/machines.hpp"
#include "sim/schedules/schedule.hpp"
#include "tests/support/drawn_plan.hpp"
#include "tests/support/pipelines.hpp"
#include "tests/support/problems.hpp"

namespace repetend::test {

namespace {

Orders all_forward_all_backward(const Problem& problem) {
  Orders orders(machine_count(problem));
  for (const BlockKind kind : {BlockKind::forward, BlockKind::backward})
    for (std::int32_t n = 0; n < problem.micro_batches; ++n)
      for (BlockId b : ids<BlockId>(problem.blocks.size()))
        if (problem.block(b).kind == kind) orders[machines_of(problem, b).front()].push_back({b, n});
  return orders;
}

}  // namespace

std::shared_ptr<const gui::ChartedPlan> charted_pipeline(const std::string& title, int devices,
                                                         int micro_batches, Order order) {
  Problem problem = pipeline(devices, micro_batches, 1'000, 2'000);
  problem.transfer = TransferMode::async;
  problem.links.fallback = Link{60, 1'000'000'000};
  for (Edge& edge : problem.edges) edge.bytes = 40;
  for (Device& device : problem.devices) device.memory = micro_batches;
  Plan plan;
  plan.orders = order == Order::one_forward_one_backward ? one_forward_one_backward(problem)
                                                         : all_forward_all_backward(problem);
  plan.schedule = title;
  plan.problem = std::make_shared<const Problem>(std::move(problem));
  return gui::chart_plan(title, std::make_shared<const Plan>(std::move(plan)));
}

std::shared_ptr<const gui::ChartedPlan> charted_wide() {
  return gui::chart_plan("wide", std::make_shared<const Plan>(fused_plan_with_copies()));
}

std::shared_ptr<const gui::ChartedPlan> charted_schedule(const std::string& scenario,
                                                         const std::string& schedule) {
  const Scenario read = parse_scenario(scenario, "scenario.yaml");
  const ScheduledPlan made = schedule_problem(find_schedule(schedule).value(), read.placements().front());
  return gui::chart_plan(schedule, std::make_shared<const Plan>(made.plan.value()));
}

gui::Charts two_plans(int devices, int micro_batches) {
  return {charted_pipeline("1F1B", devices, micro_batches),
          charted_pipeline("GPipe", devices, micro_batches, Order::all_forward_all_backward)};
}

}  // namespace repetend::test
