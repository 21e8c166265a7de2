// What pricing a model leaves beside its blocks: where the costs come from, what takes the memory, and what a
// whole iteration adds to a plan's makespan.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "data/models/placement/place.hpp"
#include "data/models/request.hpp"

namespace repetend::data {

struct Pricing {
  ModelRequest request;
  std::map<Operator, Cost> operators;       // every operator that was priced
  std::vector<PricedPlacement> placements;  // main first
  std::vector<std::string> not_derived;     // "tensor-parallel: 32 heads do not divide over 12 devices"

  // Null when no placement has that name.
  const PricedPlacement* find(std::string_view placement) const;
};

// How many of a pricing's operators have each provenance, and from where: "costs: 12 measured (run 3 ...), 2
// estimated by roofline of v100".
std::string provenance_summary(const Pricing&);

// What a plan with this makespan means for training or serving the model.
struct Throughput {
  Time iteration = 0;        // makespan, gradient exchange and optimizer step, one after the other
  double samples_per_s = 0;  // of all replicas
  double tokens_per_s = 0;
  double utilisation = 0;  // model FLOP over what the devices could do at their peak (PaLM's MFU)
};
Throughput throughput(const ModelFacts&, Time makespan, int micro_batches);

// The facts are what a plan of the placement has to know of the model; they go into its problem.
ModelFacts facts_of(const Pricing&, const PricedPlacement&);

}  // namespace repetend::data
