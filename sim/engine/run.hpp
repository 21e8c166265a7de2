// One execution of the orders: the state of machines, links and messages, and what every event does to it.
#pragma once

#include "sim/engine/event_queue.hpp"
#include "sim/engine/memory_tracker.hpp"
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
  std::size_t position = 0;  // in its order: the instance it runs, or is to run next
  // Blocking transfers: the sends of the instance before and the receives of the next one, in turn; the
  // first one left is posted.
  std::vector<Message> operations;
  std::size_t operation = 0;
  std::vector<LinkId> inbound;  // rendezvous: the links that end here

  const Message* posted() const { return operation < operations.size() ? &operations[operation] : nullptr; }
};

class Run {
 public:
  Run(const Problem&, const Orders&, const SimulateOptions&);
  Simulation execute() &&;

  // What the wait cycle is told from.
  const Problem& problem() const { return problem_; }
  const Dataflow& flow() const { return flow_; }
  const MachineState& machine(MachineId m) const { return machines_[m]; }
  const LinkQueue& link(LinkId l) const { return links_[l.index()]; }
  const Instance* next(MachineId) const;  // null when the machine has run its order
  bool ended(Instance i) const { return result_.end[instance_index(problem_, i)] != never; }

 private:
  void count_inputs();
  void handle(const Event&);

  // Machines and instances.
  void enter(MachineId);    // the machine turns to what stands at its position
  void proceed(MachineId);  // the machine is free: post the next operation, or be ready for the next instance
  void arrive(Instance);    // one thing less that the instance waits for
  void start(Instance);
  void finish(Instance);
  Time duration_of(Instance) const;

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
  const Dataflow flow_;
  const Durations durations_;
  EventQueue events_;
  MemoryTracker memory_;
  std::vector<std::int32_t>
      missing_;  // by instance: inputs that are not there and machines that are not ready
  const IdVector<BlockId, std::vector<MachineId>> machines_of_;
  IdVector<MachineId, MachineState> machines_;
  std::vector<LinkQueue> links_;
  Simulation result_;
};

// The circle of waits that the lowest unfinished machine is in, or leads to, in words; nothing when every
// machine is done.
std::optional<Deadlock> find_deadlock(const Run&);

}  // namespace repetend
