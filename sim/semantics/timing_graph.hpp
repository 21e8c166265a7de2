// Fixed orders and couplings as a graph whose longest paths are the times. This holds in every transfer mode,
// because a machine's order also fixes the order in which it sends, hence the order of every directed link.
#pragma once

#include <vector>

#include "sim/plan/plan.hpp"
#include "sim/problem/dataflow.hpp"

namespace repetend {

// A node's value is the end of an instance, or the start of a message or of an instance whose start others
// wait for; an arc says start of `to` >= value of `from` + delay.
struct Arc {
  std::int32_t from, to;
  Time delay = 0;
};

struct TimingGraph {
  std::size_t instances = 0;  // nodes 0 .. instances-1, by instance_index()
  // Then the messages, by channel and micro-batch, and then starts; those without arcs do not exist.
  std::size_t nodes = 0;
  // By instance: the node that has its times. Instances that run fused share that of the first of them. -1:
  // there is no such instance. Empty: each has its own.
  std::vector<std::int32_t> node_of;
  // By instance: the node of its start; -1: nothing waits for that. Empty: of none.
  std::vector<std::int32_t> start_of;
  std::vector<Arc> arcs;
  // Arcs of links between messages which never bind with the problem's own durations: each message leaves the
  // moment it is produced. With other durations that holds if the producers' ends are `delay` apart.
  struct LooseArc {
    Arc arc;
    std::int32_t producer_from, producer_to;
  };
  std::vector<LooseArc> loose;
  std::vector<Channel> channels;
  std::vector<Time> durations;  // of the instances
  std::size_t micro_batches = 1;

  bool is_instance(std::int32_t node) const { return static_cast<std::size_t>(node) < instances; }
  bool is_start(std::int32_t node) const {
    return static_cast<std::size_t>(node) >= instances + channels.size() * micro_batches;
  }
  std::int32_t node(std::size_t instance) const {
    return node_of.empty() ? static_cast<std::int32_t>(instance) : node_of[instance];
  }
  Message message(std::int32_t node) const {
    const auto n = static_cast<std::size_t>(node) - instances;
    return {ChannelId{n / micro_batches}, static_cast<std::int32_t>(n % micro_batches)};
  }
};

// Without the loose arcs the graph is right for the problem's own durations only.
TimingGraph timing_graph(const Problem&, const Orders&, const Couplings& = {});

// Moves the loose arcs to the others: right for all durations.
TimingGraph with_loose_arcs(TimingGraph);

}  // namespace repetend
