// What to speed up first: the makespan if one part were 10 % faster, the orders staying as they are.
#pragma once

#include <string>
#include <vector>

#include "sim/plan/plan.hpp"

namespace repetend::app {

struct Speedup {
  std::string part;  // "device gpu1", "block B0", "link gpu0 -> gpu1"
  Time makespan = 0;
};

// Every device, every block and every link in use, the most helpful first; those that help nothing are left
// out. The orders must not deadlock.
std::vector<Speedup> speedups(const Problem&, const Orders&);

}  // namespace repetend::app
