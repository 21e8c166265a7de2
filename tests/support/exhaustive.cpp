#include "tests/support/exhaustive.hpp"

#include <algorithm>

#include "sim/engine/engine.hpp"
#include "sim/problem/machines.hpp"

namespace repetend::test {
namespace {

class Interleavings {
 public:
  Interleavings(const Problem& problem, const std::function<void(const Orders&)>& visit)
      : problem_(problem), visit_(visit), done_(problem.blocks.size()), orders_(machine_count(problem)) {
    extend(problem.instances());
  }

 private:
  bool ready(BlockId b) const {
    const int n = done_[b.index()];
    return n < problem_.micro_batches && std::ranges::all_of(problem_.edges, [&](const Edge& e) {
             return e.to != b || n < e.distance || done_[e.from.index()] > n - e.distance;
           });
  }

  void extend(std::size_t left) {
    if (left == 0) visit_(orders_);
    for (BlockId b : ids<BlockId>(problem_.blocks.size())) {
      if (!ready(b)) continue;
      for (MachineId m : machines_of(problem_, b)) orders_[m].push_back({b, done_[b.index()]});
      ++done_[b.index()];
      extend(left - 1);
      --done_[b.index()];
      for (MachineId m : machines_of(problem_, b)) orders_[m].pop_back();
    }
  }

  const Problem& problem_;
  const std::function<void(const Orders&)>& visit_;
  std::vector<int> done_;
  Orders orders_;
};

}  // namespace

void for_all_orders(const Problem& problem, const std::function<void(const Orders&)>& visit) {
  Interleavings(problem, visit);
}

std::optional<Time> least_makespan(const Problem& problem) {
  std::optional<Time> best;
  for_all_orders(problem, [&](const Orders& orders) {
    const Simulation run = simulate(problem, orders, {.memory_curves = false, .transfers = false});
    if (!run.deadlock && !find_out_of_memory(problem, orders) && (!best || run.makespan < *best))
      best = run.makespan;
  });
  return best;
}

}  // namespace repetend::test
