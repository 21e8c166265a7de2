#include "sim/engine/engine.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "sim/core/error.hpp"
#include "sim/engine/dispatcher.hpp"
#include "sim/engine/run.hpp"
#include "sim/plan/runnable.hpp"

namespace repetend {

namespace {
const Couplings uncoupled;
}

Run::Run(const Problem& problem, const Orders& orders, const SimulateOptions& options, Dispatcher* dispatcher)
    : problem_(problem),
      orders_(orders),
      options_(options),
      dispatcher_(dispatcher),
      couplings_(options.couplings ? options.couplings : &uncoupled),
      flow_(dataflow(problem)),
      durations_(problem, *couplings_),
      memory_(problem, options.memory_curves),
      slow_lanes_(problem, options.interference),
      missing_(flow_.inputs()),
      machines_of_(machines_by_block(problem)),
      fused_(problem, couplings_->fused),
      watched_(dispatcher || !couplings_->waits.empty()),
      machines_(machine_count(problem)),
      links_(flow_.links) {
  result_.start.assign(problem.instances(), never);
  result_.end.assign(problem.instances(), never);
  find_ends();
  index_waits();
  count_inputs();
}

void Run::find_ends() {
  std::size_t messages = 0;
  for (const Channel& channel : flow_.channels) {
    messages += static_cast<std::size_t>(std::max(channel.sent.count(), 0));
    Ends& ends = ends_.emplace_back();
    for (MachineId m : machines_of_[channel.producer])
      if (owner(problem_, m) == channel.from) ends.senders.push_back(m);
    for (MachineId m : machines_of_[channel.consumer])
      if (owner(problem_, m) == channel.to) ends.receivers.push_back(m);
    if (problem_.transfer != TransferMode::rendezvous) continue;
    for (MachineId m : ends.receivers) {
      auto& inbound = machines_[m].inbound;
      if (std::ranges::find(inbound, channel.link) == inbound.end()) inbound.push_back(channel.link);
    }
  }
  if (options_.transfers) result_.transfers.reserve(messages);
}

void Run::index_waits() {
  waits_ = couplings_->waits;
  if (waits_.empty()) return;
  std::ranges::sort(waits_);  // by block, then micro-batch of what is waited for, which is its index
  first_wait_.assign(problem_.instances() + 1, 0);
  for (const Wait& wait : waits_) {
    ++first_wait_[index(wait.before) + 1];
    ++missing_[index(wait.after)];
  }
  for (std::size_t i = 1; i < first_wait_.size(); ++i) first_wait_[i] += first_wait_[i - 1];
}

// A group waits for the inputs of all that are in it, but not for itself (the weight gradient of a side for
// the input gradient), and once for each of its machines.
void Run::count_inputs() {
  for (const FusedGroup& group : couplings_->fused) {
    for (std::size_t k = 1; k < group.size(); ++k)
      missing_[index(group.front())] += std::exchange(missing_[index(group[k])], 0);
    for (const Instance i : group)
      flow_.direct_producers(i, [&](Instance producer) {
        if (std::ranges::count(group, producer) > 0) --missing_[index(group.front())];
      });
  }
  for (BlockId b : ids<BlockId>(problem_.blocks.size()))
    for (std::int32_t n : micro_batches_of(problem_, b).numbers())
      if (const Instance i{b, n}; group(i).front() == i)
        missing_[index(i)] += static_cast<std::int32_t>(machines_of_[b].size());
}

Simulation Run::execute() && {
  if (dispatcher_) dispatcher_->begin(*this);
  for (MachineId m : machines_.ids()) enter(m);
  announce_ends();
  for (bool more = true; more;) {
    while (!events_.empty()) {
      if (dispatcher_ && events_.next() > events_.now()) decide();
      handle(events_.pop());
    }
    more = dispatcher_ && decide();
  }
  // Whatever runs depends on something that started at 0, so the first start is 0.
  result_.makespan = std::max<Time>(0, *std::ranges::max_element(result_.end));
  std::move(memory_).report(result_);
  result_.deadlock = find_deadlock(*this);
  return std::move(result_);
}

// What orders leave open is decided once all that happens at this instant has.
bool Run::decide() {
  const bool decided = dispatcher_->decide(*this);
  announce_ends();
  return decided;
}

void Run::handle(const Event& event) {
  switch (event.kind) {
    case EventKind::instance_end: {
      const Instance leader{BlockId{event.subject}, event.micro_batch};
      if (slow_lanes_.active() && !slow_lanes_.ends(index(leader), event.at)) return;
      finish(leader);
      return announce_ends();
    }
    case EventKind::delivery:
      deliver({ChannelId{event.subject}, event.micro_batch});
      return announce_ends();
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

bool Run::is_at(MachineId m, Instance i) const {
  const Instance* there = next(m);
  return there && group(*there).front() == group(i).front();
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

void Run::ready(Instance leader) {
  if (dispatcher_)
    dispatcher_->request(*this, leader);
  else
    start(leader);
}

Time Run::duration_of(Instance leader) const {
  return options_.durations.empty() ? durations_[leader] : options_.durations[index(leader)];
}

void Run::start(Instance leader) {
  const Time now = events_.now();
  const auto together = group(leader);
  for (const Instance i : together) result_.start[index(i)] = now;
  memory_.start(together, now);
  if (slow_lanes_.active())
    slow_lanes_.start(index(leader), machines_of_[leader.block], now, duration_of(leader));
  else
    events_.push(now + duration_of(leader), EventKind::instance_end, leader.block.value, leader.micro_batch);
  if (watched_)
    for (const Instance i : together) {
      if (dispatcher_) dispatcher_->started(*this, i);
      pass(i, true);
    }
}

void Run::finish(Instance leader) {
  const Time now = events_.now();
  const auto together = group(leader);
  for (const Instance i : together) result_.end[index(i)] = now;
  memory_.end(together, now);
  if (slow_lanes_.active()) slow_lanes_.end(index(leader));
  for (const Instance i : together) {
    if (dispatcher_) dispatcher_->ended(*this, i);
    flow_.direct_consumers(i, [&](Instance consumer) {
      if (together.size() == 1 || std::ranges::count(together, consumer) == 0) arrive(consumer);
    });
    if (watched_) pass(i, false);
    if (problem_.transfer != TransferMode::blocking)
      for (const Message m : flow_.sent(i)) emit(m);
  }
  for (MachineId m : machines_of_[leader.block]) {
    machines_[m].position += together.size();
    enter(m);
  }
}

void Run::pass(Instance i, bool at_start) {
  if (waits_.empty()) return;  // only the dispatcher watches
  for (std::size_t w = first_wait_[index(i)]; w < first_wait_[index(i) + 1]; ++w)
    if (waits_[w].for_start == at_start) arrive(waits_[w].after);
}

// Where lanes slow each other down, ends are known only once all that begins or ends at this instant has.
void Run::announce_moved_ends() {
  for (const SlowLanes::End& end : slow_lanes_.moved_ends(events_.now())) {
    const Instance leader = instance_at(problem_, end.key);
    events_.push(end.at, EventKind::instance_end, leader.block.value, leader.micro_batch);
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
  const Instance consumer = flow_.consumer(m);
  return std::ranges::all_of(receivers(m.channel), [&](MachineId r) { return is_at(r, consumer); });
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
  if (dispatcher_) dispatcher_->delivered(*this, m);
  arrive(flow_.consumer(m));
  if (problem_.transfer != TransferMode::blocking) return;
  for (const auto* ends : {&senders(m.channel), &receivers(m.channel)})
    for (MachineId end : *ends) {
      ++machines_[end].operation;
      proceed(end);
    }
}

void Run::list_operations(MachineId machine) {
  MachineState& state = machines_[machine];
  state.operations.clear();
  state.operation = 0;
  const auto holds = [machine](const std::vector<MachineId>& ends) {
    return std::ranges::count(ends, machine) > 0;
  };
  if (state.position > 0)
    for (const Instance before : group(orders_[machine][state.position - 1]))
      for (const Message m : flow_.sent(before))
        if (holds(senders(m.channel))) state.operations.push_back(m);
  if (const Instance* instance = next(machine))
    for (const Instance i : group(*instance))
      for (const Message m : flow_.received(i))
        if (holds(receivers(m.channel))) state.operations.push_back(m);
}

// The transfer runs once all that it holds have posted it. A machine that runs a block has none posted.
void Run::post(MachineId m) {
  const Message mine = *machine(m).posted();
  const auto posted = [&](MachineId end) {
    const Message* other = machine(end).posted();
    return other && *other == mine;
  };
  if (std::ranges::all_of(senders(mine.channel), posted) &&
      std::ranges::all_of(receivers(mine.channel), posted))
    transfer(mine);
}

Simulation simulate(const Problem& problem, const Orders& orders, const SimulateOptions& options) {
  require_runnable(problem, orders, options.couplings ? *options.couplings : uncoupled);
  return Run(problem, orders, options).execute();
}

Simulation simulate(const Plan& plan, SimulateOptions options) {
  options.couplings = &plan.couplings;
  if (options.durations.empty()) options.durations = plan.durations;
  return simulate(*plan.problem, plan.orders, options);
}

Plan time_plan(Plan plan) {
  const Simulation simulation = simulate(plan, {.memory_curves = false, .transfers = false});
  return with_times(std::move(plan), simulation);
}

Plan with_times(Plan plan, const Simulation& simulation) {
  if (simulation.deadlock)
    throw RequestError(fmt::format("the plan deadlocks: {}", fmt::join(simulation.deadlock->cycle, "; ")));
  plan.start = simulation.start;
  std::ranges::replace(plan.start, never, 0);  // of no instance
  return plan;
}

}  // namespace repetend
