#include "tests/support/wide_reading.hpp"

#include <algorithm>

namespace repetend::test {
namespace {

Time ceil_of(Time value, std::int64_t times, std::int64_t over) { return (value * times + over - 1) / over; }

}  // namespace

WideReading::WideReading(const Problem& of, std::span<const std::int32_t> micro_batch_order)
    : problem(of), by_block(of.blocks.size()), pools(of.devices.size() + of.pools.size()) {
  add_runs(micro_batch_order);
  for (const Edge& edge : problem.edges) add_edge(edge);
}

std::size_t WideReading::run(Instance i) const {
  return static_cast<std::size_t>(std::ranges::find(runs, i, &Run::instance) - runs.begin());
}

Time WideReading::fused_duration(const Pair& pair, std::span<const std::size_t> group) const {
  Speed largest = 0;
  for (std::size_t r : group) largest = std::max(largest, scale(runs[r].instance));
  return ceil_of(ceil_of(pair.time, largest, unit_speed), unit_speed, slowest(runs[group.front()].machines));
}

Bytes WideReading::static_memory(PoolId p) const {
  const std::size_t devices = problem.devices.size();
  return p.index() < devices ? problem.devices[p.index()].static_memory
                             : problem.pools[p.index() - devices].static_memory;
}
Bytes WideReading::capacity(PoolId p) const {
  const std::size_t devices = problem.devices.size();
  return p.index() < devices ? problem.devices[p.index()].memory
                             : problem.pools[p.index() - devices].capacity;
}

void WideReading::add_runs(std::span<const std::int32_t> micro_batch_order) {
  for (std::size_t b = 0; b < problem.blocks.size(); ++b) {
    const Block& block = problem.blocks[b];
    for (const std::int32_t n : micro_batch_order) {
      if (block.repeat == Repeat::first && n != 0) continue;
      if (block.repeat == Repeat::last && n != problem.micro_batches - 1) continue;
      Run run{.instance = {BlockId{b}, n}, .machines = machines_of(block)};
      const Time time = block.times.empty() ? block.time : block.times[static_cast<std::size_t>(n)];
      run.duration =
          ceil_of(ceil_of(time, scale(run.instance), unit_speed), unit_speed, slowest(run.machines));
      for (const DeviceUse& use : block.uses)
        run.uses.push_back({PoolId{use.device.value}, use.acquire, use.release, use.workspace});
      run.uses.insert(run.uses.end(), block.elsewhere.begin(), block.elsewhere.end());
      by_block[b].push_back(runs.size());
      runs.push_back(run);
    }
  }
}

void WideReading::add_edge(const Edge& edge) {
  const bool from_each = problem.block(edge.from).repeat == Repeat::each;
  const bool to_each = problem.block(edge.to).repeat == Repeat::each;
  const bool may_fuse = std::ranges::any_of(problem.pairs, [&](const Pair& pair) {
    const auto in = [&](const std::vector<BlockId>& side) {
      return std::ranges::count(side, edge.from) > 0 && std::ranges::count(side, edge.to) > 0;
    };
    return edge.distance == 0 && (in(pair.first) || in(pair.second));
  });
  for (const std::size_t producer : by_block[edge.from.index()])
    for (const std::size_t consumer : by_block[edge.to.index()]) {
      const std::int32_t n = runs[producer].instance.micro_batch, k = runs[consumer].instance.micro_batch;
      if (from_each && to_each && k != n + edge.distance) continue;
      runs[consumer].inputs.push_back({producer, 0, may_fuse});
      // Between a block of each micro-batch and one of the iteration there is one message, of the latter's.
      if (from_each == to_each || n == k) add_messages(edge, producer, consumer);
    }
}

void WideReading::add_messages(const Edge& edge, std::size_t producer, std::size_t consumer) {
  if (problem.transfer == TransferMode::none) return;
  const auto& sources = problem.block(edge.from).uses;
  const DeviceId from = sources.front().device;
  for (const DeviceUse& use : problem.block(edge.to).uses) {
    if (std::ranges::count(sources, use.device, &DeviceUse::device) > 0) continue;
    const auto listed = problem.links.pairs.find({from, use.device});
    const Link link = listed == problem.links.pairs.end() ? *problem.links.fallback : listed->second;
    Message message{.producer = producer,
                    .consumer = consumer,
                    .from = from,
                    .to = use.device,
                    .occupancy = ceil_of(edge.bytes, 1'000'000'000, link.bandwidth),
                    .latency = link.latency,
                    .senders = lanes_at(runs[producer], from),
                    .receivers = lanes_at(runs[consumer], use.device)};
    message.sender = message.senders.front();
    runs[producer].sent.push_back(messages.size());
    runs[consumer].received.push_back(messages.size());
    Time& delay = runs[consumer].inputs.back().delay;
    delay = std::max(delay, message.until_delivered());
    messages.push_back(message);
  }
}

std::vector<MachineId> WideReading::machines_of(const Block& block) const {
  if (!block.machines.empty()) return block.machines;
  std::vector<MachineId> lanes;
  for (const DeviceUse& use : block.uses) lanes.emplace_back(use.device.value);
  return lanes;
}

std::vector<MachineId> WideReading::lanes_at(const Run& run, DeviceId d) const {
  std::vector<MachineId> lanes = run.machines;
  const std::size_t devices = problem.devices.size();
  std::erase_if(lanes, [&](MachineId m) {
    return m.index() < devices ? m.value != d.value : problem.machines[m.index() - devices].device != d;
  });
  return lanes;
}

Speed WideReading::slowest(std::span<const MachineId> machines) const {
  const std::size_t devices = problem.devices.size();
  Speed slowest = sum_limit;
  for (const MachineId m : machines)
    slowest = std::min(slowest, m.index() < devices ? problem.devices[m.index()].speed
                                                    : problem.machines[m.index() - devices].speed);
  return slowest;
}

Speed WideReading::scale(Instance i) const {
  const bool scaled = !problem.scale.empty() && problem.block(i.block).repeat == Repeat::each;
  return scaled ? problem.scale[static_cast<std::size_t>(i.micro_batch)] : unit_speed;
}

}  // namespace repetend::test
