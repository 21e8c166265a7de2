#include "sim/engine/idle.hpp"

#include <algorithm>

#include "sim/engine/idle_memory.hpp"
#include "sim/problem/machines.hpp"
#include "sim/problem/pools.hpp"

namespace repetend {

namespace {

// What it is to wait for an instance, by the kind of its block.
IdleCause cause_of(const Problem& problem, const std::optional<Instance>& whom, IdleCause otherwise) {
  if (!whom) return otherwise;
  const BlockKind kind = problem.block(whom->block).kind;
  if (kind == BlockKind::communication) return IdleCause::communication;
  return kind == BlockKind::offload || kind == BlockKind::reload ? IdleCause::offload : otherwise;
}

// What is the same for all walks.
struct Finished {
  const Problem& problem;
  const Orders& orders;
  const Simulation& simulation;
  const FusedGroups fused;
  const Inputs inputs;
  const PoolCurves curves;

  Finished(const Problem& p, const Orders& o, const Simulation& s, const Couplings& c)
      : problem(p), orders(o), simulation(s), fused(p, c.fused), inputs(p, s, c, fused), curves(p, s) {}

  Time start(Instance i) const { return simulation.start[instance_index(problem, i)]; }
  Time end(Instance i) const { return simulation.end[instance_index(problem, i)]; }
  // What the machine runs right before the instance, which it runs, too; null where that is its first.
  const Instance* before(MachineId m, Instance i) const {
    const auto& order = orders[m];
    const auto here = std::ranges::partition_point(order, [&](Instance o) { return start(o) < start(i); });
    return here == order.begin() ? nullptr : &*std::prev(here);
  }
};

// Walks one machine's order, cutting every gap between instances at the moments where its cause changes. What
// is fused leaves no gap; before it stands its first instance.
class IdleWalk {
 public:
  IdleWalk(const Finished& run, MachineId machine)
      : run_(run),
        problem_(run.problem),
        inputs_(run.inputs),
        machine_(machine),
        later_(run.problem, machine, run.orders[machine], run.fused, run.inputs, run.curves) {}

  std::vector<IdleInterval> intervals() && {
    const auto& order = run_.orders[machine_];
    if (order.empty()) {
      add(0, run_.simulation.makespan, IdleCause::warm_up, {});
      return std::move(result_);
    }
    add(0, run_.start(order.front()), IdleCause::warm_up, order.front(), held_back_by(order.front()));
    later_.pass(order.front());
    for (std::size_t k = 1; k < order.size(); ++k) {
      const Gap gap{run_.end(order[k - 1]), run_.start(order[k]), order[k]};
      if (gap.begin < gap.end) attribute(gap);
      later_.pass(order[k]);
    }
    add(run_.end(order.back()), run_.simulation.makespan, IdleCause::cool_down, order.back());
    return std::move(result_);
  }

 private:
  struct Gap {
    Time begin, end;
    Instance waiting;
  };

  // What held the first instance back last, if no device computes it: the gather of parameters.
  std::optional<Instance> held_back_by(Instance first) const {
    Inputs::Last last = inputs_.produced(first);
    if (const Inputs::Last waited = inputs_.waited(first); waited.at > last.at) last = waited;
    for (MachineId m : machines_of(problem_, first.block))
      if (const Instance* before = run_.before(m, first); before && run_.end(*before) > last.at)
        last = {run_.end(*before), *before};
    const auto computed = [this](MachineId m) { return computes(problem_, m); };
    if (last.whom && std::ranges::any_of(machines_of(problem_, last.whom->block), computed)) return {};
    return last.whom;
  }

  // The first cause that applies at each moment: memory, block, transfer, gang. Memory is first because
  // otherwise it could hardly ever be named: the engine never waits for memory, the order it was given and
  // the waits of the plan do. Levels change in a gap where other machines change them.
  void attribute(const Gap& gap) {
    const Inputs::Last waited = inputs_.waited(gap.waiting);
    Time at = std::clamp(waited.at, gap.begin, gap.end);
    add(gap.begin, at, cause_of_wait(gap.waiting, waited.whom), gap.waiting, waited.whom);
    while (at < gap.end) {
      const Time until = std::min(gap.end, later_.next_change(at));
      const Inputs::Last memory = later_.without_room(gap.waiting, gap.begin, at);
      const Time full = std::clamp(memory.at, at, until);
      wait_for_inputs(gap, at, full);
      add(full, until, IdleCause::memory, gap.waiting, memory.whom);
      at = until;
    }
  }

  // A wait of the plan is for room, or for an instance that has to be over for other reasons.
  IdleCause cause_of_wait(Instance waiting, const std::optional<Instance>& whom) const {
    const bool for_room = !whom || std::ranges::any_of(run_.fused.with(waiting), [&](Instance i) {
      return makes_room_for(problem_, whom->block, i.block);
    });
    return for_room ? IdleCause::memory : cause_of(problem_, whom, IdleCause::block);
  }

  void wait_for_inputs(const Gap& gap, Time from, Time until) {
    const Inputs::Last& produced = inputs_.produced(gap.waiting);
    const Time unblocked = std::clamp(produced.at, from, until);
    add(from, unblocked, cause_of(problem_, produced.whom, IdleCause::block), gap.waiting, produced.whom);
    gang(gap, transfers(gap, unblocked, until), until);
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
    add(from, arrived, IdleCause::transfer, gap.waiting, delivered.whom);
    return arrived;
  }

  // Everything is there but the machine that is last to be free of those that it takes; names what that runs
  // in the meantime.
  void gang(const Gap& gap, Time from, Time until) {
    if (from >= until) return;
    const auto& order = run_.orders[last_of_gang(gap.waiting)];
    auto running = std::ranges::partition_point(order, [&](Instance i) { return run_.end(i) <= from; });
    for (; running != order.end() && run_.start(*running) < until; ++running) {
      const Time begin = std::max(from, run_.start(*running));
      add(from, begin, IdleCause::gang, gap.waiting);
      from = std::min(until, run_.end(*running));
      add(begin, from, cause_of(problem_, *running, IdleCause::gang), gap.waiting, *running);
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
    const Instance* before = run_.before(m, instance);
    return before ? run_.end(*before) : 0;
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

  const Finished& run_;
  const Problem& problem_;
  const Inputs& inputs_;
  const MachineId machine_;
  LaterWork later_;
  std::vector<IdleInterval> result_;
};

}  // namespace

std::string_view to_string(IdleCause cause) {
  constexpr std::array<std::string_view, idle_causes> names{
      "warm-up", "block", "transfer", "memory", "gang", "cool-down", "communication", "offload", "host"};
  return names[static_cast<std::size_t>(cause)];
}

std::vector<std::vector<IdleInterval>> idle_intervals(const Problem& problem, const Orders& orders,
                                                      const Simulation& simulation,
                                                      const Couplings& couplings) {
  std::vector<std::vector<IdleInterval>> result(problem.devices.size());
  if (simulation.deadlock) return result;
  const Finished run(problem, orders, simulation, couplings);
  for (DeviceId d : ids<DeviceId>(problem.devices.size()))
    result[d.index()] = IdleWalk(run, computing(d)).intervals();
  return result;
}

}  // namespace repetend
