#include "sim/engine/idle.hpp"

#include <algorithm>

#include "sim/plan/memory_level.hpp"
#include "sim/problem/dataflow.hpp"
#include "sim/problem/machines.hpp"

namespace repetend {

namespace {

// When the last input of every instance was there.
class Inputs {
 public:
  struct Last {
    Time at = 0;  // 0 without any
    std::optional<Instance> producer;
  };

  Inputs(const Problem& problem, const Simulation& simulation)
      : problem_(problem), produced_(problem.instances()), operations_(machine_count(problem)) {
    const auto later = [](Last& last, Time at, Instance producer) {
      if (at > last.at) last = {at, producer};
    };
    for (const Edge& edge : problem.edges)
      for (std::int32_t n = 0; edge.distance < problem.micro_batches - n; ++n) {
        const Instance from{edge.from, n}, to{edge.to, n + edge.distance};
        later(produced_[instance_index(problem, to)], simulation.end[instance_index(problem, from)], from);
      }
    delivered_ = produced_;
    for (const TransferRun& run : simulation.transfers) {
      const Edge& edge = problem.edge(run.edge);
      later(delivered_[instance_index(problem, {edge.to, run.micro_batch + edge.distance})], run.delivered,
            {edge.from, run.micro_batch});
      if (problem.transfer != TransferMode::blocking) continue;
      operations_[machine_at(problem, problem.block(edge.from), run.from)].push_back(run);
      operations_[machine_at(problem, problem.block(edge.to), run.to)].push_back(run);
    }
  }

  const Last& produced(Instance i) const { return produced_[instance_index(problem_, i)]; }
  // Not before it was produced.
  const Last& delivered(Instance i) const { return delivered_[instance_index(problem_, i)]; }
  // Blocking transfers: those that held the machine, in time order.
  const std::vector<TransferRun>& operations(MachineId m) const { return operations_[m]; }

 private:
  const Problem& problem_;
  std::vector<Last> produced_, delivered_;
  IdVector<MachineId, std::vector<TransferRun>> operations_;
};

// Walks one machine's order, cutting every gap between instances at the moments where its cause changes.
class IdleWalk {
 public:
  IdleWalk(const Problem& problem, const Orders& orders, const Simulation& simulation, const Inputs& inputs,
           MachineId machine)
      : problem_(problem),
        orders_(orders),
        simulation_(simulation),
        inputs_(inputs),
        machine_(machine),
        level_(problem.device(device_of(problem, machine)).static_memory, problem.memory_release),
        left_(problem.blocks.size()) {
    for (const Instance& i : orders[machine]) {
      auto& instances = left_[i.block.index()].instances;
      if (instances.empty()) blocks_.push_back(i.block);
      instances.push_back(i);
    }
  }

  std::vector<IdleInterval> intervals() && {
    const auto& order = orders_[machine_];
    if (order.empty()) {
      add(0, simulation_.makespan, IdleCause::warm_up, {});
      return std::move(result_);
    }
    add(0, start(order.front()), IdleCause::warm_up, order.front());
    play(order.front());
    for (std::size_t k = 1; k < order.size(); ++k) {
      const Gap gap{end(order[k - 1]), start(order[k]), order[k]};
      if (gap.begin < gap.end) attribute(gap);
      play(order[k]);
    }
    add(end(order.back()), simulation_.makespan, IdleCause::cool_down, order.back());
    return std::move(result_);
  }

 private:
  struct Gap {
    Time begin, end;
    Instance waiting;
  };
  // What is left to run of one block, the next one first.
  struct Left {
    std::vector<Instance> instances;
    std::size_t next = 0;
  };

  // The first cause that applies at each moment: memory, block, transfer, gang. Memory is first because
  // otherwise it could hardly ever be named: the engine never waits for memory, the order it was given does.
  void attribute(const Gap& gap) {
    const Inputs::Last memory = memory_from(gap);
    const Inputs::Last& produced = inputs_.produced(gap.waiting);
    const Time unblocked = std::clamp(produced.at, gap.begin, memory.at);
    add(gap.begin, unblocked, IdleCause::block, gap.waiting, produced.producer);
    gang(gap, transfers(gap, unblocked, memory.at), memory.at);
    add(memory.at, gap.end, IdleCause::memory, gap.waiting, memory.producer);
  }

  // From when on some later instance is ready that does not fit, and which; the gap's end when there is none.
  // Nothing changes the memory in a gap, and only the next instance of each block can be ready.
  Inputs::Last memory_from(const Gap& gap) const {
    const Bytes capacity = problem_.device(device_of(problem_, machine_)).memory;
    Inputs::Last first{gap.end, {}};
    if (capacity == unlimited) return first;
    for (BlockId b : blocks_) {
      const Left& left = left_[b.index()];
      if (left.next == left.instances.size()) continue;
      const Instance i = left.instances[left.next];
      if (i.block == gap.waiting.block) continue;
      if (level_.if_started(use_at(problem_, i.block, machine_)) <= capacity) continue;
      const Time ready = std::max(gap.begin, inputs_.delivered(i).at);
      if (ready < first.at) first = {ready, i};
    }
    return first;
  }

