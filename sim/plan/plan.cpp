#include "sim/plan/plan.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/core/human.hpp"
#include "sim/plan/memory_level.hpp"
#include "sim/problem/machines.hpp"

namespace repetend {

std::string instance_name(const Problem& problem, Instance i) {
  return fmt::format("{}@{}", problem.block(i.block).name, i.micro_batch);
}

Time makespan(const Plan& plan) {
  if (plan.start.empty()) return 0;
  const Timetable times(plan);
  Time end = 0;
  for (BlockId b : ids<BlockId>(plan.problem->blocks.size()))
    for (std::int32_t n = 0; n < plan.problem->micro_batches; ++n) end = std::max(end, times.end({b, n}));
  return end - *std::ranges::min_element(plan.start);
}

std::vector<Time> completions(const Plan& plan) {
  const Timetable times(plan);
  std::vector<Time> completed(static_cast<std::size_t>(plan.problem->micro_batches));
  for (std::size_t i = 0; i < plan.start.size(); ++i) {
    const Instance instance = instance_at(*plan.problem, i);
    Time& end = completed[static_cast<std::size_t>(instance.micro_batch)];
    end = std::max(end, times.end(instance));
  }
  return completed;
}

double bubble_ratio(const Problem& problem, Time makespan) {
  if (makespan <= 0) return 0;
  double work = 0;
  const auto total = total_durations(problem);
  for (BlockId b : total.ids())
    for (MachineId m : machines_of(problem, b))
      if (computes(problem, m)) work += static_cast<double>(total[b]);
  return 1 - work / (static_cast<double>(problem.devices.size()) * static_cast<double>(makespan));
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
    if (found.exceeds) return OutOfMemory{*found.exceeds, d, found.peak, capacity};
  }
  return std::nullopt;
}

std::string in_words(const Problem& problem, const OutOfMemory& out) {
  const auto [needed, capacity] = human_bytes_apart(out.needed, out.capacity);
  return fmt::format("{} needs {} on {}, which has {}", instance_name(problem, out.instance), needed,
                     problem.device(out.device).name, capacity);
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
