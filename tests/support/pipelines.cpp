#include "tests/support/pipelines.hpp"

#include <algorithm>

#include "tests/support/problems.hpp"

namespace repetend::test {

Orders one_forward_one_backward(const Problem& problem) {
  const int p = static_cast<int>(problem.devices.size());
  Orders orders;
  for (int d = 0; d < p; ++d) {
    const BlockId forward{d}, backward{2 * p - 1 - d};
    const int ahead = std::min(p - d, problem.micro_batches);
    auto& order = orders.emplace_back();
    for (int n = 0; n < problem.micro_batches + ahead; ++n) {
      if (n >= ahead) order.push_back({backward, n - ahead});
      if (n < problem.micro_batches) order.push_back({forward, n});
    }
  }
  return orders;
}

Problem simgrid_case(TransferMode mode, int micro_batches) {
  Problem problem = pipeline(8, micro_batches, 10'000'000, 20'000'000);
  for (Edge& edge : problem.edges) edge.bytes = 8'000'000;
  problem.transfer = mode;
  problem.links.fallback = Link{5'000, 25'000'000'000};
  return problem;
}

}  // namespace repetend::test
