// The transfers of one micro-batch, by the block that sends and by the block that receives.
#pragma once

#include "sim/verify/constraint.hpp"
#include "sim/verify/precedences.hpp"

namespace repetend {

struct Routes {
  explicit Routes(const Problem& problem)
      : transfers(repetend::transfers(problem)),
        outgoing(problem.blocks.size()),
        incoming(problem.blocks.size()) {
    for (std::size_t t = 0; t < transfers.size(); ++t) {
      const Edge& edge = problem.edge(transfers[t].edge);
      outgoing[edge.from].push_back(t);
      incoming[edge.to].push_back(t);
    }
  }

  std::vector<Transfer> transfers;
  IdVector<BlockId, std::vector<std::size_t>> outgoing;  // by producer: in edge order, then device order
  IdVector<BlockId, std::vector<std::size_t>> incoming;  // by consumer, to any of its devices: in edge order
};

// The constraint where transfers block: a replay of what holds the machines.
void replay_blocking(const TimedPlan&, const Routes&, Report&);

}  // namespace repetend
