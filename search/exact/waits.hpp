// How long the blocks of a cyclic schedule need to wait for each other at most.
#pragma once

#include "search/modulo/cyclic.hpp"
#include "search/modulo/disjunctive_graph.hpp"

namespace repetend::search {

// Where there is a cyclic schedule, there is one of the same period that obeys wait_arcs() as well.
bool waits_are_bounded(const CyclicModel&);

// The longest wait between any two blocks; none where nothing is known to bound it.
std::vector<Dependence> wait_arcs(const CyclicModel&);

// A schedule that has longer waits is freed of them, as plans of few micro-batches would hardly repeat with
// them.
Periodic gathered(const CyclicModel&, const DisjunctiveGraph&, const Periodic&);

}  // namespace repetend::search
