// Judges an answer: independent of every search, schedule and simulator. One file a constraint.
#pragma once

#include <string>
#include <vector>

#include "sim/plan/plan.hpp"

namespace repetend {

// One broken constraint: its name ("overlap", "dependency", "transfer", "memory", ...) and a message with the
// instances, times and limits.
struct Violation {
  std::string constraint;
  std::string message;
};

// Everything wrong with a timed plan of a problem that passes check(); empty when it is valid. Start times
// may be later than they need to be; durations are those of the plan where it has any. O(n log n) at worst.
// Constraints are checked in the order of constraints.def; when the plan's shape itself is wrong (missing,
// foreign or repeated instances) only that is reported, since the others could not even be stated. At most
// `limit` violations a constraint.
std::vector<Violation> verify(const Plan&, std::size_t limit = 8);

// Throws std::logic_error with the violations if there are any: what every producer of plans calls last.
void require_valid(const Plan&);

}  // namespace repetend
