#include "search/modulo/cyclic.hpp"

#include <algorithm>

#include "search/control/effort.hpp"
#include "search/modulo/disjunctive_graph.hpp"
#include "sim/plan/memory_level.hpp"
#include "sim/problem/durations.hpp"
#include "sim/problem/graph.hpp"
#include "sim/problem/machines.hpp"

namespace repetend::search {

CyclicModel::CyclicModel(const Problem& p)
    : problem(&p),
      duration(periodic_durations(p)),
      machines(machines_by_block(p)),
      on_machine(blocks_by_machine(p)),
      arcs(edge_dependences(p)),
      order(dependency_order(p)) {
  Adjacency adjacency(p.blocks.size(), arcs);
  in = std::move(adjacency.in);
  out = std::move(adjacency.out);
  for (MachineId m : on_machine.ids())
    counts_memory.push_back(computes(p, m) && p.device(device_of(p, m)).memory != unlimited);
}

Problem unroll(const Problem& problem, int u) {
  if (u == 1) return problem;
  Problem result = with_micro_batches(problem, (problem.micro_batches + u - 1) / u);
  result.blocks.clear();
  result.edges.clear();
  const auto copy = [u](BlockId b, int c) { return BlockId{b.value * u + c}; };
  for (const Block& block : problem.blocks)
    for (int c = 0; c < u; ++c) {
      result.blocks.push_back(block);
      result.blocks.back().name += "." + std::to_string(c);
    }
  for (BlockId b : ids<BlockId>(problem.blocks.size()))
    for (int c = 0; c < u; ++c)
      result.edges.push_back({copy(b, c), copy(b, (c + 1) % u), 0, c + 1 == u ? 1 : 0});
  for (const Edge& e : problem.edges)
    for (int c = 0; c < u; ++c) {
      const int reached = c + e.distance;
      result.edges.push_back({copy(e.from, c), copy(e.to, reached % u), e.bytes, reached / u});
    }
  return result;
}

Time span(const CyclicModel& model, const CyclicSchedule& schedule) {
  Time first = schedule.start.front(), last = first;
  for (BlockId b : model.blocks()) {
    first = std::min(first, schedule.start[b]);
    last = std::max(last, schedule.start[b] + model.duration[b]);
  }
  return last - first;
}

std::vector<BlockId> blocks_by_slot(const CyclicModel& model, MachineId machine,
                                    const CyclicSchedule& schedule) {
  std::vector<BlockId> blocks = model.on_machine[machine];
  std::ranges::sort(blocks, {}, [&](BlockId b) { return std::pair{schedule.slot(b), b}; });
  return blocks;
}

// Just before slot 0 every instance that the machine has started has ended, since it runs one at a time:
// block b has run for the micro-batches below K - stage(b), and K falls out because acquires equal releases.
Bytes steady_peak(const CyclicModel& model, MachineId machine, const CyclicSchedule& schedule) {
  const Problem& problem = *model.problem;
  const auto use = [&](BlockId b) -> const DeviceUse& { return use_at(problem, b, machine); };
  Bytes before = problem.device(device_of(problem, machine)).static_memory;
  for (BlockId b : model.on_machine[machine]) before += (use(b).release - use(b).acquire) * schedule.stage(b);
  MemoryLevel level(before, problem.memory_release);
  Bytes peak = before;
  for (BlockId b : blocks_by_slot(model, machine, schedule)) {
    peak = std::max(peak, level.start(use(b)));
    level.end(use(b));
  }
  return peak;
}

Bytes memory_excess(const CyclicModel& model, const CyclicSchedule& schedule) {
  Bytes excess = 0;
  for (MachineId m : model.on_machine.ids())
    if (model.counts_memory[m])
      excess += std::max(Bytes{0}, steady_peak(model, m, schedule) -
                                       model.problem->device(device_of(*model.problem, m)).memory);
  return excess;
}

void delay_acquires(const CyclicModel& model, CyclicSchedule& schedule) {
  for (auto b = model.order.rbegin(); b != model.order.rend(); ++b) {
    Bytes net = 0;
    for (const DeviceUse& use : model.problem->block(*b).uses) net += use.acquire - use.release;
    if (net < 0 || model.out[*b].empty()) continue;
    Time slack = std::numeric_limits<Time>::max();
    for (const Dependence& arc : model.out[*b])
      slack = std::min(
          slack, schedule.start[arc.to] + arc.distance * schedule.period - arc.delay - schedule.start[*b]);
    if (slack > 0) schedule.start[*b] += slack / schedule.period * schedule.period;
  }
}

namespace {

bool obeys(const CyclicSchedule& schedule, const Dependence& arc) {
  return schedule.start[arc.to] + arc.distance * schedule.period >= schedule.start[arc.from] + arc.delay;
}

bool obeys_around(const CyclicModel& model, const CyclicSchedule& schedule, BlockId block) {
  const auto obeyed = [&](const Dependence& arc) { return obeys(schedule, arc); };
  return std::ranges::all_of(model.in[block], obeyed) && std::ranges::all_of(model.out[block], obeyed);
}

}  // namespace

void change_stages(const CyclicModel& model, CyclicSchedule& schedule, const Stop& stop) {
  Bytes excess = memory_excess(model, schedule);
  bool better = true;
  for (int round = 0; round < effort.beam.stage_rounds && better; ++round) {
    better = false;
    for (BlockId b : model.blocks()) {
      if (excess <= 0 || stop()) break;
      for (const Time move : {schedule.period, -schedule.period}) {
        schedule.start[b] += move;
        const Bytes now = obeys_around(model, schedule, b) ? memory_excess(model, schedule) : excess;
        if (now < excess) {
          excess = now;
          better = true;
        } else {
          schedule.start[b] -= move;
        }
      }
    }
  }
  const Time first = *std::ranges::min_element(schedule.start);
  for (Time& s : schedule.start) s -= first;
}

std::vector<Dependence> dependences_in_order(const CyclicModel& model, const CyclicSchedule& schedule) {
  std::vector<Dependence> arcs = model.arcs;
  for (MachineId m : model.on_machine.ids()) {
    const std::vector<BlockId> around = blocks_by_slot(model, m, schedule);
    for (std::size_t i = 0; i < around.size(); ++i) {
      const BlockId from = around[i], to = around[(i + 1) % around.size()];
      const Time next = i + 1 == around.size() ? 1 : 0;  // the first one follows the last a period later
      arcs.push_back({from, to, model.duration[from], schedule.stage(from) - schedule.stage(to) + next});
    }
  }
  return arcs;
}

CyclicSchedule tighten(const CyclicModel& model, const CyclicSchedule& schedule, Time at_least) {
  const auto tight = least_period(model.block_count(), dependences_in_order(model, schedule), at_least);
  if (!tight || tight->period > schedule.period) return schedule;
  return {tight->period, tight->start};
}

std::optional<CyclicSchedule> tighten_with_transfers(const CyclicModel& model, const CyclicSchedule& given,
                                                     Time at_least) {
  if (!transfers_wait(*model.problem)) return tighten(model, given, at_least);
  const Periodic blocks{given.period, given.start};
  auto timed = least_period_in_order(disjunctive_graph_in_order(*model.problem, blocks), blocks, at_least);
  if (!timed) return std::nullopt;
  timed->start.resize(model.block_count());  // without the transfers
  return CyclicSchedule{timed->period, std::move(timed->start)};
}

}  // namespace repetend::search
