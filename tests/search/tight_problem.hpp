// Problems small enough for all their plans to be tried, with memory that binds.
#pragma once

#include "tests/support/problems.hpp"

namespace repetend::search {

// Of 8 or 9 instances at most.
inline Problem tight_problem(std::mt19937_64& random, TransferMode mode) {
  const int micro_batches = static_cast<int>(test::uniform(random, 2, 3));
  Problem problem = test::random_problem(random, {.max_devices = 3,
                                                  .max_blocks = 6 - micro_batches,
                                                  .max_micro_batches = micro_batches,
                                                  .transfer = mode});
  problem.memory_release = test::uniform(random, 0, 1) ? MemoryRelease::end : MemoryRelease::start;
  for (Device& d : problem.devices)
    if (test::uniform(random, 0, 1)) d.memory = d.static_memory + test::uniform(random, 1, 12);
  return problem;
}

}  // namespace repetend::search
