#include "sim/plan/plan.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/core/human.hpp"
#include "sim/plan/fused_groups.hpp"
#include "sim/plan/memory_level.hpp"
#include "sim/problem/machines.hpp"

namespace repetend {

std::string instance_name(const Problem& problem, Instance i) {
  return fmt::format("{}@{}", problem.block(i.block).name, i.micro_batch);
}

const Pair* find_pair(const Problem& problem, const FusedGroup& group) {
  std::vector<BlockId> blocks;
  for (const Instance i : group) blocks.push_back(i.block);
  const auto joined = [](std::vector<BlockId> a, const std::vector<BlockId>& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
  };
  const auto found = std::ranges::find_if(problem.pairs, [&](const Pair& pair) {
    return blocks == joined(pair.first, pair.second) || blocks == joined(pair.second, pair.first);
  });
  return found == problem.pairs.end() ? nullptr : &*found;
}

PlanDurations::PlanDurations(const Problem& problem, const Couplings& couplings, std::vector<Time> given)
    : problem_(&problem), own_(problem), by_instance_(std::move(given)) {
  if (!by_instance_.empty() || couplings.fused.empty()) return;
  by_instance_.resize(problem.instances());
  for (const Instance i : instances_of(problem)) by_instance_[instance_index(problem, i)] = own_[i];
  for (const FusedGroup& group : couplings.fused) {
    const Pair* pair = find_pair(problem, group);
    Time time = 0;
    for (const Instance i : group) time = std::max(time, own_[i]);
    if (pair) time = fused_duration(problem, *pair, group);
    for (const Instance i : group) by_instance_[instance_index(problem, i)] = time;
  }
}

Time first_start(const Plan& plan) {
  Time first = sum_limit;
  for (BlockId b : ids<BlockId>(plan.problem->blocks.size()))
    for (std::int32_t n : micro_batches_of(*plan.problem, b).numbers())
      first = std::min(first, plan.start[instance_index(*plan.problem, {b, n})]);
  return first;
}

Time makespan(const Plan& plan) {
  if (plan.start.empty()) return 0;
  const Timetable times(plan);
  Time end = 0;
  for (BlockId b : ids<BlockId>(plan.problem->blocks.size()))
    for (std::int32_t n : micro_batches_of(*plan.problem, b).numbers())
      end = std::max(end, times.end({b, n}));
  return end - first_start(plan);
}

std::vector<Time> completions(const Plan& plan) {
  const Timetable times(plan);
  std::vector<Time> completed(static_cast<std::size_t>(plan.problem->micro_batches));
  for (const Instance instance : instances_of(*plan.problem)) {
    if (plan.problem->block(instance.block).repeat != Repeat::each) continue;  // of no micro-batch alone
    Time& end = completed[static_cast<std::size_t>(instance.micro_batch)];
    end = std::max(end, times.end(instance));
  }
  return completed;
}

namespace {

double bubble(const Problem& problem, double work, Time makespan) {
  return 1 - work / (static_cast<double>(problem.devices.size()) * static_cast<double>(makespan));
}

}  // namespace

double bubble_ratio(const Problem& problem, Time makespan) {
  if (makespan <= 0) return 0;
  double work = 0;
  const auto total = total_durations(problem);
  for (BlockId b : total.ids())
    for (MachineId m : machines_of(problem, b))
      if (computes(problem, m)) work += static_cast<double>(total[b]);
  return bubble(problem, work, makespan);
}

double bubble_ratio(const Plan& plan, Time makespan) {
  const Problem& problem = *plan.problem;
  if (plan.couplings.fused.empty() && plan.durations.empty()) return bubble_ratio(problem, makespan);
  if (makespan <= 0) return 0;
  const PlanDurations durations(plan);
  const FusedGroups fused(problem, plan.couplings.fused);
  double work = 0;
  for (const Instance i : instances_of(problem)) {
    if (fused.first(i) != i) continue;
    for (MachineId m : machines_of(problem, i.block))
      if (computes(problem, m)) work += static_cast<double>(durations[i]);
  }
  return bubble(problem, work, makespan);
}

namespace {

// Walks one device's order; returns the highest level, and stops early at the first instance above `limit`.
struct Walk {
  Bytes peak;
  const Instance* exceeds = nullptr;
};
Walk walk(const Problem& problem, DeviceId d, const std::vector<Instance>& order, Bytes limit) {
  MemoryLevel memory(problem.device(d).static_memory, problem.memory_release);
  Walk result{memory.level()};
  for (const Instance& i : order) {
    const DeviceUse& use = use_at(problem, i.block, computing(d));
    result.peak = std::max(result.peak, memory.start(use));
    if (result.peak > limit) {
      result.exceeds = &i;
      return result;
    }
    memory.end(use);
  }
  return result;
}

}  // namespace

std::vector<Bytes> peak_memory(const Problem& problem, const Orders& orders) {
  std::vector<Bytes> peaks;
  for (DeviceId d : ids<DeviceId>(problem.devices.size()))
    peaks.push_back(walk(problem, d, orders[computing(d)], unlimited).peak);
  return peaks;
}

std::optional<OutOfMemory> find_out_of_memory(const Problem& problem, const Orders& orders) {
  for (DeviceId d : ids<DeviceId>(problem.devices.size())) {
    const Bytes capacity = problem.device(d).memory;
    const Walk found = walk(problem, d, orders[computing(d)], capacity);
    if (found.exceeds) return OutOfMemory{*found.exceeds, memory_of(d), found.peak, capacity};
  }
  return std::nullopt;
}

std::string in_words(const Problem& problem, const OutOfMemory& out) {
  const auto [needed, capacity] = human_bytes_apart(out.needed, out.capacity);
  return fmt::format("{} needs {} on {}, which has {}", instance_name(problem, out.instance), needed,
                     pool_name(problem, out.pool), capacity);
}

std::string plan_hash(const Plan& plan) {
  std::uint64_t hash = 14695981039346656037U;
  const auto mix = [&hash](std::int64_t value) {
    for (int byte = 0; byte < 8; ++byte) {
      hash ^= static_cast<std::uint64_t>(value >> (8 * byte)) & 0xffU;
      hash *= 1099511628211U;
    }
  };
  for (const auto& order : plan.orders) {
    mix(-1);
    for (const Instance& i : order) {
      mix(i.block.value);
      mix(i.micro_batch);
    }
  }
  for (Time t : plan.start) mix(t);
  return fmt::format("{:016x}", hash);
}

}  // namespace repetend
