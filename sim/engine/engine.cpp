#include "sim/engine/engine.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "sim/core/error.hpp"
#include "sim/engine/run.hpp"
#include "sim/plan/runnable.hpp"

namespace repetend {

Run::Run(const Problem& problem, const Orders& orders, const SimulateOptions& options)
    : problem_(problem),
      orders_(orders),
      options_(options),
      flow_(dataflow(problem)),
      durations_(problem),
      memory_(problem, options.memory_curves),
      missing_(flow_.inputs()),
      machines_of_(machines_by_block(problem)),
      machines_(machine_count(problem)),
      links_(flow_.links) {
  result_.start.assign(problem.instances(), never);
  result_.end.assign(problem.instances(), never);
  count_inputs();
}

void Run::count_inputs() {
  for (BlockId b : ids<BlockId>(problem_.blocks.size()))
    for (std::int32_t n = 0; n < problem_.micro_batches; ++n)
      missing_[instance_index(problem_, {b, n})] += static_cast<std::int32_t>(machines_of_[b].size());
  std::size_t messages = 0;
  for (const Channel& channel : flow_.channels) {
    messages += static_cast<std::size_t>(std::max(channel.sent.count(), 0));
    auto& inbound = machines_[channel.receiver].inbound;
    if (problem_.transfer == TransferMode::rendezvous &&
        std::ranges::find(inbound, channel.link) == inbound.end())
      inbound.push_back(channel.link);
  }
  if (options_.transfers) result_.transfers.reserve(messages);
}

Simulation Run::execute() && {
  for (MachineId m : machines_.ids()) enter(m);
  while (!events_.empty()) handle(events_.pop());
  // Whatever runs depends on something that started at 0, so the first start is 0.
  result_.makespan = std::max<Time>(0, *std::ranges::max_element(result_.end));
  std::move(memory_).report(result_);
  result_.deadlock = find_deadlock(*this);
  return std::move(result_);
}

void Run::handle(const Event& event) {
  switch (event.kind) {
    case EventKind::instance_end:
      return finish({BlockId{event.subject}, event.micro_batch});
    case EventKind::delivery:
      return deliver({ChannelId{event.subject}, event.micro_batch});
    case EventKind::link_free:
      links_[static_cast<std::size_t>(event.subject)].wake_up = false;
      return serve(LinkId{event.subject});
  }
}

const Instance* Run::next(MachineId m) const {
  const auto& order = orders_[m];
  const std::size_t position = machine(m).position;
  return position < order.size() ? &order[position] : nullptr;
}

void Run::enter(MachineId m) {
  if (problem_.transfer == TransferMode::blocking) list_operations(m);
  proceed(m);
}

void Run::proceed(MachineId m) {
  if (machine(m).posted()) return post(m);
  const Instance* instance = next(m);
  if (!instance) return;
  for (LinkId l : machine(m).inbound) serve(l);  // the receives of this instance are posted now
  arrive(*instance);
}

void Run::arrive(Instance i) {
  if (--missing_[instance_index(problem_, i)] == 0) start(i);
}

Time Run::duration_of(Instance i) const {
  return options_.durations.empty() ? durations_[i] : options_.durations[instance_index(problem_, i)];
}

void Run::start(Instance i) {
  const Time now = events_.now();
  result_.start[instance_index(problem_, i)] = now;
  memory_.start(i, now);
  events_.push(now + duration_of(i), EventKind::instance_end, i.block.value, i.micro_batch);
}

void Run::finish(Instance i) {
  const Time now = events_.now();
  result_.end[instance_index(problem_, i)] = now;
  memory_.end(i, now);
  flow_.direct_consumers(i, [this](Instance consumer) { arrive(consumer); });
  if (problem_.transfer != TransferMode::blocking)
    for (const Message m : flow_.sent(i)) emit(m);
  for (MachineId m : machines_of_[i.block]) {
    ++machines_[m].position;
    enter(m);
  }
}

// How messages travel: over first-in-first-out links (async, rendezvous), or by operations that hold their
// machines (blocking).

void Run::emit(Message m) {
  const LinkId link = flow_.channel(m.channel).link;
  links_[link.index()].push(m);
  serve(link);
}

// A link serves in the order its messages were emitted, which is the order of the sending machine: the first
// one holds up the others until its receive is posted.
void Run::serve(LinkId id) {
  LinkQueue& link = links_[id.index()];
  while (!link.empty() && receivable(link.front())) {
    const Time now = events_.now();
    if (link.free_at > now) {
      if (!link.wake_up) events_.push(link.free_at, EventKind::link_free, id.value);
      link.wake_up = true;
      return;
    }
    const Message m = link.front();
    link.pop();
    link.free_at = now + flow_.channel(m.channel).occupancy;
    transfer(m);
  }
}

// A rendezvous needs a receiver that has finished everything before the consumer.
bool Run::receivable(const Message& m) const {
  if (problem_.transfer != TransferMode::rendezvous) return true;
  const Instance* instance = next(flow_.channel(m.channel).receiver);
  return instance && *instance == flow_.consumer(m);
}

void Run::transfer(const Message& m) {
  const Channel& channel = flow_.channel(m.channel);
  const Time now = events_.now();
  const Time link_free = now + channel.occupancy;
  const Time delivered = link_free + channel.latency;
  if (options_.transfers)
    result_.transfers.push_back(
        {channel.edge, m.micro_batch, channel.from, channel.to, now, link_free, delivered});
  events_.push(delivered, EventKind::delivery, m.channel.value, m.micro_batch);
}

void Run::deliver(const Message& m) {
  arrive(flow_.consumer(m));
  if (problem_.transfer != TransferMode::blocking) return;
  const Channel& channel = flow_.channel(m.channel);
  for (MachineId end : {channel.sender, channel.receiver}) {
    ++machines_[end].operation;
    proceed(end);
  }
}

void Run::list_operations(MachineId machine) {
  MachineState& state = machines_[machine];
  state.operations.clear();
  state.operation = 0;
  if (state.position > 0) {
    const Instance before = orders_[machine][state.position - 1];
    for (const Message m : flow_.sent(before))
      if (flow_.channel(m).sender == machine) state.operations.push_back(m);
  }
  if (const Instance* instance = next(machine))
    for (const Message m : flow_.received(*instance))
      if (flow_.channel(m).receiver == machine) state.operations.push_back(m);
}

// The transfer runs once both of its ends are posted. A machine that runs a block has none posted.
void Run::post(MachineId m) {
  const Message mine = *machine(m).posted();
  const Channel& channel = flow_.channel(mine.channel);
  const Message* other = machine(channel.sender == m ? channel.receiver : channel.sender).posted();
  if (other && *other == mine) transfer(mine);
}

Simulation simulate(const Problem& problem, const Orders& orders, const SimulateOptions& options) {
  require_runnable(problem, orders);
  return Run(problem, orders, options).execute();
}

Plan time_plan(Plan plan) {
  Simulation simulation = simulate(*plan.problem, plan.orders, {.memory_curves = false, .transfers = false});
  if (simulation.deadlock)
    throw RequestError(fmt::format("the plan deadlocks: {}", fmt::join(simulation.deadlock->cycle, "; ")));
  plan.start = std::move(simulation.start);
  return plan;
}

}  // namespace repetend
