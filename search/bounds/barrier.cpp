#include "search/bounds/barrier.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>

#include "search/bounds/bounds.hpp"
#include "search/bounds/paths.hpp"
#include "search/control/work_limit.hpp"
#include "sim/problem/durations.hpp"
#include "sim/problem/machines.hpp"

// Take a machine and divide its blocks into its own (of at most k machines) and the gangs (of more). Let f be
// the own instance that starts first. Until then the machine runs gangs only. The blocks on a path to f in
// f's micro-batch run before f, one after the other; those of them that are not on the machine but share
// one with every one of the gangs run while the machine runs neither a gang (they exclude each other) nor
// an own block (none has started): it idles. Which block f is an instance of is unknown: take the least over
// the own blocks. The same backwards from the own instance that ends last; the two idle times are apart,
// because one ends where the first own instance starts and the other begins where the last one ends. So
//   makespan >= work of the machine + idle before + idle after.
// M of 4 devices, F = 1, B = 3: gpu3 idles while F0, F1 and F2 of the first micro-batch and B2, B1 and B0 of
// the last one run, whatever gangs are put between them: 6 N + 12, which is attained.
namespace repetend::search {
namespace {

Barrier divide(const Problem& problem, MachineId machine, const std::vector<BlockId>& blocks,
               std::size_t most_machines) {
  Barrier barrier{machine, {}, IdVector<BlockId, Time>(problem.blocks.size()), 0, 0, 0};
  const auto least = least_durations(problem), total = total_durations(problem);
  std::vector<BlockId> gangs;
  for (BlockId b : blocks) {
    (machines_of(problem, b).size() <= most_machines ? barrier.own : gangs).push_back(b);
    barrier.work += total[b];
  }
  for (BlockId b : ids<BlockId>(problem.blocks.size())) {
    const auto excludes = [&](BlockId g) { return share_a_machine(problem, b, g); };
    if (!runs_on(problem, b, machine) && std::ranges::all_of(gangs, excludes)) barrier.alone[b] = least[b];
  }
  const Around paths = heaviest_paths(problem, barrier.alone);
  barrier.before = barrier.after = std::numeric_limits<Time>::max();
  for (BlockId b : barrier.own) {
    barrier.before = std::min(barrier.before, paths.before[b]);
    barrier.after = std::min(barrier.after, paths.after[b]);
  }
  return barrier;
}

}  // namespace

std::vector<Barrier> barriers(const Problem& problem, const Stop& stop) {
  constexpr std::uint64_t a_path = 50,
                          a_pair = 10;  // steps of a block in heaviest_paths(), and beside a gang
  WorkLimit work(stop);
  const auto by_machine = blocks_by_machine(problem);
  std::vector<Barrier> result;
  for (MachineId m : by_machine.ids()) {
    std::set<std::size_t> sizes;
    for (BlockId b : by_machine[m]) sizes.insert(machines_of(problem, b).size());
    if (sizes.empty()) continue;
    sizes.erase(std::prev(sizes.end()));
    const std::uint64_t one = problem.blocks.size() * (a_path + a_pair * by_machine[m].size());
    for (std::size_t size : sizes)
      if (work.take(one)) result.push_back(divide(problem, m, by_machine[m], size));
  }
  return result;
}

MakespanBound barrier_makespan_bound(const Problem& problem, const Stop& stop) {
  MakespanBound bound{0, "barrier", ""};
  for (const Barrier& barrier : barriers(problem, stop)) {
    const Time value = barrier.before + barrier.work + barrier.after;
    if (value <= bound.value) continue;
    bound = {value, "barrier",
             fmt::format("{} can run nothing, not even a gang, while the first micro-batch comes to it and "
                         "the last one leaves it, and has {} micro-batches of work",
                         machine_name(problem, barrier.machine), problem.micro_batches)};
  }
  return bound;
}

}  // namespace repetend::search
