// Random problems of 4 to 14 blocks, small enough for all their repetends to be tried.
#pragma once

#include <random>

#include "sim/problem/problem.hpp"

namespace repetend::test {

// Pipelines and other graphs; gangs, split backward, recurrences, uneven devices, transfers in every mode
// with latency and bandwidth, memory that binds. Memory is enough for one micro-batch at a time, and all
// that a block releases was acquired by one it depends on. Always passes check().
Problem small_problem(std::mt19937_64&);

}  // namespace repetend::test
