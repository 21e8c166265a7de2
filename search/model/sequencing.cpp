#include "search/model/sequencing.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <set>

// Orders fix everything else. A link serves in the order of its producers, which all run on the device that
// it leads from, and the transfers of one producer in edge order. A rendezvous begins when the receiver has
// ended what it runs before the consumer. A device in blocking mode completes the receives of a block just
// before it and its sends just after it, each in edge order. So with each two blocks of a device come the
// operations that must be over before, and those that can only begin after.
namespace repetend::search {
namespace {

// Something that takes time on a device or link, `lag` micro-batches behind the block it is for.
struct Operation {
  std::size_t node;
  Time duration;
  std::int64_t lag;
};
using Operations = std::vector<Operation>;

// Those that may have to wait. An asynchronous one need not where producers run for at least as long as the
// link is taken and send it one each.
std::vector<Transfer> waiting_transfers(const Problem& problem) {
  std::vector<Transfer> all = transfers(problem);
  if (problem.transfer != TransferMode::async) return all;
  std::map<std::pair<DeviceId, DeviceId>, std::vector<Transfer>> by_link;
  for (const Transfer& t : all) by_link[{t.from, t.to}].push_back(t);
  const auto producer = [&](const Transfer& t) { return problem.edge(t.edge).from; };
  std::erase_if(all, [&](const Transfer& t) {
    const std::vector<Transfer>& link = by_link.at({t.from, t.to});
    Time longest = 0, shortest_run = std::numeric_limits<Time>::max();
    std::set<BlockId> producers;
    for (const Transfer& other : link) {
      longest = std::max(longest, other.occupancy);
      shortest_run = std::min(shortest_run, duration(problem, producer(other)));
      producers.insert(producer(other));
    }
    return longest <= shortest_run && producers.size() == link.size();
  });
  return all;
}

class Builder {
 public:
  Builder(const Problem& problem, std::vector<Transfer> transfers)
      : problem_(problem),
        duration_(durations(problem)),
        transfers_(std::move(transfers)),
        by_device_(blocks_by_device(problem)) {}

  Sequencing build() {
    add_edges();
    for (DeviceId d : ids<DeviceId>(by_device_.size())) add_device(d);
    if (problem_.transfer == TransferMode::rendezvous)
      for (std::size_t t = 0; t < transfers_.size(); ++t) add_post(t);
    if (problem_.transfer != TransferMode::blocking) add_links();
    for (auto& [blocks, turn] : turns_)
      if (blocks.first < blocks.second) {
        result_.turns.push_back(std::move(turn));
        result_.turns.push_back(std::move(turns_.at({blocks.second, blocks.first})));
      }
    return std::move(result_);
  }

 private:
  void add_edges() {
    result_.arcs = edge_arcs(problem_);
    for (std::size_t t = 0; t < transfers_.size(); ++t) {
      const std::size_t from = edge(t).from.index();
      result_.arcs.push_back({from, node(t), duration_[from], 0});
      result_.arcs.push_back({node(t), edge(t).to.index(), until_delivered(t), edge(t).distance});
    }
    result_.nodes = node(transfers_.size());
  }

  std::size_t node(std::size_t transfer) const { return problem_.blocks.size() + transfer; }
  const Edge& edge(std::size_t transfer) const { return problem_.edge(transfers_[transfer].edge); }
  Time until_delivered(std::size_t transfer) const {
    return transfers_[transfer].occupancy + transfers_[transfer].latency;
  }

  Operation itself(BlockId b) const { return {b.index(), duration_[b.index()], 0}; }

  // What the device does for the block, in this order.
  Operations operations(BlockId b, DeviceId d) const {
    Operations receives, own{itself(b)};
    for (std::size_t t = 0; t < transfers_.size() && problem_.transfer == TransferMode::blocking; ++t) {
      if (edge(t).to == b && transfers_[t].to == d)
        receives.push_back({node(t), until_delivered(t), edge(t).distance});
      if (edge(t).from == b && transfers_[t].from == d) own.push_back({node(t), until_delivered(t), 0});
    }
    receives.insert(receives.end(), own.begin(), own.end());
    return receives;
  }

