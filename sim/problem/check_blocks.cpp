// Blocks, each by itself: what they run on, what they hold and how long they take.
#include <algorithm>

#include "sim/problem/check_detail.hpp"

namespace repetend::checks {
namespace {

void check_uses(Findings& findings, const Problem& problem, BlockId id) {
  const Block& block = problem.block(id);
  if (block.uses.empty()) add(findings, id, "block {} runs on no device, expected at least one", block.name);
  const DeviceUse* previous = nullptr;
  for (const DeviceUse& use : block.uses) {
    if (use.device.index() >= problem.devices.size())
      return add(findings, id, "block {} runs on device {}, expected an index below {}", block.name,
                 use.device.value, problem.devices.size());
    const std::string on = fmt::format(" of block {} on {}", block.name, problem.device(use.device).name);
    if (previous && previous->device >= use.device)
      add(findings, id,
          "block {} lists {} out of order or twice, expected each of its devices once, in order", block.name,
          problem.device(use.device).name);
    check_amount(findings, id, "acquired memory" + on, use.acquire, 0);
    check_amount(findings, id, "released memory" + on, use.release, 0);
    check_amount(findings, id, "workspace" + on, use.workspace, 0);
    previous = &use;
  }
}

// Needs sound uses, and lanes of devices that there are.
void check_occupied(Findings& findings, const Problem& problem, BlockId id) {
  const Block& block = problem.block(id);
  if (block.machines.empty()) return;
  std::optional<MachineId> previous;
  for (MachineId m : block.machines) {
    if (m.index() >= machine_count(problem))
      return add(findings, id, "block {} occupies machine {}, expected an index below {}", block.name,
                 m.value, machine_count(problem));
    const std::string name = machine_name(problem, m);
    if (previous && *previous >= m)
      add(findings, id,
          "block {} lists {} out of order or twice, expected each of its machines once, in order", block.name,
          name);
    if (const auto device = owner(problem, m); device && !find_use(block, *device))
      add(findings, id,
          "block {} occupies a lane of {}, where it does not run, expected lanes of its devices", block.name,
          problem.device(*device).name);
    previous = m;
  }
  for (const DeviceUse& use : block.uses)
    if (std::ranges::none_of(block.machines, [&](MachineId m) { return owner(problem, m) == use.device; }))
      add(findings, id, "block {} occupies no lane of {}, expected at least one on each of its devices",
          block.name, problem.device(use.device).name);
}

void check_elsewhere(Findings& findings, const Problem& problem, BlockId id) {
  const Block& block = problem.block(id);
  std::optional<PoolId> previous;
  for (const PoolUse& use : block.elsewhere) {
    if (use.pool.index() >= pool_count(problem))
      return add(findings, id, "block {} changes pool {}, expected an index below {}", block.name,
                 use.pool.value, pool_count(problem));
    const std::string& name = pool_name(problem, use.pool);
    if (previous && *previous >= use.pool)
      add(findings, id, "block {} lists {} out of order or twice, expected each pool once, in order",
          block.name, name);
    if (is_memory(problem, use.pool) && find_use(block, DeviceId{use.pool.value}))
      add(findings, id, "block {} lists {} among other pools, expected what it does there with its devices",
          block.name, name);
    const std::string of = fmt::format(" of block {} {}", block.name, where(problem, use.pool));
    check_amount(findings, id, "acquired memory" + of, use.acquire, 0);
    check_amount(findings, id, "released memory" + of, use.release, 0);
    check_amount(findings, id, "workspace" + of, use.workspace, 0);
    previous = use.pool;
  }
}

void check_times(Findings& findings, const Problem& problem, BlockId id) {
  const Block& block = problem.block(id);
  check_amount(findings, id, "time of block " + block.name, block.time, 0);
  if (block.times.empty()) return;
  if (runs_once(block))
    add(findings, id, "block {} runs once an iteration and has a list of times, expected one time",
        block.name);
  else if (block.times.size() != static_cast<std::size_t>(std::max(0, problem.micro_batches)))
    add(findings, id, "block {} has {} times, expected one for each of the {} micro-batches", block.name,
        block.times.size(), problem.micro_batches);
  for (std::size_t n = 0; n < block.times.size(); ++n)
    check_amount(findings, id, fmt::format("time of block {} in micro-batch {}", block.name, n),
                 block.times[n], 0);
}

}  // namespace

void check_blocks(Findings& findings, const Problem& problem) {
  const bool machines_have_names = lanes_have_devices(problem);
  for (BlockId id : ids<BlockId>(problem.blocks.size())) {
    check_times(findings, problem, id);
    const std::size_t before = findings.size();
    check_uses(findings, problem, id);
    if (findings.size() == before && machines_have_names) check_occupied(findings, problem, id);
    check_elsewhere(findings, problem, id);
  }
}

}  // namespace repetend::checks
