#include "sim/semantics/timing_graph.hpp"

#include <optional>

namespace repetend {

namespace {

// Where each instance stands in the order of each of its devices.
class Positions {
 public:
  Positions(const Problem& problem, const Orders& orders) : problem_(problem) {
    std::size_t uses = 0;
    for (const Block& block : problem.blocks) {
      first_use_.push_back(uses);
      uses += block.uses.size();
    }
    positions_.resize(uses * micro_batches());
    for (DeviceId d : ids<DeviceId>(orders.size())) {
      std::int32_t position = 0;
      for (const Instance& i : orders[d.index()]) positions_[slot(i, d)] = position++;
    }
  }
  std::int32_t operator()(Instance i, DeviceId d) const { return positions_[slot(i, d)]; }

 private:
  std::size_t micro_batches() const { return static_cast<std::size_t>(problem_.micro_batches); }
  std::size_t slot(Instance i, DeviceId d) const {
    const auto& uses = problem_.block(i.block).uses;
    const auto use = static_cast<std::size_t>(find_use(problem_.block(i.block), d) - uses.data());
    return (first_use_[i.block.index()] + use) * micro_batches() + static_cast<std::size_t>(i.micro_batch);
  }
  const Problem& problem_;
  std::vector<std::size_t> first_use_;   // by block
  std::vector<std::int32_t> positions_;  // by use of a block, then micro-batch
};

std::optional<DeviceId> shared_device(const Block& a, const Block& b) {
  for (const DeviceUse& use : a.uses)
    if (find_use(b, use.device)) return use.device;
  return std::nullopt;
}

class Builder {
 public:
  Builder(const Problem& problem, const Orders& orders)
      : problem_(problem), orders_(orders), flow_(dataflow(problem)), position_(problem, orders) {
    graph_.instances = problem.instances();
    graph_.micro_batches = static_cast<std::size_t>(problem.micro_batches);
    graph_.nodes = graph_.instances + flow_.channels.size() * graph_.micro_batches;
    graph_.channels = flow_.channels;
    for (Time t : durations(problem))
      graph_.durations.insert(graph_.durations.end(), graph_.micro_batches, t);
    graph_.arcs.reserve(2 * graph_.nodes);
  }

  TimingGraph build() {
    const bool blocking = problem_.transfer == TransferMode::blocking;
    add_direct_edges();
    for (DeviceId d : ids<DeviceId>(orders_.size())) blocking ? add_operations(d) : add_device_order(d);
    if (blocking) return std::move(graph_);  // the devices' operations hold the messages already
    add_messages();
    last_.resize(flow_.links);
    for (DeviceId d : ids<DeviceId>(orders_.size())) add_link_orders(d);
    return std::move(graph_);
  }

 private:
  // What a device did last, and how long that lasts after its node's value.
  struct Last {
    std::int32_t node = -1;
    Time delay = 0;
  };
  // The last message of a link.
  struct LastMessage {
    Message message;
    Time work = 0;  // that the sending device had done when it was produced
    bool loose = true;
  };

  std::int32_t node(Instance i) const { return static_cast<std::int32_t>(instance_index(problem_, i)); }
  std::int32_t node(const Message& m) const {
    return static_cast<std::int32_t>(graph_.instances + m.channel.index() * graph_.micro_batches) +
           m.micro_batch;
  }
  Instance producer(const Message& m) const { return {flow_.channel(m.channel).producer, m.micro_batch}; }
  Instance consumer(const Message& m) const {
    const Channel& channel = flow_.channel(m.channel);
    return {channel.consumer, m.micro_batch + channel.distance};
  }
  bool feeds(std::int32_t n, int distance) const { return distance < problem_.micro_batches - n; }
  void add(std::int32_t from, std::int32_t to, Time delay) { graph_.arcs.push_back({from, to, delay}); }

  // A producer that comes earlier on a device they share is implied by that device's order.
  void add_direct_edges() {
    for (const auto& edges : flow_.direct_in)
      for (const DirectEdge& edge : edges) {
        const auto shared = shared_device(problem_.block(edge.producer), problem_.block(edge.consumer));
        for (std::int32_t n = 0; feeds(n, edge.distance); ++n) {
          const Instance from{edge.producer, n}, to{edge.consumer, n + edge.distance};
          if (!shared || position_(from, *shared) >= position_(to, *shared)) add(node(from), node(to), 0);
        }
      }
  }

