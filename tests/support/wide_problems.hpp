// Random small problems with everything that a problem can have beyond a plain one, and plans of them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "sim/plan/plan.hpp"

namespace repetend::test {

// What a problem may have; everything that is left out stays as in a plain problem.
struct WideProblem {
  int max_devices = 4, max_blocks = 10, max_micro_batches = 4;
  TransferMode transfer = TransferMode::none;
  std::optional<MemoryRelease> memory_release = {};  // none: either
  bool lanes = true;                                 // comm, d2h and h2d, and blocks that occupy several
  bool machines = true;                              // of no device
  bool gangs = true;
  bool memory = true;
  bool pools = true;  // changes of pools that are not memory of the block's devices
  bool repeats = true;
  bool times = true;  // lists of times, and a scale
  bool pairs = true;  // the sides of some are lists
  bool distances = true;
  bool zero_times = true;  // rarely
  bool speeds = true;
};
// Edges without distance lead to later blocks, so they close no cycle; every pair of devices has a link. What
// one block acquires a block that follows it releases. Capacities are unlimited. Some block runs once a
// micro-batch. No edge leads from a `last` block to a `first` one.
Problem wide_problem(std::uint64_t seed, const WideProblem& = {});

// Orders that project one random sequence of all instances to the machines. The sequence respects edges and
// runs the micro-batches of a block in turn; declared pairs that may stand next to each other run fused at
// random, and waits lead forwards. So the plan finishes where transfers are free or asynchronous; others may
// still deadlock through their messages. It has no times.
Plan random_plan(std::shared_ptr<const Problem>, std::uint64_t seed);

}  // namespace repetend::test
