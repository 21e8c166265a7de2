// The transfers of one micro-batch by the block that sends and by the block and device that receive.
#pragma once

#include <vector>

#include "sim/problem/problem.hpp"

namespace repetend::constraints {

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

}  // namespace repetend::constraints
