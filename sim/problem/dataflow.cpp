#include "sim/problem/dataflow.hpp"

#include <tuple>

namespace repetend {

namespace {

// Ids in the order in which the pairs are first met.
class LinkNumbers {
 public:
  LinkId operator()(const Transfer& t) {
    return numbers_.try_emplace({t.sender, t.from, t.to}, numbers_.size()).first->second;
  }
  std::size_t count() const { return numbers_.size(); }

 private:
  std::map<std::tuple<MachineId, DeviceId, DeviceId>, LinkId> numbers_;
};

// The producer's micro-batches of which an edge has one message or one direct edge to one instance, and how
// much later that is.
struct Reach {
  MicroBatches producers;
  int distance = 0;
};
Reach reach_of(const Problem& problem, const Edge& edge) {
  const MicroBatches from = micro_batches_of(problem, edge.from), to = micro_batches_of(problem, edge.to);
  const bool from_each = problem.block(edge.from).repeat == Repeat::each;
  const bool to_each = problem.block(edge.to).repeat == Repeat::each;
  if (from_each && to_each) return {{0, from.last - edge.distance}, edge.distance};
  if (from_each) return {to, 0};
  if (to_each) return {from, 0};
  return {from, to.first - from.first};
}

MicroBatches later(MicroBatches n, int distance) { return {n.first + distance, n.last + distance}; }

}  // namespace

std::vector<DirectEdge> direct_edges(const Problem& problem, const Edge& edge, bool transferred) {
  using enum DirectEdge::Fan;
  std::vector<DirectEdge> result;
  const Reach reach = reach_of(problem, edge);
  if (!transferred)  // delivery implies the producer's end
    result.push_back(
        {edge.from, edge.to, reach.distance, reach.producers, later(reach.producers, reach.distance), one});
  const MicroBatches from = micro_batches_of(problem, edge.from), to = micro_batches_of(problem, edge.to);
  const Repeat producer = problem.block(edge.from).repeat, consumer = problem.block(edge.to).repeat;
  if (producer == Repeat::each && consumer == Repeat::last && from.count() > 1)
    result.push_back({edge.from, edge.to, 0, {0, from.last - 1}, to, gather});
  if (producer == Repeat::first && consumer == Repeat::each && to.count() > 1)
    result.push_back({edge.from, edge.to, 0, from, {1, to.last}, spread});
  return result;
}

Dataflow dataflow(const Problem& problem) {
  const std::size_t blocks = problem.blocks.size();
  Dataflow flow;
  flow.micro_batches = problem.micro_batches;
  flow.sends.resize(blocks);
  flow.receives.resize(blocks);
  flow.direct_in.resize(blocks);
  flow.direct_out.resize(blocks);
  LinkNumbers link;
  std::vector<bool> transferred(problem.edges.size());
  for (const Transfer& t : transfers(problem)) {
    const Edge& edge = problem.edge(t.edge);
    const ChannelId id{flow.channels.size()};
    const Reach reach = reach_of(problem, edge);
    flow.channels.push_back({t, edge.from, edge.to, reach.distance, reach.producers, link(t)});
    flow.sends[edge.from.index()].push_back(id);
    flow.receives[edge.to.index()].push_back(id);
    transferred[t.edge.index()] = true;
  }
  flow.links = link.count();
  for (EdgeId id : ids<EdgeId>(problem.edges.size()))
    for (const DirectEdge& direct : direct_edges(problem, problem.edge(id), transferred[id.index()])) {
      flow.direct_out[direct.producer.index()].push_back(direct);
      flow.direct_in[direct.consumer.index()].push_back(direct);
    }
  return flow;
}

std::vector<std::int32_t> Dataflow::inputs() const {
  const auto n = static_cast<std::size_t>(micro_batches);
  std::vector<std::int32_t> result(sends.size() * n);
  const auto expect = [&](BlockId consumer, MicroBatches of, std::int32_t count) {
    for (std::int32_t k : of.numbers()) result[consumer.index() * n + static_cast<std::size_t>(k)] += count;
  };
  for (const auto& edges : direct_in)
    for (const DirectEdge& e : edges)
      expect(e.consumer, e.consumers, e.fan == DirectEdge::Fan::gather ? e.producers.count() : 1);
  for (const Channel& c : channels) expect(c.consumer, later(c.sent, c.distance), 1);
  return result;
}

}  // namespace repetend
