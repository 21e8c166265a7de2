// The difference constraints of a periodic schedule: start(to) + distance * T >= start(from) + delay. A cycle
// of arcs needs T >= (sum of delays) / (sum of distances): the least period is the maximum cycle ratio.
#pragma once

#include <optional>
#include <vector>

#include "search/control/stop.hpp"
#include "sim/core/id_vector.hpp"
#include "sim/core/ratio.hpp"
#include "sim/problem/problem.hpp"

namespace repetend::search {

// What dependences connect: blocks, by their own ids, and where transfers count on their own, these after
// them.
using NodeId = BlockId;

struct Dependence {
  NodeId from, to;
  Time delay = 0;
  std::int64_t distance = 0;  // may be negative where the stages of both are fixed
};

// One arc an edge, in edge order: the producer's least duration and the slowest transfer of the edge, as if
// every link were free. That is exact without contention, where durations do not differ by micro-batch, and a
// lower bound with it.
std::vector<Dependence> edge_dependences(const Problem&);
// The same with delays that count from the producer's end.
std::vector<Dependence> delays_after_ends(const Problem&);

// The arcs that lead to each node, and those that leave it, in their order.
struct Adjacency {
  Adjacency(std::size_t nodes, const std::vector<Dependence>&);
  IdVector<NodeId, std::vector<Dependence>> in, out;
};

struct Cycle {
  Ratio ratio;  // delays over distances; meaningless when the distances sum to 0 or less
  Time delay = 0;
  std::int64_t distance = 0;
  std::vector<std::size_t> arcs;  // indices, in the direction of the arcs
};

// Earliest starts >= `from` under period `period`, or the cycle that forbids it. Bellman-Ford: the less the
// starts must be raised, the sooner it ends.
struct Longest {
  IdVector<NodeId, Time> start;
  std::optional<Cycle> cycle;
};
Longest longest_paths(const IdVector<NodeId, Time>& from, const std::vector<Dependence>&, Time period);

// The cycle of the largest ratio; none when no cycle has a positive delay. Every cycle must have a positive
// sum of distances, unless its delays sum to 0 or less. When it is told to stop, the largest found so far.
std::optional<Cycle> max_cycle_ratio(std::size_t nodes, const std::vector<Dependence>&,
                                     const Stop& = never_stop);

// The least whole period >= `at_least` that the arcs allow, with its earliest starts; none when no period
// does.
struct Periodic {
  Time period = 0;
  IdVector<NodeId, Time> start;
};
std::optional<Periodic> least_period(std::size_t nodes, const std::vector<Dependence>&, Time at_least);

}  // namespace repetend::search
