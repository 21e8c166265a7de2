#include "sim/problem/problem.hpp"

#include <algorithm>

namespace repetend {

Time duration(const Problem& problem, BlockId id) {
  const Block& block = problem.block(id);
  Speed slowest = std::numeric_limits<Speed>::max();
  for (const DeviceUse& use : block.uses) slowest = std::min(slowest, problem.device(use.device).speed);
  return mul_div_ceil(block.time, unit_speed, slowest);
}

std::vector<Time> durations(const Problem& problem) {
  std::vector<Time> result;
  result.reserve(problem.blocks.size());
  for (BlockId b : ids<BlockId>(problem.blocks.size())) result.push_back(duration(problem, b));
  return result;
}

const Link* find_link(const Problem& problem, DeviceId from, DeviceId to) {
  const auto listed = problem.links.pairs.find({from, to});
  if (listed != problem.links.pairs.end()) return &listed->second;
  return problem.links.fallback ? &*problem.links.fallback : nullptr;
}

const DeviceUse* find_use(const Block& block, DeviceId device) {
  const auto use = std::ranges::lower_bound(block.uses, device, {}, &DeviceUse::device);
  return use != block.uses.end() && use->device == device ? &*use : nullptr;
}

std::vector<Transfer> transfers(const Problem& problem) {
  constexpr std::int64_t ns_per_second = 1'000'000'000;
  std::vector<Transfer> result;
  if (problem.transfer == TransferMode::none) return result;
  for (EdgeId id : ids<EdgeId>(problem.edges.size())) {
    const Edge& edge = problem.edge(id);
    const Block& producer = problem.block(edge.from);
    const DeviceId from = producer.uses.front().device;
    for (const DeviceUse& use : problem.block(edge.to).uses) {
      if (find_use(producer, use.device)) continue;
      const Link* link = find_link(problem, from, use.device);
      if (!link) continue;  // check() has reported it
      const Time occupancy = mul_div_ceil(edge.bytes, ns_per_second, link->bandwidth);
      result.push_back({id, from, use.device, occupancy, link->latency});
    }
  }
  return result;
}

std::vector<std::vector<BlockId>> blocks_by_device(const Problem& problem) {
  std::vector<std::vector<BlockId>> result(problem.devices.size());
  for (BlockId b : ids<BlockId>(problem.blocks.size()))
    for (const DeviceUse& use : problem.block(b).uses) result[use.device.index()].push_back(b);
  return result;
}

std::string_view to_string(BlockKind kind) {
  switch (kind) {
    case BlockKind::forward:
      return "forward";
    case BlockKind::backward:
      return "backward";
    case BlockKind::input_gradient:
      return "input-gradient";
    case BlockKind::weight_gradient:
      return "weight-gradient";
    case BlockKind::optimizer:
      return "optimizer";
    case BlockKind::other:
      break;
  }
  return "other";
}

std::string_view to_string(TransferMode mode) {
  switch (mode) {
    case TransferMode::async:
      return "async";
    case TransferMode::rendezvous:
      return "rendezvous";
    case TransferMode::blocking:
      return "blocking";
    case TransferMode::none:
      break;
  }
  return "none";
}

std::string_view to_string(MemoryRelease release) {
  return release == MemoryRelease::start ? "start" : "end";
}

}  // namespace repetend
