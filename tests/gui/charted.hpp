// Plans to draw.
#pragma once

#include "gui/chart/layout.hpp"

namespace repetend::test {

// A named schedule on a V placement (F 1 us, B 2 us, links of 100 ns), charted under the schedule's name.
std::shared_ptr<const gui::ChartedPlan> charted_pipeline(const std::string& title, int devices, int micro_batches,
                                                         const std::string& schedule = "1f1b");

// 1F1B and GPipe beside each other.
gui::Charts two_plans(int devices = 4, int micro_batches = 8);

}  // namespace repetend::test
