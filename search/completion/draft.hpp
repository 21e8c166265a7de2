// A plan under construction: instances are appended one at a time and timed exactly as the engine will time
// them, in every transfer mode. A draft that reaches its end deadlocks nowhere: its own sequence is a
// witness.
#pragma once

#include <boost/dynamic_bitset.hpp>
#include <memory>
#include <optional>
#include <vector>

#include "search/completion/neighbours.hpp"
#include "search/control/stop.hpp"
#include "sim/plan/memory_level.hpp"
#include "sim/plan/plan.hpp"
#include "sim/semantics/semantics.hpp"

namespace repetend::search {

// Lists compare every segment that they take with every other one: what is too large for that is left to the
// repetends.
bool too_large_for_lists(const Problem&);

// What all drafts of a problem share. The problem must outlive it.
struct DraftModel {
  explicit DraftModel(const Problem&);

  const Dataflow& flow() const { return semantics.flow(); }

  const Problem* problem;
  Semantics semantics;
  std::vector<std::vector<LinkId>> inbound;  // by block: the links its inputs come over (rendezvous)
  // Blocks whose start() may change when one is appended: those on its own machines, or where transfers
  // block on those that send to it, and others that share its data. Not where that is too large for lists.
  SharedLists<BlockId> beside;
  std::vector<std::vector<BlockId>> fed;        // by block
  std::vector<std::vector<MachineId>> woken;    // by block: the machines of all of them
  std::vector<boost::dynamic_bitset<>> before;  // blocking: [a][b]: b follows a within a micro-batch

  template <class Look>
  void for_each_touched(BlockId b, Look look) const {
    for (BlockId other : *beside[b]) look(other);
    for (BlockId other : fed[b.index()]) look(other);
  }

 private:
  void find_woken(const IdVector<BlockId, std::vector<MachineId>>& busy);
};

class Draft {
 public:
  explicit Draft(const DraftModel&);

  // The instance of the block that comes next; its micro-batch is N when all have been appended.
  Instance next(BlockId b) const { return {b, next_[b.index()]}; }
  bool finished(BlockId b) const { return next_[b.index()] == problem().micro_batches; }
  // Inputs of the next instance whose producers are still to be appended.
  int missing(BlockId b) const { return missing_[instance_index(problem(), next(b))]; }

  // When the next instance of an unfinished block would start if it were appended now. None while producers
  // are missing, and where it would deadlock: its data stand behind others on a link (rendezvous), a sender
  // sends something else first or its own machine still sends (blocking).
  std::optional<Time> start(BlockId) const;
  // It fits the memory of its devices now.
  bool fits(BlockId) const;
  // At the time that start() says now.
  void append(BlockId, Time begin);

  const MemoryLevel& memory(DeviceId d) const { return memory_[d.index()]; }
  const Orders& orders() const { return orders_; }
  // Of what has been appended, by instance_index().
  const std::vector<Time>& starts() const { return time_; }
  const Problem& problem() const { return *model_->problem; }
  // What it has come to; nothing can be appended any more.
  Orders take_orders() { return std::move(orders_); }
  std::vector<Time> take_starts() { return std::move(time_); }

 private:
  struct Sent {
    Message message;
    Time at = 0;  // its producer's end
  };
  // Rendezvous: messages that wait for their receiver, first in, first out.
  struct Queue {
    std::vector<Sent> sent;
    std::size_t head = 0;
    Time free_at = 0;
    bool empty() const { return head == sent.size(); }
  };
  // Blocking: what the machine has still to send after its last instance, and the instance that it receives
  // for before all of its producers have been appended.
  struct Port {
    std::vector<Message> sends;
    std::size_t sent = 0;
    std::optional<Instance> receiver;
    std::size_t received = 0;  // for it
    bool drained() const { return sent == sends.size(); }
  };
  // Blocking: what a port becomes, and when its machine is free then.
  struct Change {
    MachineId machine;
    Port port;
    Time at;
  };
  using Changes = std::vector<Change>;

  const Semantics& semantics() const { return model_->semantics; }
  const Dataflow& flow() const { return model_->flow(); }
  Time duration(Instance i) const { return semantics().duration(i); }
  std::size_t messages_over(LinkId, Instance) const;
  Time free_machines(BlockId) const;

  bool may_emit(Instance) const;
  bool has_all(LinkId, Instance open, const std::vector<Message>& emitted) const;
  std::optional<Time> rendezvous(Instance) const;
  std::optional<Time> handshakes(Instance, Changes&) const;
  bool receive_all(Instance, Changes&) const;
  bool make_way(Instance, MachineId, Changes&) const;
  bool exchange(const Message&, Changes&) const;
  std::vector<Message> receives(Instance, MachineId) const;
  Change& change_of(MachineId, Changes&) const;
  void take_received(Instance);

  void arrive(Instance, Time);
  void send(Instance, Time end);

  const DraftModel* model_;
  std::vector<std::int32_t> next_;     // by block
  std::vector<std::int32_t> missing_;  // by instance
  std::vector<Time> time_;  // by instance: its start; before, when its inputs are there, as far as known
  IdVector<MachineId, Time> free_;
  std::vector<MemoryLevel> memory_;  // by device
  std::vector<Queue> queues_;        // by link
  IdVector<MachineId, Port> ports_;
  Orders orders_;
};

// The draft of given orders; nothing where they exceed the memory, deadlock, or `stop` says so. With blocking
// transfers it may miss orders that run all the same, which the evaluator finds (draft_transfers.cpp).
std::optional<Draft> play(const DraftModel&, const Orders&, const Stop& = never_stop);

}  // namespace repetend::search
