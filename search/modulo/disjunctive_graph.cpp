#include "search/modulo/disjunctive_graph.hpp"

#include <algorithm>
#include <map>

#include "sim/semantics/semantics.hpp"

namespace repetend::search {
namespace {

// The pairs of blocks that a resource serves one after the other: all of them, or neighbours in the
// cyclic order alone.
using BlockPairs = std::vector<std::pair<BlockId, BlockId>>;

class CyclicView {
 public:
  explicit CyclicView(const Problem& problem, TransferTasks which)
      : semantics_(problem, which), duration_(periodic_durations(problem)) {}

  // In the order of the given starts: with pairs of neighbours in that order alone.
  DisjunctiveGraph graph(const Periodic* in_order) && {
    graph_.nodes = semantics_.tasks();
    for (const Precedence& p : semantics_.precedences())
      graph_.arcs.push_back({node(p.from), node(p.to), length(p.from) + p.delay, p.distance});
    for (const auto& served : by_resource()) {
      add_own(served);
      for (const auto& [i, j] : in_order ? neighbours(served, *in_order) : all_pairs(served)) {
        add_pair(*served.at(i), *served.at(j));
        add_pair(*served.at(j), *served.at(i));
      }
    }
    for (auto& [blocks, pair] : pairs_)
      if (blocks.first < blocks.second) {
        graph_.pairs.push_back(std::move(pair));
        graph_.pairs.push_back(std::move(pairs_.at({blocks.second, blocks.first})));
      }
    return std::move(graph_);
  }

 private:
  using Served = std::map<BlockId, const Service*>;

  std::vector<Served> by_resource() const {
    std::vector<Served> result(semantics_.resources());
    for (BlockId b : ids<BlockId>(semantics_.problem().blocks.size()))
      for (const Service& service : semantics_.services(b)) result[service.resource.index()][b] = &service;
    return result;
  }

  Time length(TaskId t) const { return semantics_.is_block(t) ? duration_[BlockId{t.value}] : 0; }

  static NodeId node(TaskId t) { return NodeId{t.value}; }

  // Of the same micro-batch of the blocks they are for, or that many later.
  Dependence after(const Operation& a, const Operation& b, int later = 0) const {
    return {node(a.task), node(b.task), length(a.task) + a.delay, a.behind - b.behind + later};
  }

  template <class Visit>
  static void for_entries(const Service& service, Visit visit) {
    for (const Operation& post : service.posts) visit(post);
    visit(service.steps.front());
  }

  // A block's steps one after the other, and all again a period later.
  void add_own(const Served& served) {
    for (const auto& [b, service] : served) {
      const auto& steps = service->steps;
      for (std::size_t k = 1; k < steps.size(); ++k) graph_.arcs.push_back(after(steps[k - 1], steps[k]));
      for_entries(*service,
                  [&](const Operation& entry) { graph_.arcs.push_back(after(steps.back(), entry, 1)); });
    }
  }

  void add_pair(const Service& first, const Service& second) {
    const BlockId i = first.block, j = second.block;
    const auto [entry, added] = pairs_.try_emplace({i, j}, DisjunctivePair{i, j, {}});
    auto& arcs = entry->second.arcs;
    if (added) arcs.push_back({i, j, duration_[i], 0});
    for_entries(second, [&](const Operation& operation) {
      const Dependence arc = after(first.steps.back(), operation);
      if (arc.from != i || arc.to != j) arcs.push_back(arc);
    });
  }

  static BlockPairs all_pairs(const Served& served) {
    BlockPairs result;
    for (auto i = served.begin(); i != served.end(); ++i)
      for (auto j = std::next(i); j != served.end(); ++j) result.emplace_back(i->first, j->first);
    return result;
  }

  static BlockPairs neighbours(const Served& served, const Periodic& order) {
    BlockPairs result;
    std::vector<BlockId> blocks;
    for (const auto& [b, service] : served) blocks.push_back(b);
    std::ranges::stable_sort(blocks, {}, [&](BlockId b) {
      const Time start = order.start[b];
      return start - Ratio{start, order.period}.floor() * order.period;
    });
    for (std::size_t i = 1; i < blocks.size(); ++i) result.emplace_back(blocks[i - 1], blocks[i]);
    if (blocks.size() > 2) result.emplace_back(blocks.back(), blocks.front());
    return result;
  }

  const Semantics semantics_;
  const IdVector<BlockId, Time> duration_;
  std::map<std::pair<BlockId, BlockId>, DisjunctivePair> pairs_;
  DisjunctiveGraph graph_;
};

}  // namespace

bool transfers_wait(const Problem& problem) {
  return !Semantics(problem, TransferTasks::waiting).transfers().empty();
}

DisjunctiveGraph disjunctive_graph(const Problem& problem) {
  return CyclicView(problem, TransferTasks::waiting).graph(nullptr);
}

DisjunctiveGraph free_disjunctive_graph(const Problem& problem) {
  return CyclicView(problem, TransferTasks::none).graph(nullptr);
}

DisjunctiveGraph disjunctive_graph_in_order(const Problem& problem, const Periodic& blocks) {
  return CyclicView(problem, TransferTasks::waiting).graph(&blocks);
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
