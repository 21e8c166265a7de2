#include <fmt/format.h>

#include <algorithm>

#include "search/bounds/bounds.hpp"
#include "search/control/effort.hpp"
#include "sim/core/human.hpp"

// Blocks run their micro-batches in order, so micro-batches complete in order as well: when the n-th one has
// completed, all n first ones have. Take a plan of N micro-batches and leave out all but the first n. What is
// left starts when it did, so it obeys every edge, as none leads to an earlier micro-batch, and no machine or
// link does more than before. If each block releases only what blocks before it, in its own micro-batch, have
// acquired, then a micro-batch never lowers the level of a device below what it would be without it, so the
// memory is enough for what is left: it is a plan of n micro-batches, and
//   completion of the n-th >= the least makespan of n micro-batches,
// which the bounds of makespans are below. Where a release may run ahead of its acquire that may fail, and
// the memory counts as unlimited. The sum of the completions is at least the sum of these bounds. Of many
// micro-batches only some numbers are bounded, and the others count with the next lower one.
namespace repetend::search {

// All that a device's blocks release is carried there along paths from blocks that acquire it where its
// integral is known (memory.cpp).
bool releases_follow(const Problem& problem) {
  const IdVector<DeviceId, Wide> held = memory_integrals(problem);
  return std::ranges::all_of(held.ids(), [&](DeviceId d) {
    return held[d] > 0 || problem.device(d).memory == unlimited ||
           std::ranges::none_of(problem.blocks, [d](const Block& block) {
             const DeviceUse* use = find_use(block, d);
             return use && use->acquire > 0;
           });
  });
}

std::vector<Time> completion_bounds(const Problem& problem) {
  Problem first = problem;
  if (!releases_follow(problem))
    for (Device& d : first.devices) d.memory = unlimited;
  const std::size_t blocks = problem.blocks.size();
  const auto most =
      static_cast<int>(std::clamp<std::size_t>(std::min(effort.bounds.prefix_blocks / (blocks * blocks),
                                                        effort.bounds.prefix_instances / problem.instances()),
                                               1, static_cast<std::size_t>(problem.micro_batches)));
  const int step = (problem.micro_batches + most - 1) / most;
  std::vector<Time> bounds;
  Time known = 0;
  for (int n = 1; n <= problem.micro_batches; ++n) {
    if (n == problem.micro_batches)
      known = std::max(known, makespan_bound(problem).value);
    else if (n == 1 || n % step == 0)
      known = std::max(known, makespan_bound(with_micro_batches(first, n)).value);
    bounds.push_back(known);
  }
  return bounds;
}

CompletionsBound completions_bound(const Problem& problem) {
  const std::vector<Time> each = completion_bounds(problem);
  Wide sum = 0;
  for (const Time bound : each) sum += bound;
  return {static_cast<Time>(std::min<Wide>(sum, sum_limit)), "prefixes",
          fmt::format("the first micro-batch completes after {} at the least, all {} after {}",
                      human_time(each.front()), each.size(), human_time(each.back()))};
}

}  // namespace repetend::search
