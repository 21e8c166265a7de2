// The instances in a plan file: the orders of the machines, which of them are fused, and the waits between
// them. Internal to sim/formats/plan.
#pragma once

#include <vector>

#include "sim/formats/plan/json_cursor.hpp"
#include "sim/plan/plan.hpp"

namespace repetend {

// `orders` of the plan, and the groups that they fuse. Rows of version 1 name devices and fuse nothing.
Orders read_orders(const JsonMembers& plan, const Problem&, std::int64_t version,
                   std::vector<FusedGroup>& fused);

std::vector<Wait> read_waits(JsonCursor&, const Problem&);

}  // namespace repetend
