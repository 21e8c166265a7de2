#include "sim/problem/durations.hpp"

#include <algorithm>
#include <cassert>

#include "sim/problem/machines.hpp"

namespace repetend {
namespace {

Speed slowest_machine(const Problem& problem, BlockId b) {
  Speed slowest = std::numeric_limits<Speed>::max();
  for (MachineId m : machines_of(problem, b)) slowest = std::min(slowest, speed_of(problem, m));
  return slowest;
}

// Times that do not differ between micro-batches are said once.
bool differs(const Problem& problem, BlockId b) {
  const Block& block = problem.block(b);
  return block.repeat == Repeat::each && !(block.times.empty() && problem.scale.empty());
}

Time duration_of(const Problem& problem, BlockId b, Time time, std::int32_t n) {
  if (problem.block(b).repeat == Repeat::each && !problem.scale.empty())
    time = mul_div_ceil(time, problem.scale[static_cast<std::size_t>(n)], unit_speed);
  return mul_div_ceil(time, unit_speed, slowest_machine(problem, b));
}

Time time_of(const Block& block, std::int32_t n) {
  return block.times.empty() ? block.time : block.times[static_cast<std::size_t>(n)];
}

template <class Fold>
IdVector<BlockId, Time> folded(const Problem& problem, Fold fold) {
  IdVector<BlockId, Time> result;
  const Durations durations(problem);
  for (BlockId b : ids<BlockId>(problem.blocks.size())) {
    const MicroBatches range = micro_batches_of(problem, b);
    Time value = durations[{b, range.first}];
    for (std::int32_t n = range.first + 1; differs(problem, b) && n <= range.last; ++n)
      value = fold(value, durations[{b, n}]);
    result.push_back(value);
  }
  return result;
}

}  // namespace

Durations::Durations(const Problem& problem)
    : micro_batches_(static_cast<std::size_t>(problem.micro_batches)) {
  for (BlockId b : ids<BlockId>(problem.blocks.size()))
    of_.push_back(duration_of(problem, b, time_of(problem.block(b), 0), micro_batches_of(problem, b).first));
  if (is_periodic(problem)) return;
  by_instance_.resize(problem.instances());
  for (const Instance i : instances_of(problem))
    by_instance_[instance_index(problem, i)] =
        duration_of(problem, i.block, time_of(problem.block(i.block), i.micro_batch), i.micro_batch);
}

Time fused_duration(const Problem& problem, const Pair& pair, std::span<const Instance> group) {
  Speed largest = problem.scale.empty() ? unit_speed : 0;
  for (const Instance i : group)
    if (!problem.scale.empty())
      largest = std::max(largest, problem.scale[static_cast<std::size_t>(i.micro_batch)]);
  return mul_div_ceil(mul_div_ceil(pair.time, largest, unit_speed), unit_speed,
                      slowest_machine(problem, group.front().block));
}

IdVector<BlockId, Time> least_durations(const Problem& problem) {
  return folded(problem, [](Time a, Time b) { return std::min(a, b); });
}

IdVector<BlockId, Time> greatest_durations(const Problem& problem) {
  return folded(problem, [](Time a, Time b) { return std::max(a, b); });
}

IdVector<BlockId, Time> total_durations(const Problem& problem) {
  IdVector<BlockId, Time> result = least_durations(problem);
  const Durations durations(problem);
  for (BlockId b : result.ids()) {
    if (!differs(problem, b)) {
      result[b] = checked_mul(result[b], micro_batches_of(problem, b).count());
      continue;
    }
    result[b] = 0;
    for (std::int32_t n : micro_batches_of(problem, b).numbers())
      result[b] = checked_add(result[b], durations[{b, n}]);
  }
  return result;
}

bool is_periodic(const Problem& problem) {
  const auto all = ids<BlockId>(problem.blocks.size());
  return std::ranges::none_of(all, [&](BlockId b) { return differs(problem, b); });
}

IdVector<BlockId, Time> periodic_durations(const Problem& problem) {
  assert(is_periodic(problem));
  return least_durations(problem);
}

}  // namespace repetend
