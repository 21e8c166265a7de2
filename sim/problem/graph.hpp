// The block graph as Boost.Graph sees it: vertices are blocks (BlockId::index()), edges carry their EdgeId.
// Include it in .cpp files only; Boost.Graph is slow to compile.
#pragma once

#include <boost/graph/adjacency_list.hpp>

#include "sim/problem/problem.hpp"

namespace repetend {

using BlockGraph =
    boost::adjacency_list<boost::vecS, boost::vecS, boost::bidirectionalS, boost::no_property, EdgeId>;

// Every edge of the problem whose distance is at most max_distance (0: the dependencies inside a
// micro-batch).
BlockGraph block_graph(const Problem&, int max_distance);

// The blocks in dependency order within a micro-batch, the earliest in the file first among equals;
// the problem must have passed check().
std::vector<BlockId> dependency_order(const Problem&);

}  // namespace repetend
