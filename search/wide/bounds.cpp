#include "search/wide/bounds.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "search/bounds/bounds.hpp"
#include "search/bounds/preemptive.hpp"
#include "search/wide/pools_as_devices.hpp"
#include "sim/core/human.hpp"
#include "sim/plan/memory_level.hpp"
#include "sim/problem/durations.hpp"
#include "sim/problem/pools.hpp"

namespace repetend::search {
namespace {

// Divides a time among blocks as their own times are, in whole ns: of what is left of it the first block
// takes what the others leave, rounded up. The more there is to divide, the more each gets.
std::vector<Time> shares(Time time, const std::vector<BlockId>& blocks, const IdVector<BlockId, Time>& own) {
  Time together = 0;
  for (BlockId b : blocks) together += own[b];
  std::vector<Time> result;
  for (BlockId b : blocks) {
    result.push_back(together > 0 ? mul_div_ceil(time, own[b], together) : 0);
    time -= result.back();
    together -= own[b];
  }
  return result;
}

// How much of a machine each instance takes at least: a fused group takes no less than the shares of all its
// instances, where each counts the time of the pair as if the others were of its own scale.
std::vector<Time> least_work(const WideModel& model) {
  const Problem& problem = model.problem();
  std::vector<Time> work(model.size());
  for (const InstanceIndex i : model.instances()) work[i] = model.duration(i);
  const auto own = least_durations(problem);
  for (const Pair& pair : problem.pairs) {
    std::vector<BlockId> blocks = pair.first;
    blocks.insert(blocks.end(), pair.second.begin(), pair.second.end());
    for (std::size_t k = 0; k < blocks.size(); ++k)
      for (std::int32_t n : micro_batches_of(problem, blocks[k]).numbers()) {
        const Instance i{blocks[k], n};
        Time& least = work[instance_index(problem, i)];
        least = std::min(least, shares(fused_duration(problem, pair, {&i, 1}), blocks, own)[k]);
      }
  }
  return work;
}

IdVector<MachineId, std::vector<InstanceIndex>> by_machine(const WideModel& model) {
  IdVector<MachineId, std::vector<InstanceIndex>> result(model.machine_count());
  for (const InstanceIndex i : model.instances())
    for (const MachineId m : model.machines(i)) result[m].push_back(i);
  return result;
}

// The longest way through any instance.
Bound path_bound(const WideModel& model) {
  Bound best{0, "none", "nothing takes time"};
  for (const InstanceIndex i : model.instances()) {
    const Time length = model.head(i) + model.shortest(i) + model.tail(i);
    if (length > best.value)
      best = {
          length, "path",
          fmt::format("the longest path, through {}, takes {}",
                      instance_name(model.problem(), instance_at(model.problem(), i)), human_time(length))};
  }
  return best;
}

}  // namespace

Bound wide_makespan_bound(const WideModel& model) {
  Bound best = path_bound(model);
  const std::vector<Time> work = least_work(model);
  const auto on = by_machine(model);
  for (MachineId m : on.ids()) {
    std::vector<Job> jobs;
    Time together = 0;
    for (const InstanceIndex i : on[m]) {
      jobs.push_back({model.head(i), work[i], model.tail(i)});
      together += work[i];
    }
    const Time value = preemptive_end(std::move(jobs));
    if (value > best.value)
      best = {value, "lane",
              fmt::format("{} works {}, which with what must come before and after takes {}",
                          machine_name(model.problem(), m), human_time(together), human_time(value))};
  }
  return best;
}

Bound wide_period_bound(const WideModel& model) {
  Bound best{0, "none", "its micro-batches differ"};
  if (!is_periodic(model.problem())) return best;
  const std::vector<Time> work = least_work(model);
  const auto on = by_machine(model);
  for (MachineId m : on.ids()) {
    Time value = 0;
    for (const InstanceIndex i : on[m])
      if (model.problem().block(model.block(i)).repeat == Repeat::each &&
          instance_at(model.problem(), i).micro_batch == 0)
        value += work[i];
    if (value > best.value)
      best = {value, "lane",
              fmt::format("{} works {} a micro-batch", machine_name(model.problem(), m), human_time(value))};
  }
  const Problem pools = pools_as_devices(model);
  for (const PeriodBound& bound : {recurrence_bound(pools), memory_bound(pools)})
    if (bound.exact.floor() > best.value) best = {bound.exact.floor(), bound.name, bound.reason};
  return best;
}

namespace {

// The levels of all devices' memory are multiples of it.
Bytes device_unit(const Problem& problem) {
  Bytes unit = 0;
  for (const Device& device : problem.devices) unit = std::gcd(unit, device.static_memory);
  for (const Block& block : problem.blocks)
    for (const PoolUse& use : changes_of(problem, block))
      if (use.pool.index() < problem.devices.size())
        for (const Bytes amount : {use.acquire, use.release, use.workspace}) unit = std::gcd(unit, amount);
  return std::max<Bytes>(1, unit);
}

// What the device that needs most holds while one block runs alone, at the least.
Bytes least_alone_on_devices(const Problem& problem) {
  Bytes least = most_static_memory(problem);
  for (const Block& block : problem.blocks)
    for (const PoolUse& use : changes_of(problem, block))
      if (use.pool.index() < problem.devices.size())
        least = std::max(least,
                         MemoryLevel(static_memory_of(problem, use.pool), problem.memory_release).start(use));
  return least;
}

}  // namespace

Bytes wide_peak_bound(const Problem& problem, const Ratio& period, Bytes enough) {
  if (problem.memory_release == MemoryRelease::start) return most_static_memory(problem);
  const Bytes unit = device_unit(problem);
  // In units: every repetend peaks above `low`.
  Bytes low = least_alone_on_devices(problem) / unit - 1, high = enough / unit;
  while (low + 1 < high) {
    const Bytes middle = low + (high - low) / 2;
    const WideModel limited(std::make_shared<const Problem>(with_memory_at_most(problem, middle * unit)));
    (period < Ratio{wide_period_bound(limited).value, 1} ? low : high) = middle;
  }
  return high * unit;
}

namespace {

// The longest way from the end of an instance to that of its own micro-batch.
std::vector<Time> own_tails(const WideModel& model) {
  const auto micro_batch = [&](InstanceIndex i) { return instance_at(model.problem(), i).micro_batch; };
  std::vector<Time> tail(model.size());
  for (auto i = model.instances().rbegin(); i != model.instances().rend(); ++i)
    for (const WideArc& arc : model.after(*i))
      if (micro_batch(arc.instance) == micro_batch(*i))
        tail[*i] = std::max(tail[*i], model.tail_through(*i, arc, tail));
  return tail;
}

// By how many have completed: no earlier than that on this machine.
std::vector<Time> completed_at(const WideModel& model, const std::vector<InstanceIndex>& on,
                               const std::vector<Time>& work) {
  std::vector<Time> of_micro_batch(static_cast<std::size_t>(model.problem().micro_batches));
  Time before = sum_limit;
  for (const InstanceIndex i : on) {
    of_micro_batch[static_cast<std::size_t>(instance_at(model.problem(), i).micro_batch)] += work[i];
    before = std::min(before, model.head(i));
  }
  std::ranges::sort(of_micro_batch);
  for (Time& end : of_micro_batch) end = before += end;
  return of_micro_batch;
}

}  // namespace

Bound wide_completions_bound(const WideModel& model) {
  std::vector<Time> path(static_cast<std::size_t>(model.problem().micro_batches));
  const std::vector<Time> tail = own_tails(model);
  for (const InstanceIndex i : model.instances()) {
    Time& longest = path[static_cast<std::size_t>(instance_at(model.problem(), i).micro_batch)];
    longest = std::max(longest, model.head(i) + model.shortest(i) + tail[i]);
  }
  std::ranges::sort(path);
  const std::vector<Time> work = least_work(model);
  for (const auto& on : by_machine(model)) {
    if (on.empty()) continue;
    const std::vector<Time> least = completed_at(model, on, work);
    for (std::size_t k = 0; k < path.size(); ++k) path[k] = std::max(path[k], least[k]);
  }
  Wide sum = 0;
  for (const Time end : path) sum += end;
  return {
      static_cast<Time>(std::min<Wide>(sum, sum_limit)), "lane",
      "each micro-batch takes its longest path, and the work of it and of those before it on each machine"};
}

}  // namespace repetend::search
