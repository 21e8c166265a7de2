// Small problems with lanes and couplings, written out block by block, and what their lanes come to.
#pragma once

#include <string>
#include <vector>

#include "sim/plan/plan.hpp"

namespace repetend::test {

// Appends a block on one device, on its computing lane or on these machines, after those blocks.
BlockId add_block(Problem&, const std::string& name, BlockKind, int device, Time,
                  std::vector<MachineId> machines = {}, const std::vector<BlockId>& after = {});

// Not timed. Machines behind the orders given run nothing.
Plan coupled_plan(Problem, Orders, Couplings = {});

// Of every lane beside the computing ones, in their order: for how long no computing hides what it runs.
std::vector<Time> exposed_times(const Plan&);

}  // namespace repetend::test
