#include "sim/problem/dataflow.hpp"

namespace repetend {

namespace {

// Ids in the order in which the pairs are first met.
class LinkNumbers {
 public:
  LinkId operator()(DeviceId from, DeviceId to) {
    return numbers_.try_emplace({from, to}, numbers_.size()).first->second;
  }
  std::size_t count() const { return numbers_.size(); }

 private:
  std::map<std::pair<DeviceId, DeviceId>, LinkId> numbers_;
};

}  // namespace

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
    flow.channels.push_back({t, edge.from, edge.to, edge.distance, link(t.from, t.to)});
    flow.sends[edge.from.index()].push_back(id);
    flow.receives[edge.to.index()].push_back(id);
    transferred[t.edge.index()] = true;
  }
  flow.links = link.count();
  for (EdgeId id : ids<EdgeId>(problem.edges.size())) {
    if (transferred[id.index()]) continue;  // delivery implies the producer's end
    const Edge& edge = problem.edge(id);
    const DirectEdge direct{edge.from, edge.to, edge.distance};
    flow.direct_out[edge.from.index()].push_back(direct);
    flow.direct_in[edge.to.index()].push_back(direct);
  }
  return flow;
}

std::vector<std::int32_t> Dataflow::inputs() const {
  const auto n = static_cast<std::size_t>(micro_batches);
  std::vector<std::int32_t> result(sends.size() * n);
  const auto expect = [&](BlockId consumer, int distance) {
    for (auto k = static_cast<std::size_t>(distance); k < n; ++k) ++result[consumer.index() * n + k];
  };
  for (const auto& edges : direct_in)
    for (const DirectEdge& e : edges) expect(e.consumer, e.distance);
  for (const Channel& c : channels) expect(c.consumer, c.distance);
  return result;
}

}  // namespace repetend
