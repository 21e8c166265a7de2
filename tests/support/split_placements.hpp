// Placements whose backward is split, and what a schedule makes of them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/plan/plan.hpp"
#include "tests/support/generated.hpp"

namespace repetend::test {

struct SplitCosts {
  Time forward = 1, input_gradient = 1, weight_gradient = 1;
};

// The generated placement zb, zbv or dualpipe; a stage keeps 1 byte from its forward to its weight gradient.
Problem split_placement(const std::string& shape, int devices, int micro_batches, SplitCosts costs = {});

// The orders of a schedule that applies; throws NotApplicable's reason as a RequestError otherwise.
Orders orders_of(std::string_view schedule, const Problem&);

// Simulates the schedule; throws RequestError where it does not apply or deadlocks.
Outcome outcome_of(std::string_view schedule, const Problem&);

// Why the schedule does not apply; empty when it does.
std::string refusal(std::string_view schedule, const Problem&);

}  // namespace repetend::test
