#include "sim/problem/durations.hpp"

#include <algorithm>
#include <cassert>

namespace repetend {

Durations::Durations(const Problem& problem) : of_(least_durations(problem)) {}

IdVector<BlockId, Time> least_durations(const Problem& problem) {
  IdVector<BlockId, Time> result;
  for (const Block& block : problem.blocks) {
    Speed slowest = std::numeric_limits<Speed>::max();
    for (const DeviceUse& use : block.uses) slowest = std::min(slowest, problem.device(use.device).speed);
    result.push_back(mul_div_ceil(block.time, unit_speed, slowest));
  }
  return result;
}

IdVector<BlockId, Time> greatest_durations(const Problem& problem) { return least_durations(problem); }

IdVector<BlockId, Time> total_durations(const Problem& problem) {
  IdVector<BlockId, Time> result = least_durations(problem);
  for (Time& t : result) t = checked_mul(t, problem.micro_batches);
  return result;
}

bool is_periodic(const Problem&) { return true; }

IdVector<BlockId, Time> periodic_durations(const Problem& problem) {
  assert(is_periodic(problem));
  return least_durations(problem);
}

}  // namespace repetend
