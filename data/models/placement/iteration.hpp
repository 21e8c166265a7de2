// What an iteration does beside its micro-batches, as blocks of the problem: replicas exchange their
// gradients, the optimizer takes its step, and where its state is sharded everybody gathers the new
// parameters.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "data/models/layers/model.hpp"
#include "data/models/operators/cost.hpp"
#include "sim/problem/problem.hpp"

namespace repetend::data {

// Parameters that lie together: those of a stage, or a gang's share of a table.
struct ParameterShard {
  std::string name = {};                  // what follows G, U and P: "0", "E"
  double parameters = 0;                  // on each of its devices
  std::vector<BlockId> used_by = {};      // forward blocks
  std::vector<BlockId> gradient_of = {};  // when all have run its gradients are complete; of a stage: one
};

// ns of the exchange of that many parameters' gradients between the replicas: an all-reduce, or where each
// replica's optimizer needs its own part only, a reduce-scatter (Rajbhandari et al., ZeRO, 2020, section 7).
Time exchange_time(double parameters, const Model&);

// ns of the optimizer's pass over what is this replica's of so many parameters.
Time optimizer_time(double parameters, const Model&, CostModel&);

// Appends for every shard the exchange G (`repeat: last`, one for each bucket), the step U after it (last)
// and, with a sharded optimizer, the gathering P before its forward blocks (`repeat: first`).
// Model::iteration says whether exchange and gathering run on the lane `comm`, which devices get where they
// have none, or on the computing lane. With several buckets the gradient block of a stage is cut in as many
// equal parts, named "B0-1", "B0-2", ...: a bucket is exchanged as soon as its part has ended in all
// micro-batches. Gangs are not cut.
void add_iteration_blocks(Problem&, std::span<const ParameterShard>, const Model&, CostModel&);

}  // namespace repetend::data
