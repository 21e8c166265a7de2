#include "sim/semantics/timing_graph.hpp"

#include <optional>

#include "sim/semantics/semantics.hpp"

namespace repetend {

namespace {

// Where each instance stands in the order of each of its machines.
class Positions {
 public:
  Positions(const Semantics& semantics, const Orders& orders) : semantics_(semantics) {
    std::size_t uses = 0;
    for (BlockId b : ids<BlockId>(semantics.problem().blocks.size())) {
      first_use_.push_back(uses);
      uses += semantics.machines(b).size();
    }
    positions_.resize(uses * semantics.micro_batches());
    for (MachineId m : orders.ids()) {
      std::int32_t position = 0;
      for (const Instance& i : orders[m]) positions_[slot(i, m)] = position++;
    }
  }
  std::int32_t operator()(Instance i, MachineId m) const { return positions_[slot(i, m)]; }

 private:
  std::size_t slot(Instance i, MachineId m) const {
    const auto& machines = semantics_.machines(i.block);
    std::size_t use = 0;
    while (machines[use] != m) ++use;
    return (first_use_[i.block.index()] + use) * semantics_.micro_batches() +
           static_cast<std::size_t>(i.micro_batch);
  }
  const Semantics& semantics_;
  std::vector<std::size_t> first_use_;   // by block
  std::vector<std::int32_t> positions_;  // by machine of a block, then micro-batch
};

class FixedOrders {
 public:
  FixedOrders(const Problem& problem, const Orders& orders)
      : semantics_(problem), orders_(orders), position_(semantics_, orders) {
    graph_.instances = problem.instances();
    graph_.micro_batches = semantics_.micro_batches();
    graph_.nodes = semantics_.nodes();
    graph_.channels = semantics_.flow().channels;
    graph_.durations.reserve(graph_.instances);
    for (std::size_t i = 0; i < graph_.instances; ++i)
      graph_.durations.push_back(semantics_.duration(instance_at(problem, i)));
    graph_.arcs.reserve(2 * graph_.nodes);
  }

  TimingGraph graph() && {
    for (const Precedence& p : semantics_.precedences()) add_precedence(p);
    for (ResourceId r : ids<ResourceId>(semantics_.machines())) add_machine(r);
    last_.resize(semantics_.resources());
    if (semantics_.resources() > semantics_.machines())
      for (MachineId m : ids<MachineId>(semantics_.machines())) add_links(m);
    return std::move(graph_);
  }

 private:
  // What a machine did last, and how long that lasts after its node's value.
  struct Last {
    std::int32_t node = -1;
    Time delay = 0;
  };
  // The last message of a link.
  struct LastMessage {
    std::int32_t node;
    Instance producer, consumer;
    Time delay = 0;  // until the link is free again
    Time work = 0;   // that the sending machine had done when the message was produced
    bool loose = true;
  };

  std::int32_t node(Instance i) const {
    return static_cast<std::int32_t>(instance_index(semantics_.problem(), i));
  }
  void add(std::int32_t from, std::int32_t to, Time delay) { graph_.arcs.push_back({from, to, delay}); }

  std::optional<MachineId> shared_machine(BlockId a, BlockId b) const {
    for (MachineId m : semantics_.machines(a))
      if (runs_on(semantics_.problem(), b, m)) return m;
    return std::nullopt;
  }

  // A producer that comes earlier on a machine they share is implied by that machine's order.
  void add_precedence(const Precedence& p) {
    std::optional<MachineId> shared;
    const bool blocks = semantics_.is_block(p.from) && semantics_.is_block(p.to);
    if (blocks) shared = shared_machine(BlockId{p.from.value}, BlockId{p.to.value});
    for (std::int32_t n = 0; n < semantics_.count(p.from) && p.distance < semantics_.count(p.to) - n; ++n) {
      const std::int32_t to = n + p.distance;
      if (!shared ||
          position_({BlockId{p.from.value}, n}, *shared) >= position_({BlockId{p.to.value}, to}, *shared))
        add(semantics_.node(p.from, n), semantics_.node(p.to, to), p.delay);
    }
  }

  void add_machine(ResourceId r) {
    Last last;
    const auto follow = [&](const Operation& operation, Instance i) {
      const std::int32_t to = semantics_.node(operation, i);
      if (to >= 0 && last.node >= 0) add(last.node, to, last.delay);
      return to;
    };
    for (const Instance& i : orders_[semantics_.order_of(r)]) {
      const Service& service = semantics_.service(i.block, r);
      for (const Operation& post : service.posts) follow(post, i);
      for (const Operation& step : service.steps)
        if (const std::int32_t to = follow(step, i); to >= 0) last = {to, step.delay};
    }
  }

  void add_links(MachineId m) {
    Time work = 0;
    for (const Instance& i : orders_[m]) {
      work += graph_.durations[instance_index(semantics_.problem(), i)];
      for (const Service& service : semantics_.services(i.block)) {
        if (semantics_.is_machine(service.resource) || semantics_.order_of(service.resource) != m) continue;
        for (const Operation& step : service.steps)
          if (const std::int32_t sent = semantics_.node(step, i); sent >= 0)
            add_link_order(service.resource,
                           {sent, i, semantics_.flow().consumer(graph_.message(sent)), step.delay, work});
      }
    }
  }

  void add_link_order(ResourceId link, LastMessage next) {
    auto& last = last_[link.index()];
    if (last) {
      const Arc arc{last->node, next.node, last->delay};
      if (semantics_.problem().transfer == TransferMode::rendezvous) {
        if (!follows(next, *last)) graph_.arcs.push_back(arc);
      } else if (last->loose && next.work - last->work >= last->delay) {
        graph_.loose.push_back({arc, node(last->producer), node(next.producer)});
      } else {
        next.loose = false;
        graph_.arcs.push_back(arc);
      }
    }
    last = next;
  }

  // Rendezvous: a message whose receiver can post only after it has consumed the other one finds the link
  // free.
  bool follows(const LastMessage& later, const LastMessage& earlier) const {
    const MachineId to = graph_.channels[graph_.message(later.node).channel.index()].receiver;
    return position_(later.consumer, to) > position_(earlier.consumer, to);
  }

  const Semantics semantics_;
  const Orders& orders_;
  const Positions position_;
  std::vector<std::optional<LastMessage>> last_;  // by resource, of links
  TimingGraph graph_;
};

}  // namespace

TimingGraph timing_graph(const Problem& problem, const Orders& orders) {
  return FixedOrders(problem, orders).graph();
}

TimingGraph with_loose_arcs(TimingGraph graph) {
  for (const TimingGraph::LooseArc& loose : graph.loose) graph.arcs.push_back(loose.arc);
  graph.loose.clear();
  return graph;
}

}  // namespace repetend
