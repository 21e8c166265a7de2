// A plan with all that a chart draws only of problems beyond plain ones.
#pragma once

#include "sim/plan/plan.hpp"

namespace repetend::test {

// One device, times in us: F@0 from 0 to 4, F@1 fused with B@0 from 4 to 10, B@1 from 10 to 14. The copy O@1
// waits for F@1 and runs on gpu0's lane d2h and on pcie, of no device, from 10 to 16; it holds 3 bytes of the
// pool host, which has 4. gpu0's lane "unused" runs nothing.
Plan fused_plan_with_copies();

}  // namespace repetend::test
