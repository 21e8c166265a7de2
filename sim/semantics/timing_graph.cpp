#include "sim/semantics/timing_graph.hpp"

#include <algorithm>
#include <optional>

#include "sim/plan/fused_groups.hpp"
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
  FixedOrders(const Problem& problem, const Orders& orders, const Couplings& couplings)
      : semantics_(problem),
        orders_(orders),
        couplings_(couplings),
        fused_(problem, couplings.fused),
        position_(semantics_, orders) {
    graph_.instances = problem.instances();
    graph_.micro_batches = semantics_.micro_batches();
    graph_.nodes = semantics_.nodes();
    graph_.channels = semantics_.flow().channels;
    const PlanDurations durations(problem, couplings);
    graph_.durations.reserve(graph_.instances);
    for (std::size_t i = 0; i < graph_.instances; ++i)
      graph_.durations.push_back(durations[instance_at(problem, i)]);
    graph_.arcs.reserve(2 * graph_.nodes);
  }

  TimingGraph graph() && {
    for (const Precedence& p : semantics_.precedences()) add_precedence(p);
    for (ResourceId r : ids<ResourceId>(semantics_.machines())) add_machine(r);
    last_.resize(semantics_.resources());
    if (semantics_.resources() > semantics_.machines())
      for (MachineId m : ids<MachineId>(semantics_.machines())) add_links(m);
    find_nodes();
    add_waits();
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

  // A producer that comes earlier on a machine they share is implied by that machine's order, unless data
  // must still reach the consumer.
  void add_precedence(const Precedence& p) {
    std::optional<MachineId> shared;
    const bool blocks = semantics_.is_block(p.from) && semantics_.is_block(p.to);
    if (blocks && p.delay == 0) shared = shared_machine(BlockId{p.from.value}, BlockId{p.to.value});
    p.for_micro_batches([&](std::int32_t n, std::int32_t to) {
      if (!shared ||
          position_({BlockId{p.from.value}, n}, *shared) >= position_({BlockId{p.to.value}, to}, *shared))
        add(semantics_.node(p.from, n), semantics_.node(p.to, to), p.delay);
    });
  }

  // What comes before a group's run is done for all of its instances, and then what comes after it.
  void add_machine(ResourceId r) {
    Last last;
    const auto follow = [&](const Operation& operation, Instance i) {
      const std::int32_t to = semantics_.node(operation, i);
      if (to >= 0 && last.node >= 0) add(last.node, to, last.delay);
      return to;
    };
    const auto take = [&](const Operation& step, Instance i) {
      if (const std::int32_t to = follow(step, i); to >= 0) last = {to, step.delay};
    };
    for (const Instance& place : orders_[semantics_.order_of(r)]) {
      const auto together = fused_.at(place);
      for (const Instance& i : together) {
        const Service& service = semantics_.service(i.block, r);
        for (const Operation& post : service.posts) follow(post, i);
        for (std::size_t k = 0; k < service.own; ++k) take(service.steps[k], i);
      }
      if (!together.empty()) take({TaskId{place.block.value}}, place);
      for (const Instance& i : together) {
        const Service& service = semantics_.service(i.block, r);
        for (std::size_t k = service.own + 1; k < service.steps.size(); ++k) take(service.steps[k], i);
      }
    }
  }

  void add_links(MachineId m) {
    Time work = 0;
    for (const Instance& i : orders_[m]) {
      if (fused_.first(i) == i) work += graph_.durations[instance_index(semantics_.problem(), i)];
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
    if (fused_.first(later.consumer) == fused_.first(earlier.consumer)) return false;
    const Problem& problem = semantics_.problem();
    const DeviceId to = graph_.channels[graph_.message(later.node).channel.index()].to;
    return std::ranges::any_of(semantics_.machines(later.consumer.block), [&](MachineId m) {
      return owner(problem, m) == to && runs_on(problem, earlier.consumer.block, m) &&
             position_(later.consumer, m) > position_(earlier.consumer, m);
    });
  }

  // A group's arcs become those of its first instance; between its instances there are none.
  void find_nodes() {
    const Problem& problem = semantics_.problem();
    const bool all =
        std::ranges::all_of(problem.blocks, [](const Block& block) { return block.repeat == Repeat::each; });
    if (all && fused_.empty()) return;
    graph_.node_of.assign(graph_.instances, -1);
    for (const Instance i : instances_of(problem))
      graph_.node_of[instance_index(problem, i)] = node(fused_.first(i));
    if (fused_.empty()) return;
    for (Arc& arc : graph_.arcs) arc = {node_of(arc.from), node_of(arc.to), arc.delay};
    std::erase_if(graph_.arcs, [](const Arc& arc) { return arc.from == arc.to; });
  }
  std::int32_t node_of(std::int32_t node) const {
    return graph_.is_instance(node) ? graph_.node(static_cast<std::size_t>(node)) : node;
  }

  // An instance that waits for the end of its own group waits for ever.
  void add_waits() {
    for (const Wait& wait : couplings_.waits) {
      const std::int32_t before = node_of(node(wait.before)), after = node_of(node(wait.after));
      if (!wait.for_start)
        add(before, after, 0);
      else if (before != after)
        add(start_of(before), after, 0);
    }
    if (graph_.start_of.empty()) return;
    for (Arc& arc : graph_.arcs)
      if (graph_.is_instance(arc.to))
        if (const std::int32_t start = graph_.start_of[static_cast<std::size_t>(arc.to)]; start >= 0)
          arc.to = start;
    for (std::size_t i = 0; i < graph_.instances; ++i)
      if (graph_.start_of[i] >= 0) add(graph_.start_of[i], static_cast<std::int32_t>(i), 0);
  }

  std::int32_t start_of(std::int32_t instance) {
    if (graph_.start_of.empty()) graph_.start_of.assign(graph_.instances, -1);
    std::int32_t& start = graph_.start_of[static_cast<std::size_t>(instance)];
    if (start < 0) start = static_cast<std::int32_t>(graph_.nodes++);
    return start;
  }

  const Semantics semantics_;
  const Orders& orders_;
  const Couplings& couplings_;
  const FusedGroups fused_;
  const Positions position_;
  std::vector<std::optional<LastMessage>> last_;  // by resource, of links
  TimingGraph graph_;
};

}  // namespace

TimingGraph timing_graph(const Problem& problem, const Orders& orders, const Couplings& couplings) {
  return FixedOrders(problem, orders, couplings).graph();
}

TimingGraph with_loose_arcs(TimingGraph graph) {
  for (const TimingGraph::LooseArc& loose : graph.loose) graph.arcs.push_back(loose.arc);
  graph.loose.clear();
  return graph;
}

}  // namespace repetend
