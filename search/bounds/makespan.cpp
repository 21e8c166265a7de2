#include <fmt/format.h>

#include <algorithm>
#include <queue>

#include "search/bounds/bounds.hpp"
#include "search/bounds/gates.hpp"
#include "search/bounds/paths.hpp"
#include "sim/core/human.hpp"
#include "sim/problem/durations.hpp"
#include "sim/problem/graph.hpp"
#include "sim/problem/machines.hpp"

namespace repetend::search {
namespace {

// Of blocks that pairwise share a machine, any subset takes at least min head + work + min tail. The most
// that one of them takes is what Jackson's preemptive schedule does, which always runs what has the longest
// tail of what is there (Carlier 1982).
Time one_machine_bound(const HeadsAndTails& ht, const IdVector<BlockId, Time>& total,
                       std::vector<BlockId> blocks) {
  std::ranges::sort(blocks, {}, [&](BlockId b) { return ht.head[b]; });
  std::priority_queue<std::pair<Time, Time>> there;  // tails, and the work left
  Time now = 0, bound = 0;
  for (auto next = blocks.begin(); next != blocks.end() || !there.empty();) {
    if (there.empty()) now = std::max(now, ht.head[*next]);
    for (; next != blocks.end() && ht.head[*next] <= now; ++next) there.emplace(ht.tail[*next], total[*next]);
    auto [tail, left] = there.top();
    there.pop();
    const Time run = next == blocks.end() ? left : std::min(left, ht.head[*next] - now);
    now += run;
    if (run < left)
      there.emplace(tail, left - run);
    else
      bound = std::max(bound, now + tail);
  }
  return bound;
}

}  // namespace

MakespanBound work_makespan_bound(const Problem& problem, const Stop& stop) {
  const HeadsAndTails ht = heads_and_tails(problem);
  const auto total = total_durations(problem);
  MakespanBound bound{0, "device", ""};
  const auto by_machine = blocks_by_machine(problem);
  for (MachineId m : by_machine.ids()) {
    const Time value = one_machine_bound(ht, total, by_machine[m]);
    if (value <= bound.value) continue;
    bound = {
        value, "device",
        fmt::format("{} cannot start before its first block's inputs are there, then has {} micro-batches of "
                    "work, then waits for what follows its last block",
                    machine_name(problem, m), problem.micro_batches)};
  }
  const Time clique = one_machine_bound(ht, total, heavy_clique(problem, stop));
  if (clique > bound.value)
    bound = {clique, "clique",
             fmt::format("blocks that pairwise share a device run one at a time, in {} micro-batches",
                         problem.micro_batches)};
  return bound;
}

// The longest path through all instances: edges, those that memory implies, and each block's instances one
// after the other.
MakespanBound path_makespan_bound(const Problem& problem, const Stop& stop) {
  const Durations duration(problem);
  const auto micro_batches = static_cast<std::size_t>(problem.micro_batches);
  const auto in = Adjacency(problem.blocks.size(), delays_after_ends(with_memory_edges(problem))).in;
  const std::vector<BlockId> order = dependency_order(problem);
  std::vector<Time> end(problem.instances());
  constexpr std::size_t often = 64;  // micro-batches between two looks at the clock
  for (std::size_t n = 0; n < micro_batches && !(n % often == 0 && stop()); ++n)
    for (BlockId b : order) {
      Time& e = end[b.index() * micro_batches + n];
      if (n > 0) e = end[b.index() * micro_batches + n - 1];
      for (const Dependence& arc : in[b])
        if (const auto k = static_cast<std::size_t>(arc.distance); k <= n)
          e = std::max(e, end[arc.from.index() * micro_batches + n - k] + arc.delay);
      e += duration[{b, static_cast<std::int32_t>(n)}];
    }
  const Time makespan = *std::ranges::max_element(end);
  return {
      makespan, "path",
      fmt::format("the longest chain of instances that follow each other takes {}", human_time(makespan))};
}

MakespanBound makespan_bound(const Problem& problem, const Stop& stop) {
  MakespanBound best = work_makespan_bound(problem, stop);
  for (MakespanBound bound : {path_makespan_bound(problem, stop), barrier_makespan_bound(problem, stop),
                              memory_makespan_bound(problem, stop), ramp_makespan_bound(problem, stop)})
    if (best.value < bound.value) best = std::move(bound);
  return best;
}

}  // namespace repetend::search
