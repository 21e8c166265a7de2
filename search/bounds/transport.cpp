#include "search/bounds/transport.hpp"

#include <algorithm>
#include <limits>

namespace repetend::search {
namespace {

constexpr std::size_t nobody = static_cast<std::size_t>(-1);

// Successive longest augmenting paths (Ford and Fulkerson 1962): the flow always has the largest cost of its
// value.
class Flow {
 public:
  explicit Flow(Transport t)
      : t_(std::move(t)), flow_(t_.supply.size(), std::vector<Bytes>(t_.demand.size())) {}

  std::optional<Wide> solve() {
    Wide total = 0;
    while (std::ranges::any_of(t_.supply, [](Bytes left) { return left > 0; })) {
      search();
      const std::size_t sink = best_sink();
      if (sink == nobody) return std::nullopt;
      total += *to_sink_[sink] * augment(sink);
    }
    return total;
  }

 private:
  using Distances = std::vector<std::optional<Wide>>;

  static bool raise(std::optional<Wide>& to, Wide value) {
    if (to && *to >= value) return false;
    to = value;
    return true;
  }

  // This is Bellman-Ford over the residual graph, from every supplier with something left.
  void search() {
    to_source_.assign(t_.supply.size(), std::nullopt);
    to_sink_.assign(t_.demand.size(), std::nullopt);
    source_by_.assign(t_.supply.size(), nobody);
    sink_by_.assign(t_.demand.size(), nobody);
    for (std::size_t i = 0; i < t_.supply.size(); ++i)
      if (t_.supply[i] > 0) to_source_[i] = 0;
    while (relax()) {
    }
  }

  bool relax() {
    bool changed = false;
    for (std::size_t i = 0; i < t_.supply.size(); ++i)
      for (std::size_t j = 0; j < t_.demand.size(); ++j) {
        if (!t_.cost[i][j]) continue;
        if (to_source_[i] && raise(to_sink_[j], *to_source_[i] + *t_.cost[i][j])) {
          sink_by_[j] = i;
          changed = true;
        }
        if (flow_[i][j] > 0 && to_sink_[j] && raise(to_source_[i], *to_sink_[j] - *t_.cost[i][j])) {
          source_by_[i] = j;
          changed = true;
        }
      }
    return changed;
  }

  std::size_t best_sink() const {
    std::size_t best = nobody;
    for (std::size_t j = 0; j < t_.demand.size(); ++j)
      if (t_.demand[j] > 0 && to_sink_[j] && (best == nobody || *to_sink_[j] > *to_sink_[best])) best = j;
    return best;
  }

  // Walks the path backwards twice: how much it can carry, then to carry it.
  Bytes augment(std::size_t sink) {
    Bytes amount = t_.demand[sink];
    std::size_t i = sink_by_[sink];
    for (; source_by_[i] != nobody; i = sink_by_[source_by_[i]])
      amount = std::min(amount, flow_[i][source_by_[i]]);
    amount = std::min(amount, t_.supply[i]);
    t_.supply[i] -= amount;
    t_.demand[sink] -= amount;
    for (std::size_t j = sink;;) {
      const std::size_t from = sink_by_[j];
      flow_[from][j] += amount;
      if (source_by_[from] == nobody) return amount;
      j = source_by_[from];
      flow_[from][j] -= amount;
    }
  }

  Transport t_;
  std::vector<std::vector<Bytes>> flow_;
  Distances to_source_, to_sink_;
  std::vector<std::size_t> source_by_, sink_by_;
};

}  // namespace

std::optional<Wide> max_cost_transport(Transport transport) { return Flow(std::move(transport)).solve(); }

}  // namespace repetend::search
