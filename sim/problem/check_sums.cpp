#include <algorithm>
#include <map>
#include <optional>

#include "sim/core/human.hpp"
#include "sim/problem/check_detail.hpp"
#include "sim/problem/durations.hpp"

namespace repetend::checks {
namespace {

struct Flow {
  Wide acquire = 0, release = 0;
};

// What the blocks do to one pool.
struct MemorySums {
  Flow each, once;                        // of one micro-batch; of what runs once an iteration
  std::map<MachineId, Bytes> workspaces;  // the largest by machine: different ones may hold theirs at once
};

IdVector<PoolId, MemorySums> memory_sums(const Problem& problem) {
  IdVector<PoolId, MemorySums> sums(pool_count(problem));
  for (BlockId b : ids<BlockId>(problem.blocks.size()))
    for (const PoolUse& use : changes_of(problem, problem.block(b))) {
      MemorySums& sum = sums[use.pool];
      Flow& flow = runs_once(problem.block(b)) ? sum.once : sum.each;
      flow.acquire += use.acquire;
      flow.release += use.release;
      Bytes& workspace = sum.workspaces[changing_machine(problem, b, use.pool)];
      workspace = std::max(workspace, use.workspace);
    }
  return sums;
}

// Of the blocks that run once an iteration, or of the others, that change the pool: the last whose stage does
// not release what it acquires there. What it gives back is what a reader looks for.
BlockId unbalanced_block(const Problem& problem, PoolId pool, bool once) {
  std::map<std::optional<std::int32_t>, std::pair<Wide, BlockId>> stages;
  for (BlockId id : ids<BlockId>(problem.blocks.size())) {
    const Block& block = problem.block(id);
    if (runs_once(block) != once) continue;
    for (const PoolUse& use : changes_of(problem, block)) {
      if (use.pool != pool || (use.acquire == 0 && use.release == 0)) continue;
      auto& [held, last] = stages[block.stage];
      held += Wide{use.acquire} - use.release;
      last = id;
    }
  }
  return std::ranges::find_if(stages, [](const auto& stage) { return stage.second.first != 0; })
      ->second.second;
}

void check_balance(Findings& findings, const Problem& problem, PoolId pool, const Flow& flow, bool once) {
  if (flow.acquire == flow.release) return;
  const auto [acquires, releases] =
      human_bytes_apart(static_cast<Bytes>(flow.acquire), static_cast<Bytes>(flow.release));
  add(findings, unbalanced_block(problem, pool, once),
      "{} acquires {} and releases {} {}, expected as much released as acquired",
      once ? "what runs once an iteration" : "a micro-batch", acquires, releases, where(problem, pool));
}

Wide most_held(const Problem& problem, PoolId pool, const MemorySums& sums) {
  Wide most = std::max(sums.each.acquire, sums.each.release) * problem.micro_batches +
              std::max(sums.once.acquire, sums.once.release) + static_memory_of(problem, pool);
  for (const auto& [machine, workspace] : sums.workspaces) most += workspace;
  return most;
}

// How many messages a transfer carries, at the most.
std::int32_t messages_of(const Problem& problem, const Edge& edge) {
  return std::min(micro_batches_of(problem, edge.from).count(), micro_batches_of(problem, edge.to).count());
}

// Of all instances of a pair, each of which may take the time of the largest micro-batch.
Wide fused_time(const Problem& problem, const Pair& pair) {
  const auto largest =
      problem.scale.empty() ? 0 : std::ranges::max_element(problem.scale) - problem.scale.begin();
  const Instance instance{pair.first.front(), static_cast<std::int32_t>(largest)};
  return Wide{fused_duration(problem, pair, {&instance, 1})} * problem.micro_batches;
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
  const IdVector<PoolId, MemorySums> sums = memory_sums(problem);
  for (PoolId pool : pools(problem)) {
    const std::string& name = pool_name(problem, pool);
    const Subject subject = subject_of(problem, pool);
    if (most_held(problem, pool, sums[pool]) >= sum_limit) {
      add(findings, subject, "memory of {} adds up over all micro-batches to 2^62 B or more, expected less",
          name);
    } else {
      check_balance(findings, problem, pool, sums[pool].each, false);
      check_balance(findings, problem, pool, sums[pool].once, true);
    }
    const Bytes fixed = static_memory_of(problem, pool), capacity = capacity_of(problem, pool);
    if (fixed > capacity) {
      const auto [needed, there] = human_bytes_apart(fixed, capacity);
      add(findings, subject, "static memory of {} is {}, expected at most its capacity of {}", name, needed,
          there);
    }
  }
}

// Everything done one after the other, counted once a machine: an upper limit of every time and of every sum
// of times over the machines.
void check_time(Findings& findings, const Problem& problem) {
  Wide time = 0, bytes = 0;
  try {
    for (const Transfer& t : transfers(problem)) {
      const std::int32_t messages = messages_of(problem, problem.edge(t.edge));
      time += (Wide{t.occupancy} + t.latency) * messages;
      bytes += Wide{problem.edge(t.edge).bytes} * messages;
    }
    for (Time t : total_durations(problem)) time += t;
    for (const Pair& pair : problem.pairs) time += fused_time(problem, pair);
  } catch (const Overflow&) {  // of one block or transfer alone
    time = sum_limit;
  }
  if (std::min(time, Wide{sum_limit}) * static_cast<Wide>(machine_count(problem)) >= sum_limit)
    add(findings, {},
        "all blocks and transfers of {} micro-batches, on {} {}, add up to 2^62 ns (146 years) or more, "
        "expected less",
        problem.micro_batches, machine_count(problem), problem.machines.empty() ? "devices" : "machines");
  if (bytes >= sum_limit)
    add(findings, {}, "all transfers of {} micro-batches add up to 2^62 B or more, expected less",
        problem.micro_batches);
}

}  // namespace repetend::checks
