#include "search/completion/safe_memory.hpp"

#include <algorithm>
#include <set>

#include "search/completion/least_memory.hpp"
#include "sim/core/id_vector.hpp"
#include "sim/problem/graph.hpp"

namespace repetend::search {
namespace {

// The blocks in dependency order; of those that could come next, the one that gives most memory back or takes
// least.
std::vector<BlockId> lean_order(const Problem& problem) {
  const std::vector<BlockId> usual = dependency_order(problem);
  IdVector<BlockId, std::size_t> place(problem.blocks.size());
  IdVector<BlockId, Bytes> taken(problem.blocks.size());
  IdVector<BlockId, int> missing(problem.blocks.size());
  IdVector<BlockId, std::vector<BlockId>> next(problem.blocks.size());
  for (std::size_t k = 0; k < usual.size(); ++k) {
    place[usual[k]] = k;
    for (const DeviceUse& use : problem.block(usual[k]).uses) taken[usual[k]] += use.acquire - use.release;
  }
  for (const Edge& e : problem.edges)
    if (e.distance == 0) {
      ++missing[e.to];
      next[e.from].push_back(e.to);
    }
  std::set<std::pair<Bytes, std::size_t>> ready;  // memory, place
  const auto add = [&](BlockId b) {
    if (missing[b] == 0) ready.emplace(taken[b], place[b]);
  };
  std::ranges::for_each(usual, add);
  std::vector<BlockId> order;
  while (!ready.empty()) {
    const BlockId b = usual[ready.extract(ready.begin()).value().second];
    order.push_back(b);
    for (BlockId after : next[b]) {
      --missing[after];
      add(after);
    }
  }
  return order;
}

}  // namespace

SafeMemory::SafeMemory(const Problem& problem, const std::vector<BlockId>& order)
    : problem_(&problem), steps_(problem.devices.size()) {
  for (BlockId b : order)
    for (const DeviceUse& use : problem.block(b).uses)
      if (problem.device(use.device).memory != unlimited) steps_[use.device.index()].push_back({b, use});
}

std::optional<SafeMemory> SafeMemory::of(const Problem& problem, const Stop& stop) {
  if (std::ranges::all_of(problem.devices, [](const Device& d) { return d.memory == unlimited; }))
    return std::nullopt;
  SafeMemory lean(problem, lean_order(problem));
  if (lean.fits_alone()) return lean;
  const LeastMemory least = least_memory(problem, stop);
  if (least.needed > 0) return std::nullopt;
  return SafeMemory(problem, least.order);
}

bool SafeMemory::fits_alone() const {
  for (const DeviceId d : ids<DeviceId>(steps_.size())) {
    MemoryLevel level(problem_->device(d).static_memory, problem_->memory_release);
    for (const Step& step : steps_[d.index()]) {
      if (level.start(step.use) > problem_->device(d).memory) return false;
      level.end(step.use);
    }
  }
  return true;
}

bool SafeMemory::allows(const Draft& draft, std::span<const BlockId> taken) const {
  return std::ranges::all_of(taken, [&](BlockId b) {
    return std::ranges::all_of(problem_->block(b).uses,
                               [&](const DeviceUse& use) { return can_end(draft, taken, use.device); });
  });
}

// Runs what is left of the micro-batches that have begun on the device, as if they were alone.
bool SafeMemory::can_end(const Draft& draft, std::span<const BlockId> taken, DeviceId d) const {
  const std::vector<Step>& steps = steps_[d.index()];
  if (steps.empty()) return true;
  const Bytes memory = problem_->device(d).memory;
  MemoryLevel level = draft.memory(d);
  thread_local std::vector<std::int32_t> next;  // kept, as this is asked for every instance of every list
  next.clear();
  for (const Step& step : steps) next.push_back(draft.next(step.block).micro_batch);
  for (std::size_t k = 0; k < steps.size(); ++k)
    if (std::ranges::find(taken, steps[k].block) != taken.end()) {
      level.start(steps[k].use);
      level.end(steps[k].use);
      ++next[k];
    }
  const auto [oldest, newest] = std::ranges::minmax(next);
  for (std::int32_t n = oldest; n < newest; ++n)
    for (std::size_t k = 0; k < steps.size(); ++k) {
      if (next[k] > n) continue;
      if (level.start(steps[k].use) > memory) return false;
      level.end(steps[k].use);
    }
  return true;
}

}  // namespace repetend::search
