#include "search/modulo/disjunctive_graph.hpp"

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
  NodeId node;
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
  // Around: with pairs of neighbours in that order alone.
  Builder(const Problem& problem, std::vector<Transfer> transfers, const Periodic* around)
      : problem_(problem),
        duration_(durations(problem)),
        transfers_(std::move(transfers)),
        around_(around),
        into_(problem.blocks.size()),
        out_of_(problem.blocks.size()) {
    for (std::size_t t = 0; t < transfers_.size(); ++t) {
      into_[edge(t).to.index()].push_back(t);
      out_of_[edge(t).from.index()].push_back(t);
    }
  }

  DisjunctiveGraph build() {
    add_edges();
    add_devices();
    if (problem_.transfer == TransferMode::rendezvous) add_posts();
    if (problem_.transfer != TransferMode::blocking) add_links();
    for (auto& [blocks, pair] : pairs_)
      if (blocks.first < blocks.second) {
        result_.pairs.push_back(std::move(pair));
        result_.pairs.push_back(std::move(pairs_.at({blocks.second, blocks.first})));
      }
    return std::move(result_);
  }

 private:
  void add_edges() {
    result_.arcs = edge_dependences(problem_);
    for (std::size_t t = 0; t < transfers_.size(); ++t) {
      const BlockId from = edge(t).from;
      result_.arcs.push_back({from, node(t), duration_[from.index()], 0});
      result_.arcs.push_back({node(t), edge(t).to, until_delivered(t), edge(t).distance});
    }
    result_.nodes = problem_.blocks.size() + transfers_.size();
  }

  NodeId node(std::size_t transfer) const { return NodeId{problem_.blocks.size() + transfer}; }
  const Edge& edge(std::size_t transfer) const { return problem_.edge(transfers_[transfer].edge); }
  Time until_delivered(std::size_t transfer) const {
    return transfers_[transfer].occupancy + transfers_[transfer].latency;
  }

  Operation itself(BlockId b) const { return {b, duration_[b.index()], 0}; }

  // What the device does for the block, in this order.
  Operations operations(BlockId b, DeviceId d) const {
    if (problem_.transfer != TransferMode::blocking) return {itself(b)};
    Operations all;
    for (std::size_t t : into_[b.index()])
      if (transfers_[t].to == d) all.push_back({node(t), until_delivered(t), edge(t).distance});
    all.push_back(itself(b));
    for (std::size_t t : out_of_[b.index()])
      if (transfers_[t].from == d) all.push_back({node(t), until_delivered(t), 0});
    return all;
  }

  void add_devices() {
    const auto by_device = blocks_by_device(problem_);
    for (DeviceId d : ids<DeviceId>(by_device.size())) {
      std::map<BlockId, Operations> of_block;
      for (BlockId b : by_device[d.index()]) of_block.emplace(b, operations(b, d));
      add_resource(of_block);
    }
  }

  // The receiver posts a transfer once it has ended what it runs before the consumer.
  void add_posts() {
    const auto post = [this](std::size_t t) { return Operation{node(t), 0, edge(t).distance}; };
    for (std::size_t t = 0; t < transfers_.size(); ++t)
      result_.arcs.push_back(again(itself(edge(t).to), post(t)));
    for (auto& [blocks, pair] : pairs_)
      for (std::size_t t : into_[blocks.second.index()])
        if (find_use(problem_.block(blocks.first), transfers_[t].to))
          pair.arcs.push_back(after(itself(blocks.first), post(t)));
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
    std::vector<BlockId> blocks;
    for (const auto& [i, of_i] : of_block) {
      blocks.push_back(i);
      for (std::size_t o = 1; o < of_i.size(); ++o) result_.arcs.push_back(after(of_i[o - 1], of_i[o]));
      result_.arcs.push_back(again(of_i.back(), of_i.front()));
    }
    const auto take_turns = [&](BlockId i, BlockId j) {
      DisjunctivePair& t = pair(i, j);
      const Dependence arc = after(of_block.at(i).back(), of_block.at(j).front());
      if (arc.from != i || arc.to != j) t.arcs.push_back(arc);
    };
    for (const auto& [i, j] : pairs(std::move(blocks))) {
      take_turns(i, j);
      take_turns(j, i);
    }
  }

  // All of them, or those of neighbours in the cyclic order.
  std::vector<std::pair<BlockId, BlockId>> pairs(std::vector<BlockId> blocks) const {
    std::vector<std::pair<BlockId, BlockId>> result;
    if (!around_) {
      for (std::size_t i = 0; i < blocks.size(); ++i)
        for (std::size_t j = i + 1; j < blocks.size(); ++j) result.emplace_back(blocks[i], blocks[j]);
      return result;
    }
    std::ranges::stable_sort(blocks, {}, [this](BlockId b) {
      const Time start = around_->start[b];
      return start - Ratio{start, around_->period}.floor() * around_->period;
    });
    for (std::size_t i = 1; i < blocks.size(); ++i) result.emplace_back(blocks[i - 1], blocks[i]);
    if (blocks.size() > 2) result.emplace_back(blocks.back(), blocks.front());
    return result;
  }

  // Of the same micro-batch of the blocks they are for; a micro-batch later.
  static Dependence after(const Operation& a, const Operation& b) {
    return {a.node, b.node, a.duration, a.lag - b.lag};
  }
  static Dependence again(const Operation& a, const Operation& b) {
    return {a.node, b.node, a.duration, a.lag - b.lag + 1};
  }

  DisjunctivePair& pair(BlockId i, BlockId j) {
    const auto [entry, added] = pairs_.try_emplace({i, j}, DisjunctivePair{i, j, {}});
    if (added) entry->second.arcs.push_back(after(itself(i), itself(j)));
    return entry->second;
  }

  const Problem& problem_;
  const std::vector<Time> duration_;       // by block
  const std::vector<Transfer> transfers_;  // nodes after the blocks
  const Periodic* around_;
  std::vector<std::vector<std::size_t>> into_, out_of_;  // transfers, by block
  std::map<std::pair<BlockId, BlockId>, DisjunctivePair> pairs_;
  DisjunctiveGraph result_;
};

}  // namespace

bool transfers_wait(const Problem& problem) { return !waiting_transfers(problem).empty(); }

DisjunctiveGraph disjunctive_graph(const Problem& problem) {
  return Builder(problem, waiting_transfers(problem), nullptr).build();
}

DisjunctiveGraph free_disjunctive_graph(const Problem& problem) {
  return Builder(problem, {}, nullptr).build();
}

DisjunctiveGraph disjunctive_graph_in_order(const Problem& problem, const Periodic& blocks) {
  return Builder(problem, waiting_transfers(problem), &blocks).build();
}

std::optional<Periodic> least_period_in_order(const DisjunctiveGraph& graph, const Periodic& given,
                                              Time at_least) {
  std::vector<Dependence> arcs = graph.arcs;
  for (std::size_t i = 0; i < graph.pairs.size(); i += 2) {
    const DisjunctivePair &pair = graph.pairs[i], &reverse = graph.pairs[i + 1];
    const Time distance = Ratio{given.start[pair.second] - given.start[pair.first], given.period}.floor();
    for (const Dependence& arc : pair.arcs)
      arcs.push_back({arc.from, arc.to, arc.delay, arc.distance - distance});
    for (const Dependence& arc : reverse.arcs)
      arcs.push_back({arc.from, arc.to, arc.delay, arc.distance + 1 + distance});
  }
  return least_period(graph.nodes, arcs, at_least);
}

}  // namespace repetend::search
