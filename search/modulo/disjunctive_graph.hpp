// What machines, links and transfers ask of the starts of a cyclic schedule, whatever the order of the
// blocks.
#pragma once

#include <vector>

#include "search/modulo/dependences.hpp"

namespace repetend::search {

// Two blocks that share a machine do not overlap: `second` follows `first` by some whole number k of periods.
// Then, for every arc, the first of which leads from `first` to `second`,
//   start(to) + distance * T >= start(from) + delay + k * T,
// and `first` follows `second` by -1 - k periods.
struct DisjunctivePair {
  BlockId first, second;
  std::vector<Dependence> arcs;
};

// Nodes are the blocks, and after them the transfers where these may have to wait.
struct DisjunctiveGraph {
  std::size_t nodes = 0;
  std::vector<Dependence> arcs;        // hold in every schedule
  std::vector<DisjunctivePair> pairs;  // 2 i and 2 i + 1 are those of the same blocks, either way
};

// Whether a transfer may have to wait for a link, for its receiver, or make a machine wait.
bool transfers_wait(const Problem&);

// Exact in every transfer mode.
DisjunctiveGraph disjunctive_graph(const Problem&);

// The same with the pairs of neighbours alone: as much for this order of the blocks, and few.
DisjunctiveGraph disjunctive_graph_in_order(const Problem&, const Periodic& blocks);

// As if every transfer were asynchronous and had its link for itself: that asks for less.
DisjunctiveGraph free_disjunctive_graph(const Problem&);

// The least period >= at_least for the order and the stages of the given blocks, which do not
// overlap, with every node as early as possible; none where transfers deadlock in that order.
std::optional<Periodic> least_period_in_order(const DisjunctiveGraph&, const Periodic& blocks, Time at_least);

}  // namespace repetend::search
