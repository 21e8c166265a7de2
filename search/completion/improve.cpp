#include "search/completion/improve.hpp"

#include <algorithm>

#include "sim/semantics/evaluator.hpp"

namespace repetend::search {
namespace {

struct Swap {
  Instance before, after;  // neighbours on a device
};

// Neighbours of different blocks without slack of which the second starts as the first ends.
std::vector<Swap> critical_swaps(const Problem& problem, const Orders& orders, const Evaluator& timed) {
  const std::vector<Time> duration = durations(problem), start = timed.starts(), slack = timed.slack();
  std::vector<Swap> swaps;
  for (const auto& order : orders)
    for (std::size_t i = 0; i + 1 < order.size(); ++i) {
      const std::size_t a = instance_index(problem, order[i]), b = instance_index(problem, order[i + 1]);
      if (order[i].block == order[i + 1].block || slack[a] > 0 || slack[b] > 0) continue;
      if (start[a] + duration[order[i].block.index()] == start[b]) swaps.push_back({order[i], order[i + 1]});
    }
  return swaps;
}

// On every device that both run on; they may be apart there, and then the swap is given up.
bool apply(const Problem& problem, const Swap& swap, Orders& orders) {
  for (const DeviceUse& use : problem.block(swap.before.block).uses) {
    if (!find_use(problem.block(swap.after.block), use.device)) continue;
    auto& order = orders[use.device.index()];
    const auto at = std::ranges::find(order, swap.before);
    if (at + 1 == order.end() || *(at + 1) != swap.after) return false;
    std::iter_swap(at, at + 1);
  }
  return true;
}

// Moves to the first better neighbour; false when there is none.
bool step(const Problem& problem, Orders& orders, Budget& budget) {
  if (budget.out()) return false;
  auto timed = Evaluator::compile(problem, orders);
  if (!timed) return false;
  const Time length = timed->run();
  for (const Swap& swap : critical_swaps(problem, orders, *timed)) {
    if (budget.out()) return false;
    budget.spend();
    Orders changed = orders;
    if (!apply(problem, swap, changed) || find_out_of_memory(problem, changed)) continue;
    auto trial = Evaluator::compile(problem, changed);
    if (!trial || trial->run() >= length) continue;
    orders = std::move(changed);
    return true;
  }
  return false;
}

}  // namespace

Orders improve(const Problem& problem, Orders orders, Budget& budget) {
  while (step(problem, orders, budget)) {
  }
  return orders;
}

}  // namespace repetend::search