  void add_device(DeviceId d) {
    std::map<BlockId, Operations> of_block;
    for (BlockId b : by_device_[d.index()]) of_block.emplace(b, operations(b, d));
    add_resource(of_block);
  }

  // The receiver posts a transfer once it has ended what it runs before the consumer.
  void add_post(std::size_t t) {
    const BlockId consumer = edge(t).to;
    const Operation post{node(t), 0, edge(t).distance};
    for (BlockId before : by_device_[transfers_[t].to.index()]) {
      if (before == consumer)
        result_.arcs.push_back(again(itself(before), post));
      else
        turn(before, consumer).arcs.push_back(after(itself(before), post));
    }
  }

  // A link is free again before what it carried is delivered.
  void add_links() {
    std::map<std::pair<DeviceId, DeviceId>, std::map<BlockId, Operations>> links;
    for (std::size_t t = 0; t < transfers_.size(); ++t)
      links[{transfers_[t].from, transfers_[t].to}][edge(t).from].push_back(
          {node(t), transfers_[t].occupancy, 0});
    for (const auto& [link, of_block] : links) add_resource(of_block);
  }

  // What takes time for one block at a time: all its operations in turn, and again a period later.
  void add_resource(const std::map<BlockId, Operations>& of_block) {
    for (const auto& [i, of_i] : of_block) {
      for (std::size_t o = 1; o < of_i.size(); ++o) result_.arcs.push_back(after(of_i[o - 1], of_i[o]));
      result_.arcs.push_back(again(of_i.back(), of_i.front()));
      for (const auto& [j, of_j] : of_block) {
        if (i == j) continue;
        Turn& t = turn(i, j);
        const Arc arc = after(of_i.back(), of_j.front());
        if (arc.from != i.index() || arc.to != j.index()) t.arcs.push_back(arc);
      }
    }
  }

  // Of the same micro-batch of the blocks they are for; a micro-batch later.
  static Arc after(const Operation& a, const Operation& b) {
    return {a.node, b.node, a.duration, a.lag - b.lag};
  }
  static Arc again(const Operation& a, const Operation& b) {
    return {a.node, b.node, a.duration, a.lag - b.lag + 1};
  }

  Turn& turn(BlockId i, BlockId j) {
    const auto [entry, added] = turns_.try_emplace({i, j}, Turn{i.index(), j.index(), {}});
    if (added) entry->second.arcs.push_back(after(itself(i), itself(j)));
    return entry->second;
  }

  const Problem& problem_;
  const std::vector<Time> duration_;       // by block
  const std::vector<Transfer> transfers_;  // nodes after the blocks
  const std::vector<std::vector<BlockId>> by_device_;
  std::map<std::pair<BlockId, BlockId>, Turn> turns_;
  Sequencing result_;
};

}  // namespace

bool transfers_wait(const Problem& problem) { return !waiting_transfers(problem).empty(); }

Sequencing sequencing(const Problem& problem) { return Builder(problem, waiting_transfers(problem)).build(); }

Sequencing free_sequencing(const Problem& problem) { return Builder(problem, {}).build(); }

std::optional<Periodic> least_period_in_order(const Sequencing& sequencing, const Periodic& given,
                                              Time at_least) {
  std::vector<Arc> arcs = sequencing.arcs;
  for (std::size_t i = 0; i < sequencing.turns.size(); i += 2) {
    const Turn &turn = sequencing.turns[i], &reverse = sequencing.turns[i + 1];
    const Time laps = Ratio{given.start[turn.second] - given.start[turn.first], given.period}.floor();
    for (const Arc& arc : turn.arcs) arcs.push_back({arc.from, arc.to, arc.delay, arc.distance - laps});
    for (const Arc& arc : reverse.arcs)
      arcs.push_back({arc.from, arc.to, arc.delay, arc.distance + 1 + laps});
  }
  return least_period(sequencing.nodes, arcs, at_least);
}

}  // namespace repetend::search
