#include "search/modulo/cyclic.hpp"

#include <algorithm>

#include "search/control/effort.hpp"
#include "sim/plan/memory_level.hpp"
#include "sim/problem/graph.hpp"

namespace repetend::search {

CyclicModel::CyclicModel(const Problem& p)
    : problem(&p),
      duration(durations(p)),
      devices(p.blocks.size()),
      on_device(p.devices.size()),
      arcs(edge_dependences(p)),
      in(p.blocks.size()),
      out(p.blocks.size()) {
  for (std::size_t b = 0; b < blocks(); ++b)
    for (const DeviceUse& use : p.blocks[b].uses) {
      devices[b].push_back(use.device.index());
      on_device[use.device.index()].push_back(b);
    }
  for (const Dependence& arc : arcs) {
    in[arc.to].push_back(arc);
    out[arc.from].push_back(arc);
  }
  for (BlockId b : dependency_order(p)) order.push_back(b.index());
  for (const Device& d : p.devices) counts_memory.push_back(d.memory != unlimited);
}

Time span(const CyclicModel& model, const CyclicSchedule& schedule) {
  Time first = schedule.start.front(), last = first;
  for (std::size_t b = 0; b < model.blocks(); ++b) {
    first = std::min(first, schedule.start[b]);
    last = std::max(last, schedule.start[b] + model.duration[b]);
  }
  return last - first;
}

std::vector<std::size_t> blocks_around(const CyclicModel& model, std::size_t device,
                                       const CyclicSchedule& schedule) {
  std::vector<std::size_t> blocks = model.on_device[device];
  std::ranges::sort(blocks, {}, [&](std::size_t b) { return std::pair{schedule.residue(b), b}; });
  return blocks;
}

// Just before the circle begins, every instance that the device has started has ended, since it runs one at a
// time: block b has run for the micro-batches below K - shift(b), and K falls out because acquires equal
// releases.
Bytes steady_peak(const CyclicModel& model, std::size_t device, const CyclicSchedule& schedule) {
  const Device& d = model.problem->devices[device];
  const auto use = [&](std::size_t b) -> const DeviceUse& {
    return *find_use(model.problem->blocks[b], DeviceId{device});
  };
  Bytes before = d.static_memory;
  for (std::size_t b : model.on_device[device])
    before += (use(b).release - use(b).acquire) * schedule.shift(b);
  MemoryLevel level(before, model.problem->memory_release);
  Bytes peak = before;
  for (std::size_t b : blocks_around(model, device, schedule)) {
    peak = std::max(peak, level.start(use(b)));
    level.end(use(b));
  }
  return peak;
}

Bytes memory_excess(const CyclicModel& model, const CyclicSchedule& schedule) {
  Bytes excess = 0;
  for (std::size_t d = 0; d < model.on_device.size(); ++d)
    if (model.counts_memory[d])
      excess += std::max(Bytes{0}, steady_peak(model, d, schedule) - model.problem->devices[d].memory);
  return excess;
}

void delay_acquires(const CyclicModel& model, CyclicSchedule& schedule) {
  for (auto b = model.order.rbegin(); b != model.order.rend(); ++b) {
    Bytes net = 0;
    for (const DeviceUse& use : model.problem->blocks[*b].uses) net += use.acquire - use.release;
    if (net < 0 || model.out[*b].empty()) continue;
    Time room = std::numeric_limits<Time>::max();
    for (const Dependence& arc : model.out[*b])
      room = std::min(
          room, schedule.start[arc.to] + arc.distance * schedule.period - arc.delay - schedule.start[*b]);
    if (room > 0) schedule.start[*b] += room / schedule.period * schedule.period;
  }
}

namespace {

bool obeys(const CyclicSchedule& schedule, const Dependence& arc) {
  return schedule.start[arc.to] + arc.distance * schedule.period >= schedule.start[arc.from] + arc.delay;
}

bool obeys_around(const CyclicModel& model, const CyclicSchedule& schedule, std::size_t block) {
  const auto obeyed = [&](const Dependence& arc) { return obeys(schedule, arc); };
  return std::ranges::all_of(model.in[block], obeyed) && std::ranges::all_of(model.out[block], obeyed);
}

}  // namespace

void shift_blocks(const CyclicModel& model, CyclicSchedule& schedule, const Stop& stop) {
  Bytes excess = memory_excess(model, schedule);
  bool better = true;
  for (int round = 0; round < effort.beam.stage_rounds && better; ++round) {
    better = false;
    for (std::size_t b = 0; b < model.blocks() && excess > 0 && !stop(); ++b)
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
  const Time first = *std::ranges::min_element(schedule.start);
  for (Time& s : schedule.start) s -= first;
}

std::vector<Dependence> arcs_in_order(const CyclicModel& model, const CyclicSchedule& schedule) {
  std::vector<Dependence> arcs = model.arcs;
  for (std::size_t d = 0; d < model.on_device.size(); ++d) {
    const std::vector<std::size_t> around = blocks_around(model, d, schedule);
    for (std::size_t i = 0; i < around.size(); ++i) {
      const std::size_t from = around[i], to = around[(i + 1) % around.size()];
      const Time lap = i + 1 == around.size() ? 1 : 0;
      arcs.push_back({from, to, model.duration[from], schedule.shift(from) - schedule.shift(to) + lap});
    }
  }
  return arcs;
}

CyclicSchedule tighten(const CyclicModel& model, const CyclicSchedule& schedule, Time at_least) {
  const auto tight = least_period(model.blocks(), arcs_in_order(model, schedule), at_least);
  if (!tight || tight->period > schedule.period) return schedule;
  return {tight->period, tight->start};
}

}  // namespace repetend::search
