#include <algorithm>
#include <map>
#include <optional>

#include "sim/core/human.hpp"
#include "sim/problem/check_detail.hpp"
#include "sim/problem/durations.hpp"

namespace repetend::checks {
namespace {

// A sum over blocks and micro-batches of 64-bit numbers always fits 128.
__extension__ using Wide = __int128;

struct MemorySums {
  Wide acquire = 0, release = 0;  // of one micro-batch
  Bytes workspace = 0;            // the largest
};

std::vector<MemorySums> memory_sums(const Problem& problem) {
  std::vector<MemorySums> sums(problem.devices.size());
  for (const Block& block : problem.blocks)
    for (const DeviceUse& use : block.uses) {
      MemorySums& sum = sums[use.device.index()];
      sum.acquire += use.acquire;
      sum.release += use.release;
      sum.workspace = std::max(sum.workspace, use.workspace);
    }
  return sums;
}

// Of the device's blocks whose stage does not release what it acquires, the last: what it gives back is what
// a reader looks for.
BlockId unbalanced_block(const Problem& problem, DeviceId device) {
  std::map<std::optional<std::int32_t>, std::pair<Wide, BlockId>> stages;
  for (BlockId id : ids<BlockId>(problem.blocks.size()))
    if (const DeviceUse* use = find_use(problem.block(id), device);
        use && (use->acquire != 0 || use->release != 0)) {
      auto& [held, last] = stages[problem.block(id).stage];
      held += Wide{use->acquire} - use->release;
      last = id;
    }
  return std::ranges::find_if(stages, [](const auto& stage) { return stage.second.first != 0; })
      ->second.second;
}

void add_unbalanced(Findings& findings, const Problem& problem, DeviceId device, Bytes acquired,
                    Bytes released) {
  const auto [acquires, releases] = human_bytes_apart(acquired, released);
  add(findings, unbalanced_block(problem, device),
      "a micro-batch acquires {} and releases {} on {}, expected as much released as acquired", acquires,
      releases, problem.device(device).name);
}

}  // namespace

void check_missing_links(Findings& findings, const Problem& problem) {
  if (problem.transfer == TransferMode::none) return;
  for (EdgeId id : ids<EdgeId>(problem.edges.size())) {
    const Edge& edge = problem.edge(id);
    const Block& producer = problem.block(edge.from);
    const DeviceId from = producer.uses.front().device;
    for (const DeviceUse& use : problem.block(edge.to).uses)
      if (!find_use(producer, use.device) && !find_link(problem, from, use.device))
        add(findings, id, "edge {} needs a link from {} to {}, expected one in `pairs` or a `default` link",
            edge_name(problem, edge), problem.device(from).name, problem.device(use.device).name);
  }
}

void check_memory(Findings& findings, const Problem& problem) {
  const std::vector<MemorySums> sums = memory_sums(problem);
  for (DeviceId id : ids<DeviceId>(problem.devices.size())) {
    const Device& device = problem.device(id);
    const auto& [acquire, release, workspace] = sums[id.index()];
    const Wide most = std::max(acquire, release) * problem.micro_batches + workspace + device.static_memory;
    if (most >= sum_limit)
      add(findings, id, "memory of {} adds up over all micro-batches to 2^62 B or more, expected less",
          device.name);
    else if (acquire != release)
      add_unbalanced(findings, problem, id, static_cast<Bytes>(acquire), static_cast<Bytes>(release));
    if (device.static_memory > device.memory) {
      const auto [needed, capacity] = human_bytes_apart(device.static_memory, device.memory);
      add(findings, id, "static memory of {} is {}, expected at most its capacity of {}", device.name, needed,
          capacity);
    }
  }
}

// Everything done one after the other, counted once a device: an upper limit of every time and of every sum
// of times over the devices.
void check_time(Findings& findings, const Problem& problem) {
  Wide time = 0, bytes = 0;
  try {
    for (const Transfer& t : transfers(problem)) {
      time += (Wide{t.occupancy} + t.latency) * problem.micro_batches;
      bytes += Wide{problem.edge(t.edge).bytes} * problem.micro_batches;
    }
    for (Time t : total_durations(problem)) time += t;
  } catch (const Overflow&) {  // of one block or transfer alone
    time = sum_limit;
  }
  if (std::min(time, Wide{sum_limit}) * static_cast<Wide>(problem.devices.size()) >= sum_limit)
    add(findings, {},
        "all blocks and transfers of {} micro-batches, on {} devices, add up to 2^62 ns (146 years) or more, "
        "expected less",
        problem.micro_batches, problem.devices.size());
  if (bytes >= sum_limit)
    add(findings, {}, "all transfers of {} micro-batches add up to 2^62 B or more, expected less",
        problem.micro_batches);
}

}  // namespace repetend::checks
