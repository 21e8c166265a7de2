// What is known of the differences of starts in a cyclic schedule of a given period.
#pragma once

#include <optional>
#include <vector>

#include "search/control/effort.hpp"
#include "search/control/stop.hpp"
#include "search/modulo/disjunctive_graph.hpp"

namespace repetend::search {

// A lower bound of start(j) - start(i) for every two nodes, closed under addition: never less than what two
// of them in a row ask for. An upper bound of start(j) - start(i) is a lower one of start(i) - start(j).
class DifferenceConstraints {
 public:
  DifferenceConstraints(std::size_t nodes, const std::vector<Dependence>& arcs, Time period);

  // What is known is contradictory where a node would have to start after itself.
  bool contradictory() const { return contradictory_; }
  const std::optional<Wide>& least(NodeId i, NodeId j) const {
    return least_[i.index() * nodes_ + j.index()];
  }

  std::size_t nodes() const { return nodes_; }

  // From now on start(j) - start(i) >= difference. True when that was not known.
  bool raise(NodeId i, NodeId j, Wide difference);

  // The starts obey all that is known, and the earliest of them is 0.
  IdVector<NodeId, Time> starts() const;

 private:
  std::size_t nodes_;
  std::vector<std::optional<Wide>> least_;
  bool contradictory_ = false;
};

// The least number of periods by which `pair` has its second block follow the first one, given what is known,
// or given the starts; `reverse` is the pair of the other order. None: nothing is known.
std::optional<Wide> least_distance(const DisjunctivePair& reverse, Time period, const DifferenceConstraints&);
Wide least_distance(const DisjunctivePair& reverse, Time period, const IdVector<NodeId, Time>& start);

// Raises the differences to what `pair` asks for where its blocks follow each other by so many periods or
// more. True when that was not known.
bool raise(DifferenceConstraints&, const DisjunctivePair&, Wide distance, Time period);

// Immediate selection (Carlier and Pinson 1989): of two blocks of a machine that would overlap at the least
// difference known, the order is fixed as far as it is the only one possible. Raises the differences to what
// follows from the least distance of all pairs, until nothing changes or that
// contradicts itself, for long enough, or stopped: raising fewer would know less, never something wrong.
// Raising one takes the square of the number of nodes in steps, of about a nanosecond.
void immediate_selection(const std::vector<DisjunctivePair>&, Time period, DifferenceConstraints&,
                         std::size_t steps = effort.period_proof.propagation, const Stop& = never_stop);

}  // namespace repetend::search
