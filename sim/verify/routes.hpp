// The pieces of the transfer constraint.
#pragma once

#include <vector>

#include "sim/verify/constraint.hpp"

namespace repetend::constraints {

// The transfers of one micro-batch, by the block that sends and by the block that receives.
struct Routes {
  explicit Routes(const Problem& problem)
      : transfers(repetend::transfers(problem)),
        outgoing(problem.blocks.size()),
        incoming(problem.blocks.size()) {
    for (std::size_t t = 0; t < transfers.size(); ++t) {
      const Edge& edge = problem.edge(transfers[t].edge);
      outgoing[edge.from.index()].push_back(t);
      incoming[edge.to.index()].push_back(t);
    }
  }

  std::vector<Transfer> transfers;
  std::vector<std::vector<std::size_t>> outgoing;  // by producer: in edge order, then device order
  std::vector<std::vector<std::size_t>> incoming;  // by consumer, to any of its devices: in edge order
};

// The constraint where transfers block. A device's program is, for each instance in its order: its receives
// in edge order, the instance, its sends in edge order then device order. A receive or send is posted the
// moment the device is through with what comes before (posting later could only delay), starts when both
// sides have posted, and holds both devices until it is delivered. Every instance must then start no earlier
// than its device is free.
void blocking_transfers(const TimedPlan&, const Routes&, Report&);

}  // namespace repetend::constraints
