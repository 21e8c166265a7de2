#include "sim/problem/problem.hpp"

#include <algorithm>

#include "sim/problem/machines.hpp"

namespace repetend {

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
      const MachineId sender = machine_at(problem, producer, from),
                      receiver = machine_at(problem, problem.block(edge.to), use.device);
      result.push_back({id, from, use.device, sender, receiver, occupancy, link->latency});
    }
  }
  return result;
}

bool is_backward(BlockKind kind) {
  return kind == BlockKind::backward || kind == BlockKind::input_gradient ||
         kind == BlockKind::weight_gradient;
}

Problem with_micro_batches(Problem problem, int count) {
  problem.micro_batches = count;
  return problem;
}

Problem with_time_scaled(Problem problem, BlockId b, std::int64_t numerator, std::int64_t denominator) {
  Time& time = problem.blocks[b.index()].time;
  time = mul_div_ceil(time, numerator, denominator);
  return problem;
}

std::string_view to_string(BlockKind kind) {
  constexpr std::array<std::string_view, all_kinds.size()> names{
#define BLOCK_KIND(kind, name) name,
#include "sim/problem/block_kinds.def"
#undef BLOCK_KIND
  };
  return names[static_cast<std::size_t>(kind)];
}

std::string_view to_string(TransferMode mode) {
  constexpr std::array<std::string_view, 4> names{"none", "async", "rendezvous", "blocking"};
  return names[static_cast<std::size_t>(mode)];
}

std::string_view to_string(MemoryRelease release) {
  return release == MemoryRelease::start ? "start" : "end";
}

}  // namespace repetend
