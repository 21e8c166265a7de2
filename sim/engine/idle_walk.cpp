#include "sim/engine/idle_walk.hpp"

#include <algorithm>
#include <stdexcept>

namespace repetend {

Inputs::Inputs(const Problem& problem, const Simulation& simulation)
    : problem_(problem), produced_(problem.instances()), operations_(problem.devices.size()) {
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
    operations_[run.from.index()].push_back(run);
    operations_[run.to.index()].push_back(run);
  }
}

IdleWalk::IdleWalk(const Problem& problem, const Orders& orders, const Simulation& simulation,
                   const Inputs& inputs, DeviceId device)
    : problem_(problem),
      orders_(orders),
      simulation_(simulation),
      inputs_(inputs),
      device_(device),
      level_(problem.device(device).static_memory, problem.memory_release),
      left_(problem.blocks.size()) {
  for (const Instance& i : orders[device.index()]) {
    auto& instances = left_[i.block.index()].instances;
    if (instances.empty()) blocks_.push_back(i.block);
    instances.push_back(i);
  }
}

std::vector<IdleInterval> IdleWalk::intervals() && {
  const auto& order = orders_[device_.index()];
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

// The first cause that applies at each moment: memory, block, transfer, gang. Memory is first because
// otherwise it could hardly ever be named: the engine never waits for memory, the order it was given does.
void IdleWalk::attribute(const Gap& gap) {
  const Inputs::Last memory = memory_from(gap);
  const Inputs::Last& produced = inputs_.produced(gap.waiting);
  const Time unblocked = std::clamp(produced.at, gap.begin, memory.at);
  add(gap.begin, unblocked, IdleCause::block, gap.waiting, produced.producer);
  gang(gap, transfers(gap, unblocked, memory.at), memory.at);
  add(memory.at, gap.end, IdleCause::memory, gap.waiting, memory.producer);
}

// From when on some later instance is ready that does not fit, and which; the gap's end when there is none.
// Nothing changes the device's memory in a gap, and only the next instance of each block can be ready.
Inputs::Last IdleWalk::memory_from(const Gap& gap) const {
  const Bytes capacity = problem_.device(device_).memory;
  Inputs::Last first{gap.end, {}};
  if (capacity == unlimited) return first;
  for (BlockId b : blocks_) {
    const Left& left = left_[b.index()];
    if (left.next == left.instances.size()) continue;
    const Instance i = left.instances[left.next];
    if (i.block == gap.waiting.block) continue;
    if (level_.if_started(*find_use(problem_.block(i.block), device_)) <= capacity) continue;
    const Time ready = std::max(gap.begin, inputs_.delivered(i).at);
    if (ready < first.at) first = {ready, i};
  }
  return first;
}

// Blocking operations hold the device one after the other; then what is still on its way to the gang.
Time IdleWalk::transfers(const Gap& gap, Time from, Time until) {
  const auto& operations = inputs_.operations(device_);
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

// Everything is there but the device of the gang that is last to be free; names what it runs in the meantime.
void IdleWalk::gang(const Gap& gap, Time from, Time until) {
  if (from >= until) return;
  const auto& order = orders_[last_of_gang(gap.waiting).index()];
  auto running = std::ranges::partition_point(order, [&](Instance i) { return end(i) <= from; });
  for (; running != order.end() && start(*running) < until; ++running) {
    const Time begin = std::max(from, start(*running));
    add(from, begin, IdleCause::gang, gap.waiting);
    from = std::min(until, end(*running));
    add(begin, from, IdleCause::gang, gap.waiting, *running);
  }
  add(from, until, IdleCause::gang, gap.waiting);
}

DeviceId IdleWalk::last_of_gang(Instance i) const {
  const auto& uses = problem_.block(i.block).uses;
  const auto last = std::ranges::max_element(uses, {}, [&](const DeviceUse& use) {
    return use.device == device_ ? never : free_for(use.device, i);
  });
  return last->device;
}

// When the device ends what it runs before the instance; nothing of any length stands between equal starts.
Time IdleWalk::free_for(DeviceId d, Instance instance) const {
  const auto& order = orders_[d.index()];
  const auto here =
      std::ranges::partition_point(order, [&](Instance i) { return start(i) < start(instance); });
  return here == order.begin() ? 0 : end(*std::prev(here));
}

void IdleWalk::play(Instance i) {
  const DeviceUse& use = *find_use(problem_.block(i.block), device_);
  level_.start(use);
  level_.end(use);
  ++left_[i.block.index()].next;
}

void IdleWalk::add(Time begin, Time end, IdleCause cause, Instance waiting,
                   std::optional<Instance> waited_for) {
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

}  // namespace repetend
