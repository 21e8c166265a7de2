// A small problem as docs/semantics.md says it, written out instance by instance: how long each takes, on
// what, after what, what is sent and what pools change. Naive, and apart from all code that tests judge with
// it.
#pragma once

#include <span>
#include <vector>

#include "sim/problem/instance.hpp"

namespace repetend::test {

struct WideReading {
  // What must have ended before an instance starts, and how much later its data are there.
  struct Input {
    std::size_t producer;
    Time delay = 0;
    bool one_side = false;  // both may run fused, on one side of a pair, and then start and end together
  };
  // An instance. Its messages are in edge order, those that it receives as well.
  struct Run {
    Instance instance;
    Time duration = 0;
    std::vector<MachineId> machines = {};
    std::vector<Input> inputs = {};
    std::vector<PoolUse> uses = {};
    std::vector<std::size_t> sent = {}, received = {};
  };
  struct Message {
    std::size_t producer, consumer;  // runs
    DeviceId from, to;
    MachineId sender = {};  // whose link it takes
    Time occupancy = 0, latency = 0;
    std::vector<MachineId> senders = {}, receivers = {};  // all lanes that producer and consumer occupy there

    Time until_delivered() const { return occupancy + latency; }
  };

  // Each block runs its micro-batches in that order. No choice may be open.
  WideReading(const Problem&, std::span<const std::int32_t> micro_batch_order);

  std::size_t run(Instance) const;
  // Of instances that run fused as the pair.
  Time fused_duration(const Pair&, std::span<const std::size_t> group) const;
  Bytes static_memory(PoolId) const;
  Bytes capacity(PoolId) const;

  const Problem& problem;
  std::vector<Run> runs;
  std::vector<std::vector<std::size_t>> by_block;  // runs, in the order of micro-batches
  std::vector<Message> messages;
  std::size_t pools;

 private:
  void add_runs(std::span<const std::int32_t> micro_batch_order);
  void add_edge(const Edge&);
  void add_messages(const Edge&, std::size_t producer, std::size_t consumer);
  std::vector<MachineId> machines_of(const Block&) const;
  std::vector<MachineId> lanes_at(const Run&, DeviceId) const;
  Speed slowest(std::span<const MachineId>) const;
  Speed scale(Instance) const;
};

}  // namespace repetend::test