  // Blocking operations hold the machine one after the other; then what is still on its way to the gang.
  Time transfers(const Gap& gap, Time from, Time until) {
    const auto& operations = inputs_.operations(machine_);
    auto run = std::ranges::upper_bound(operations, from, {}, &TransferRun::delivered);
    for (; run != operations.end() && run->delivered <= gap.end && from < until; ++run) {
      const Time to = std::min(run->delivered, until);
      add(from, to, IdleCause::transfer, gap.waiting,
          Instance{problem_.edge(run->edge).from, run->micro_batch});
      from = to;
    }
    const Inputs::Last& delivered = inputs_.delivered(gap.waiting);
    const Time arrived = std::clamp(delivered.at, from, until);
    add(from, arrived, IdleCause::transfer, gap.waiting, delivered.producer);
    return arrived;
  }

  // Everything is there but the machine of the gang that is last to be free; names what it runs in the
  // meantime.
  void gang(const Gap& gap, Time from, Time until) {
    if (from >= until) return;
    const auto& order = orders_[last_of_gang(gap.waiting)];
    auto running = std::ranges::partition_point(order, [&](Instance i) { return end(i) <= from; });
    for (; running != order.end() && start(*running) < until; ++running) {
      const Time begin = std::max(from, start(*running));
      add(from, begin, IdleCause::gang, gap.waiting);
      from = std::min(until, end(*running));
      add(begin, from, IdleCause::gang, gap.waiting, *running);
    }
    add(from, until, IdleCause::gang, gap.waiting);
  }

  MachineId last_of_gang(Instance i) const {
    return std::ranges::max(machines_of(problem_, i.block), {},
                            [&](MachineId m) { return m == machine_ ? never : free_for(m, i); });
  }

  // When the machine ends what it runs before the instance; nothing of any length stands between equal
  // starts.
  Time free_for(MachineId m, Instance instance) const {
    const auto& order = orders_[m];
    const auto here =
        std::ranges::partition_point(order, [&](Instance i) { return start(i) < start(instance); });
    return here == order.begin() ? 0 : end(*std::prev(here));
  }

  void play(Instance i) {
    const DeviceUse& use = use_at(problem_, i.block, machine_);
    level_.start(use);
    level_.end(use);
    ++left_[i.block.index()].next;
  }

  void add(Time begin, Time end, IdleCause cause, Instance waiting, std::optional<Instance> waited_for = {}) {
    if (begin >= end) return;
    if (!result_.empty()) {
      IdleInterval& last = result_.back();
      if (last.end == begin && last.cause == cause && last.waiting == waiting &&
          last.waited_for == waited_for) {
        last.end = end;
        return;
      }
    }
    result_.push_back({begin, end, cause, waiting, waited_for});
  }

  Time start(Instance i) const { return simulation_.start[instance_index(problem_, i)]; }
  Time end(Instance i) const { return simulation_.end[instance_index(problem_, i)]; }

  const Problem& problem_;
  const Orders& orders_;
  const Simulation& simulation_;
  const Inputs& inputs_;
  const MachineId machine_;
  MemoryLevel level_;
  std::vector<BlockId> blocks_;  // of the machine, as its order meets them
  std::vector<Left> left_;       // by block; empty for the blocks of other machines
  std::vector<IdleInterval> result_;
};

}  // namespace

std::string_view to_string(IdleCause cause) {
  constexpr std::array<std::string_view, idle_causes> names{"warm-up", "block", "transfer",
                                                            "memory",  "gang",  "cool-down"};
  return names[static_cast<std::size_t>(cause)];
}

std::vector<std::vector<IdleInterval>> idle_intervals(const Problem& problem, const Orders& orders,
                                                      const Simulation& simulation) {
  std::vector<std::vector<IdleInterval>> result(problem.devices.size());
  if (simulation.deadlock) return result;
  const Inputs inputs(problem, simulation);
  for (DeviceId d : ids<DeviceId>(problem.devices.size()))
    result[d.index()] = IdleWalk(problem, orders, simulation, inputs, computing(d)).intervals();
  return result;
}

std::vector<DeviceTime> device_times(const Problem& problem, const Orders& orders,
                                     const Simulation& simulation,
                                     const std::vector<std::vector<IdleInterval>>& idle) {
  std::vector<DeviceTime> result(problem.devices.size());
  for (DeviceId d : ids<DeviceId>(problem.devices.size())) {
    DeviceTime& times = result[d.index()];
    for (const Instance& i : orders[computing(d)]) {
      const std::size_t index = instance_index(problem, i);
      if (simulation.end[index] != never) times.busy += simulation.end[index] - simulation.start[index];
    }
    for (const IdleInterval& interval : idle[d.index()])
      times.idle[static_cast<std::size_t>(interval.cause)] += interval.end - interval.begin;
  }
  return result;
}

}  // namespace repetend
