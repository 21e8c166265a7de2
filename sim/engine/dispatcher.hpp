// The decisions that a plan leaves open, made while the engine runs: which instance a machine without an
// order serves next, and when an instance gets its memory. Both are made once all that happens at an instant
// has happened, so that what becomes ready at once competes by rule and not by the order of events.
#pragma once

#include "sim/engine/run.hpp"
#include "sim/plan/pool_waits.hpp"

namespace repetend {

class Dispatcher {
 public:
  // `orders` is what the run plays: machines that have blocks but no order there are open, and get theirs.
  // Without `grant_memory` nothing waits for memory.
  Dispatcher(const Problem&, Orders& orders, bool grant_memory);

  // By the run: it is about to begin; a group lacks nothing but memory; an instance has started, ended; a
  // message has been delivered.
  void begin(const Run&);
  void request(Run&, Instance leader);
  void started(const Run&, Instance);
  void ended(const Run&, Instance);
  void delivered(const Run&, const Message&);
  // Whether anything was decided.
  bool decide(Run&);

  // What deadlocks are told from. The lowest instance of the block that an open machine has not yet served.
  bool is_open(MachineId m) const { return open_[m] != 0; }
  std::optional<Instance> unserved(const Run&, BlockId) const;
  // The pool that has no room for what waits for nothing else.
  std::optional<PoolId> full_pool(const Run&, Instance leader) const;
  // The pool that is kept for another instance, which came first and waits for it; that instance.
  std::optional<std::pair<PoolId, Instance>> claimed(const Run&, Instance leader) const;
  bool grants_memory() const { return grant_memory_; }
  // What a reload waits for besides its inputs: the start of an instance.
  std::optional<Instance> expected(Instance reload) const;
  const Succession& succession() const { return succession_; }
  // By reload: of those that had to be waited for.
  std::vector<Wait> waits_for_start() const;

 private:
  // What waits for a decision: an instance whose inputs are there for its open machines, or a group for
  // memory. First come, first served; of those that came at once the lowest machine, micro-batch and block.
  struct Waiting {
    Time since;
    MachineId machine;  // its lowest
    std::int32_t micro_batch;
    BlockId block;
    bool served;  // lacks memory alone
    auto operator<=>(const Waiting&) const = default;
    Instance instance() const { return {block, micro_batch}; }
  };

  bool runs_on_open(BlockId b) const { return on_open_[b] != 0; }
  void count_inputs(const Run&);
  void expect_consumers(const Run&);
  void input(const Run&, Instance);  // one thing less that an instance on an open machine waits for
  void wait(const Run&, Instance, bool served);
  bool machines_ready(const Run&, Instance) const;
  void serve(Run&, Instance);
  bool decide_one(Run&);
  // What a group takes of each pool at its start.
  std::vector<std::pair<PoolId, Bytes>> taken(const Run&, Instance leader) const;

  const Problem& problem_;
  Orders& orders_;
  const bool grant_memory_;
  IdVector<MachineId, char> open_;
  IdVector<MachineId, char> busy_;  // of open machines: serves something
  IdVector<BlockId, char> on_open_;
  IdVector<BlockId, std::vector<PoolUse>> changes_;
  std::vector<std::int32_t> inputs_;          // by instance on an open machine: what it still waits for
  std::vector<Instance> expected_;            // by reload's instance: whose start it waits for
  std::vector<std::vector<Instance>> after_;  // by instance: the reloads that wait for its start
  std::vector<Waiting> waiting_;              // sorted
  std::optional<Instance> serving_;           // starts as soon as its machines have turned to it
  IdVector<PoolId, Bytes> level_;             // workspace included
  Succession succession_;
  std::uint64_t happened_ = 0;
};

}  // namespace repetend
