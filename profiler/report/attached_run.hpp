// What attaching found, as a run that the cost database keeps.
#pragma once

#include "data/costs/records.hpp"
#include "profiler/attach/attach.hpp"

namespace repetend::profiler {

// Adds the blocks of all processes, each name once, what was dropped and what there is to doubt. Other ranges
// and blocks without work on the device are no costs.
void add_blocks(const Attached&, data::Run&);

// By its first letters: F0 is forward, B backward, I input gradient, W weight gradient, OPT optimizer.
BlockKind block_kind(std::string_view block);

}  // namespace repetend::profiler
