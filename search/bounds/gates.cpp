#include "search/bounds/gates.hpp"

#include <algorithm>

#include "sim/problem/machines.hpp"

// Let F be the only block that acquires on a device, a bytes, and B the only one that releases, a bytes as
// well, because they balance. When F(n + M) starts, n + M + 1 acquires have been made; they fit only if n + 1
// releases have, that is if B(n) has ended, or started where releases happen at the start. It runs on the
// same device as F, so it has ended then too.
namespace repetend::search {
namespace {

// An edge to another device would stand for data that crosses a link, and would wait for it.
bool stays_on_its_devices(const Block& from, const Block& to) {
  return std::ranges::all_of(to.uses, [&](const DeviceUse& use) { return find_use(from, use.device); });
}

std::optional<Gate> gate_of(const Problem& problem, DeviceId d, const std::vector<BlockId>& blocks) {
  const Device& device = problem.device(d);
  if (device.memory == unlimited) return std::nullopt;
  std::vector<BlockId> acquiring, releasing;
  for (BlockId b : blocks) {
    const DeviceUse& use = use_at(problem, b, computing(d));
    if (use.acquire > 0) acquiring.push_back(b);
    if (use.release > 0) releasing.push_back(b);
  }
  if (acquiring.size() != 1 || releasing.size() != 1 || acquiring == releasing) return std::nullopt;
  const Bytes amount = use_at(problem, acquiring[0], computing(d)).acquire;
  const Bytes in_flight = (device.memory - device.static_memory) / amount;
  return in_flight >= 1 ? std::optional(Gate{d, acquiring[0], releasing[0], in_flight}) : std::nullopt;
}

}  // namespace

std::vector<Gate> memory_gates(const Problem& problem) {
  std::vector<Gate> gates;
  const auto by_machine = blocks_by_machine(problem);
  for (DeviceId d : ids<DeviceId>(problem.devices.size()))
    if (const auto gate = gate_of(problem, d, by_machine[computing(d)])) gates.push_back(*gate);
  return gates;
}

Problem with_memory_edges(const Problem& problem) {
  Problem result = problem;
  for (const Gate& gate : memory_gates(problem))
    if (gate.in_flight < problem.micro_batches &&
        stays_on_its_devices(problem.block(gate.releasing), problem.block(gate.acquiring)))
      result.edges.push_back({gate.releasing, gate.acquiring, 0, static_cast<int>(gate.in_flight)});
  return result;
}

}  // namespace repetend::search
