// Fixed orders as a graph whose longest paths are the times. This holds in every transfer mode, because a
// device's order also fixes the order in which it sends, hence the order of every directed link.
#pragma once

#include <vector>

#include "sim/plan/plan.hpp"
#include "sim/problem/dataflow.hpp"

namespace repetend {

// A node's value is the end of an instance, or the start of a message; an arc says
// start of `to` >= value of `from` + delay.
struct Arc {
  std::int32_t from, to;
  Time delay = 0;
};

struct TimingGraph {
  std::size_t instances = 0;  // nodes 0 .. instances-1, by instance_index()
  std::size_t nodes = 0;  // then the messages, by channel and micro-batch; those without arcs do not exist
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

  bool is_instance(std::int32_t node) const { return static_cast<std::size_t>(node) < instances; }
  Message message(std::int32_t node) const {
    const auto n = static_cast<std::size_t>(node) - instances;
    return {ChannelId{n / micro_batches}, static_cast<std::int32_t>(n % micro_batches)};
  }
  std::size_t micro_batches = 1;
};

// Without the loose arcs the graph is right for the problem's own durations only.
TimingGraph timing_graph(const Problem&, const Orders&);

// Moves the loose arcs to the others: right for all durations.
TimingGraph with_loose_arcs(TimingGraph);

}  // namespace repetend
