// What the parts of the judge share: the words of the design, read once more. Nothing of sim/ is asked but
// the data.
#pragma once

#include <map>
#include <optional>

#include "sim/plan/plan.hpp"

namespace repetend::test {

// The machines are numbered as MachineId has them: devices, then further ones.
struct Play {
  explicit Play(const Plan&);

  // Takes down how long all instances take; only of a plan that is complete.
  void measure();

  const Plan& plan;
  const Problem& problem;
  std::vector<Instance> all;  // that there are
  std::map<Instance, Time> lengths;

  Time start(Instance) const;
  Time end(Instance) const;
  bool uses(BlockId, std::size_t device) const;
  std::vector<std::size_t> machines(BlockId) const;
  std::optional<std::size_t> device_of(std::size_t machine) const;
  std::vector<std::size_t> lanes(BlockId, std::size_t device) const;  // that it occupies there
  const std::vector<Instance>& order(std::size_t machine) const { return plan.orders[MachineId{machine}]; }
  Time horizon() const;  // the last end

  bool each(BlockId) const;  // one instance a micro-batch
  bool waits_for(const Edge&, Instance consumer, Instance producer) const;

  // The group that an instance runs in: itself, where it is fused with none.
  FusedGroup group(Instance) const;
  bool fused(Instance a, Instance b) const;
  bool on_one_side(Instance a, Instance b) const;

 private:
  Time own_length(Instance) const;
  Time group_length(const FusedGroup&) const;
};

// How many of a group are its first side, and the pair that says so; none where no pair declares it.
struct Sides {
  const Pair* pair;
  std::size_t leading;
};
std::optional<Sides> sides(const Problem&, const FusedGroup&);

// One message of one edge.
struct Message {
  Instance producer, consumer;
  std::size_t edge, from, to;
  Time wire = 0, latency = 0;
  std::vector<std::size_t> sending, receiving;  // the lanes there
};
// In edge order, then by micro-batch, then by receiving device.
std::vector<Message> messages(const Play&);

// When all lanes that receive have ended what they run before the consumer, or what is fused with it.
Time receiver_ready(const Play&, const Message&);

// What a machine does, one after the other: its instances, and its ends of those messages that hold it.
struct Action {
  int message = -1;  // index, or -1: run the instances
  FusedGroup instances;
};
std::vector<Action> program(const Play&, std::size_t machine, const std::vector<Message>& blocking);

bool transfers_arrive(const Play&);

// Of a pool: memories of devices come first, then further pools. Levels rise when something starts, so that
// no other moments need a look.
Bytes highest_level(const Play&, std::size_t pool);

}  // namespace repetend::test
