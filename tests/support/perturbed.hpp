// Large pipelines with uneven blocks, slow links and no more memory than the schedule people use takes: what
// a search meets in practice, where no closed form helps.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "sim/problem/problem.hpp"

namespace repetend::test {

struct PerturbedCase {
  std::string placement;  // as a scenario says it, without costs: "shape: interleaved, chunks: 4"
  std::string schedule;   // whose peak on the very problem is the memory of each device
  int devices = 4;
  int micro_batches = 16;
};

// Every block lasts 0.7 to 1.3 times what its kind does (forward, input and weight gradient 1 ms, backward 2
// ms; each block by itself, uniform, from the seed). Every transfer takes its link for 5 % of the mean
// forward plus backward of a stage. Throws RequestError where the schedule does not apply.
std::shared_ptr<const Problem> perturbed(const PerturbedCase&, std::uint64_t seed);

}  // namespace repetend::test
