// One execution of the orders: the state of machines, links and messages, and what every event does to it.
#pragma once

#include "sim/engine/event_queue.hpp"
#include "sim/engine/interference.hpp"
#include "sim/engine/memory_tracker.hpp"
#include "sim/plan/fused_groups.hpp"
#include "sim/problem/dataflow.hpp"
#include "sim/problem/machines.hpp"

namespace repetend {

// The messages that wait for a directed link, first in, first out.
struct LinkQueue {
  std::vector<Message> messages;
  std::size_t head = 0;
  Time free_at = 0;
  bool wake_up = false;  // a link_free event is on its way

  bool empty() const { return head == messages.size(); }
  const Message& front() const { return messages[head]; }
  void push(Message m) { messages.push_back(m); }
  void pop() {
    if (++head < messages.size()) return;
    messages.clear();
    head = 0;
  }
};

struct MachineState {
  std::size_t position = 0;  // in its order: the instance or group it runs, or is to run next
  // Blocking transfers: the sends of what ran before and the receives of what is next, in turn; the first one
  // left is posted.
  std::vector<Message> operations;
  std::size_t operation = 0;
  std::vector<LinkId> inbound;  // rendezvous: the links that end here

  const Message* posted() const { return operation < operations.size() ? &operations[operation] : nullptr; }
};

// Makes the decisions that orders leave open, while a run goes on (dispatcher.hpp).
class Dispatcher;

class Run {
 public:
  Run(const Problem&, const Orders&, const SimulateOptions&, Dispatcher* = nullptr);
  Simulation execute() &&;

  // What the wait cycle is told from, and what a dispatcher decides by.
  const Problem& problem() const { return problem_; }
  const Dataflow& flow() const { return flow_; }
  const MachineState& machine(MachineId m) const { return machines_[m]; }
  const std::vector<MachineId>& machines_of(BlockId b) const { return machines_of_[b]; }
  const std::vector<MachineId>& senders(ChannelId c) const { return ends_[c.index()].senders; }
  const std::vector<MachineId>& receivers(ChannelId c) const { return ends_[c.index()].receivers; }
  const LinkQueue& link(LinkId l) const { return links_[l.index()]; }
  const Couplings& couplings() const { return *couplings_; }
  const Dispatcher* dispatcher() const { return dispatcher_; }
  Time now() const { return events_.now(); }
  const Instance* next(MachineId) const;  // null when the machine has run its order
  // Whether the machine has come to what runs with the instance.
  bool is_at(MachineId, Instance) const;
  // The instances that run together with one, itself included.
  std::span<const Instance> group(const Instance& i) const { return fused_.with(i); }
  bool started(Instance i) const { return result_.start[index(i)] != never; }
  bool ended(Instance i) const { return result_.end[index(i)] != never; }

  // By the dispatcher: starts a group that waits for nothing else; turns a machine to what now stands next.
  void start(Instance leader);
  void enter(MachineId);

 private:
  // The lanes that a message holds at its two ends.
  struct Ends {
    std::vector<MachineId> senders, receivers;
  };

  void find_ends();
  void count_inputs();
  void index_waits();
  bool decide();
  void handle(const Event&);
  std::size_t index(Instance i) const { return instance_index(problem_, i); }

  // Machines and instances.
  void proceed(MachineId);  // the machine is free: post the next operation, or be ready for the next instance
  // One thing less that the instance waits for.
  void arrive(const Instance& i) {
    const Instance leader = fused_.first(i);
    if (--missing_[index(leader)] == 0) ready(leader);
  }
  void ready(Instance leader);
  void pass(Instance, bool at_start);  // what waits for the instance's start, or for its end
  void finish(Instance leader);
  void announce_ends() {
    if (slow_lanes_.active()) announce_moved_ends();
  }
  void announce_moved_ends();
  Time duration_of(Instance leader) const;

  // Transfers.
  void emit(Message);  // the producer has ended
  void serve(LinkId);
  bool receivable(const Message&) const;
  void transfer(const Message&);
  void deliver(const Message&);
  void list_operations(MachineId);
  void post(MachineId);

  const Problem& problem_;
  const Orders& orders_;
  const SimulateOptions& options_;
  Dispatcher* const dispatcher_;
  const Couplings* couplings_;
  const Dataflow flow_;
  const PlanDurations durations_;
  EventQueue events_;
  MemoryTracker memory_;
  SlowLanes slow_lanes_;
  std::vector<std::int32_t> missing_;  // by instance, of a group its first: inputs that are not there and
                                       // machines that are not ready
  const IdVector<BlockId, std::vector<MachineId>> machines_of_;
  std::vector<Ends> ends_;  // by channel
  const FusedGroups fused_;
  std::vector<Wait> waits_;              // by what is waited for
  std::vector<std::size_t> first_wait_;  // by instance that is waited for; empty without waits
  const bool watched_;                   // there are waits, or a dispatcher, that starts and ends matter to
  IdVector<MachineId, MachineState> machines_;
  std::vector<LinkQueue> links_;
  Simulation result_;
};

// The circle of waits that the lowest unfinished machine is in, or leads to, in words; nothing when every
// machine is done.
std::optional<Deadlock> find_deadlock(const Run&);

}  // namespace repetend
