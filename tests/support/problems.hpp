// Problems to test with: a plain pipeline, and random ones with everything a problem can have.
#pragma once

#include <cstdint>
#include <random>

#include "sim/formats/scenario/scenario.hpp"
#include "sim/plan/plan.hpp"

namespace repetend::test {

// p devices, a stage each: F0 .. F(p-1), then B(p-1) .. B0; F acquires `activation` and B releases it.
Problem pipeline(int p, int micro_batches, Time f, Time b, Bytes activation = 1);

struct RandomProblem {
  int max_devices = 4, max_blocks = 10, max_micro_batches = 5;
  bool gangs = true, memory = true, distances = true, speeds = true;
  TransferMode transfer = TransferMode::none;
};
// Always passes check(): balanced memory, no cycle of distance 0, a link for every pair.
Problem random_problem(std::mt19937_64&, const RandomProblem& = {});

// The problem as the only placement to search.
std::vector<std::shared_ptr<const Problem>> alone(Problem);

// The projection of a random linear extension of all instances on each device: never deadlocks while
// transfers are free or asynchronous; memory is ignored.
Orders random_orders(std::mt19937_64&, const Problem&);

// Not timed, without couplings.
Plan plan_of(Problem, Orders);

// As much memory as these orders need, on each device.
void give_memory_for(Problem&, const Orders&);

// Uniform in [low, high]; the same on every platform, unlike std::uniform_int_distribution.
std::int64_t uniform(std::mt19937_64&, std::int64_t low, std::int64_t high);

}  // namespace repetend::test