  void add_device_order(DeviceId d) {
    const auto& order = orders_[d.index()];
    for (std::size_t k = 1; k < order.size(); ++k) add(node(order[k - 1]), node(order[k]), 0);
  }

  void chain(Last& last, std::int32_t to, Time delay) {
    if (last.node >= 0) add(last.node, to, last.delay);
    last = {to, delay};
  }

  // Blocking: receives, the instance, sends, each after the one before it is complete.
  void add_operations(DeviceId d) {
    Last last;
    for (const Instance& i : orders_[d.index()]) {
      for (ChannelId c : flow_.receives[i.block.index()])
        if (const Channel& channel = flow_.channel(c); channel.to == d && i.micro_batch >= channel.distance)
          chain(last, node(Message{c, i.micro_batch - channel.distance}),
                channel.occupancy + channel.latency);
      chain(last, node(i), 0);
      for (ChannelId c : flow_.sends[i.block.index()])
        if (const Channel& channel = flow_.channel(c);
            channel.from == d && feeds(i.micro_batch, channel.distance))
          chain(last, node(Message{c, i.micro_batch}), channel.occupancy + channel.latency);
    }
  }

  void add_messages() {
    for (ChannelId c : ids<ChannelId>(flow_.channels.size())) {
      const Channel& channel = flow_.channel(c);
      for (std::int32_t n = 0; feeds(n, channel.distance); ++n) {
        const Message m{c, n};
        add(node(producer(m)), node(m), 0);
        add(node(m), node(consumer(m)), channel.occupancy + channel.latency);
        if (problem_.transfer != TransferMode::rendezvous) continue;
        const std::int32_t position = position_(consumer(m), channel.to);
        if (position > 0)
          add(node(orders_[channel.to.index()][static_cast<std::size_t>(position) - 1]), node(m), 0);
      }
    }
  }

  void add_link_orders(DeviceId d) {
    Time work = 0;
    for (const Instance& i : orders_[d.index()]) {
      work += graph_.durations[instance_index(problem_, i)];
      for (ChannelId c : flow_.sends[i.block.index()])
        if (flow_.channel(c).from == d && feeds(i.micro_batch, flow_.channel(c).distance))
          add_link_order({{c, i.micro_batch}, work});
    }
  }

  void add_link_order(LastMessage next) {
    auto& last = last_[flow_.channel(next.message.channel).link.index()];
    if (last) {
      const Time occupancy = flow_.channel(last->message.channel).occupancy;
      const Arc arc{node(last->message), node(next.message), occupancy};
      if (problem_.transfer == TransferMode::rendezvous) {
        if (!follows(next.message, last->message)) graph_.arcs.push_back(arc);
      } else if (last->loose && next.work - last->work >= occupancy) {
        graph_.loose.push_back({arc, node(producer(last->message)), node(producer(next.message))});
      } else {
        next.loose = false;
        graph_.arcs.push_back(arc);
      }
    }
    last = next;
  }

  // Rendezvous: a message whose receiver can post only after it has consumed the other one finds the link
  // free.
  bool follows(const Message& later, const Message& earlier) const {
    const DeviceId to = flow_.channel(later.channel).to;
    return position_(consumer(later), to) > position_(consumer(earlier), to);
  }

  const Problem& problem_;
  const Orders& orders_;
  const Dataflow flow_;
  const Positions position_;
  std::vector<std::optional<LastMessage>> last_;  // by link
  TimingGraph graph_;
};

}  // namespace

TimingGraph timing_graph(const Problem& problem, const Orders& orders) {
  return Builder(problem, orders).build();
}

TimingGraph with_loose_arcs(TimingGraph graph) {
  for (const TimingGraph::LooseArc& loose : graph.loose) graph.arcs.push_back(loose.arc);
  graph.loose.clear();
  return graph;
}

}  // namespace repetend
