// What a block's keys say of it, beside its name, devices, repeat and dependencies: as it is, and as it is
// while an option of a choice holds. Internal to sim/formats/scenario.
#pragma once

#include "sim/formats/scenario/part_names.hpp"

namespace repetend {

// Reads kind, stage, lane, machines, time, memory, acquire, release and workspace where the map has them; the
// rest of the block stays as it is. The block has its name, devices and repeat already.
void read_fields(const Node& map, const PartNames&, const Problem&, Block&);

// The last four of them.
void read_amounts(const Node& map, const PartNames&, const Problem&, Block&);

}  // namespace repetend
