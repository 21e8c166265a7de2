// Plans to draw.
#pragma once

#include "gui/chart/geometry/layout.hpp"

namespace repetend::test {

// 1F1B or GPipe of a pipeline (F 1 us, B 2 us; messages of 100 ns), under this title.
enum class Order { one_forward_one_backward, all_forward_all_backward };
std::shared_ptr<const gui::ChartedPlan> charted_pipeline(const std::string& title, int devices,
                                                         int micro_batches,
                                                         Order = Order::one_forward_one_backward);

// tests/support/drawn_plan.hpp: lanes, a machine of no device, a pool, a fused pair, a wait.
std::shared_ptr<const gui::ChartedPlan> charted_wide();

// What a schedule makes of a scenario's first placement.
std::shared_ptr<const gui::ChartedPlan> charted_schedule(const std::string& scenario,
                                                         const std::string& schedule);

// "1F1B" and "GPipe".
gui::Charts two_plans(int devices = 4, int micro_batches = 8);

}  // namespace repetend::test
