// A second opinion on plans: plays a small plan time unit by time unit, straight from the words of the
// design. Shares no code with verify(): not even durations, transfers or memory levels. Slow.
#pragma once

#include "sim/plan/plan.hpp"

namespace repetend::test {

bool judge(const Plan&);

}  // namespace repetend::test
