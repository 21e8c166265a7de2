// What the blocks of a problem do, said once: what precedes what, which machines and links a block takes and
// for which operations, in which order, and which pools it changes. The fixed-order graph (timing_graph.hpp),
// the cyclic view (search/modulo/disjunctive_graph.hpp), plans that grow (search/completion/draft.hpp) and
// plans whose orders change (search/completion/plan_times.hpp) are views of this description;
// docs/semantics.md says what it means.
#pragma once

#include <span>
#include <vector>

#include "sim/problem/dataflow.hpp"
#include "sim/problem/durations.hpp"
#include "sim/problem/machines.hpp"

namespace repetend {

// What takes time, once a micro-batch or once an iteration: the blocks, and after them transfers. The value
// of a block's instance is its end, that of a transfer's its start: delays count from there.
using TaskId = Id<struct TaskTag>;
// What serves one block after the other: the machines, and after them the links.
using ResourceId = Id<struct ResourceTag>;

// Task (to, n + distance) starts no earlier than the value of (from, n) + delay, for every n of `producers`.
// With a fan all instances of `to` in `consumers` wait for all of `from`.
struct Precedence {
  TaskId from, to;
  Time delay = 0;
  int distance = 0;  // Fan::one
  MicroBatches producers, consumers;
  DirectEdge::Fan fan = DirectEdge::Fan::one;

  // visit(micro-batch of `from`, micro-batch of `to`)
  template <class Visit>
  void for_micro_batches(Visit visit) const {
    for (std::int32_t n = producers.first; n <= producers.last; ++n) {
      if (fan == DirectEdge::Fan::one)
        visit(n, n + distance);
      else
        for (std::int32_t k = consumers.first; k <= consumers.last; ++k) visit(n, k);
    }
  }
};

// What edges ask for as if each transfer were asynchronous and had its link for itself, by edge: one each,
// and a fan after it where the block at one end runs once an iteration.
std::vector<Precedence> free_precedences(const Problem&);

// One thing that a resource does for a block.
struct Operation {
  TaskId task;
  Time delay = 0;  // from the task's value until the resource goes on
  int behind = 0;  // the task's micro-batch is that much less than the block's
};

// All that a resource does for a block, between what it does for the blocks before and after. Instances that
// run fused share one step of their blocks: it follows what comes before `own` for any of them, and what
// comes after it for any of them follows.
struct Service {
  BlockId block;
  ResourceId resource;
  std::vector<Operation> posts;  // wait for what the resource did before, but take nothing
  std::vector<Operation> steps;  // one after the other, each once the one before is over; at least one
  std::size_t own = 0;           // on a machine: which of the steps is the block itself
};

// Which transfers are tasks. The others are delays of the precedences between their blocks.
enum class TransferTasks {
  all,      // right whatever the durations are
  waiting,  // those that may have to wait, or make a machine wait, with the problem's own durations
  none      // as in free_precedences(): that asks for less
};

class Semantics {
 public:
  // The problem must outlive it.
  explicit Semantics(const Problem&, TransferTasks = TransferTasks::all);

  const Problem& problem() const { return *problem_; }
  const Dataflow& flow() const { return flow_; }

  // Where a block runs, lowest first: all of them at once, from its start to its end.
  const std::vector<MachineId>& machines(BlockId b) const { return machines_[b]; }
  // What runs on a machine, in block order.
  const std::vector<BlockId>& blocks(MachineId m) const { return blocks_[m]; }
  std::size_t machines() const { return blocks_.size(); }
  Time duration(Instance i) const { return durations_[i]; }
  // From the start of a task, of an operation for that instance, to its value.
  Time length(TaskId t, Instance i) const { return is_block(t) ? duration(i) : 0; }

  // What a block does to the level of pools, here those of its devices; MemoryLevel says when. Only one
  // machine changes each of them, so that its order says it all.
  std::span<const DeviceUse> changes(BlockId b) const { return problem_->block(b).uses; }

  std::size_t tasks() const { return problem_->blocks.size() + transfers_.size(); }
  std::size_t nodes() const { return tasks() * micro_batches(); }
  std::size_t micro_batches() const { return static_cast<std::size_t>(problem_->micro_batches); }
  bool is_block(TaskId t) const { return t.index() < problem_->blocks.size(); }
  const std::vector<ChannelId>& transfers() const { return transfers_; }  // that are tasks
  // The instances of a task are nodes of a graph of all tasks; nodes of other micro-batches mean nothing.
  MicroBatches micro_batches_of(TaskId) const;
  std::int32_t node(TaskId t, std::int32_t n) const { return t.value * problem_->micro_batches + n; }
  // The node of an operation for an instance of its block; -1 where there is none.
  std::int32_t node(const Operation&, Instance) const;

  // By edge; those that hold because of the order on a machine or link are left to the services.
  const std::vector<Precedence>& precedences() const { return precedences_; }

  std::size_t resources() const { return order_of_.size(); }
  bool is_machine(ResourceId r) const { return r.index() < machines(); }
  // The machine in whose order the resource serves the blocks: a link serves in that of their producers.
  MachineId order_of(ResourceId r) const { return order_of_[r.index()]; }
  // What a block needs of its machines, in their order, and then of the links over which it sends.
  std::span<const Service> services(BlockId b) const { return services_[b.index()]; }
  const Service& service(BlockId, ResourceId) const;  // there must be one

 private:
  void find_tasks(TransferTasks);
  void add_precedences();
  void add_machines();
  void add_links();
  Service machine_service(BlockId, MachineId) const;

  const Problem* problem_;
  Dataflow flow_;
  Durations durations_;
  IdVector<BlockId, std::vector<MachineId>> machines_;
  IdVector<MachineId, std::vector<BlockId>> blocks_;
  std::vector<ChannelId> transfers_;  // by task, after the blocks
  std::vector<TaskId> task_;          // by channel; -1: none
  std::vector<Precedence> precedences_;
  std::vector<MachineId> order_of_;             // by resource
  std::vector<std::vector<Service>> services_;  // by block
};

}  // namespace repetend
