#include "sim/problem/machines.hpp"
#include "tests/support/plan_mutants.hpp"

namespace repetend::test {
namespace {

// Now and then one that there is not.
Instance any_instance(Random& random, const Draft& draft) {
  const bool stray = uniform(random, 0, 19) == 0;
  return {BlockId{static_cast<int>(uniform(random, 0, std::ssize(draft.problem.blocks) - (stray ? 0 : 1)))},
          static_cast<int>(uniform(random, 0, draft.problem.micro_batches - (stray ? 0 : 1)))};
}

void change_waits(Random& random, Draft& draft) {
  auto& waits = draft.plan.couplings.waits;
  if (waits.empty() || uniform(random, 0, 2) == 0) {
    waits.push_back({any_instance(random, draft), any_instance(random, draft), uniform(random, 0, 1) == 0});
    return;
  }
  Wait& wait = any_of(random, waits);
  switch (uniform(random, 0, 2)) {
    case 0:
      wait.for_start = !wait.for_start;
      break;
    case 1:
      wait.before = any_instance(random, draft);
      break;
    default:
      wait.after = any_instance(random, draft);
      break;
  }
}

// Neighbours of an order, whether a pair declares them or not.
void fuse_neighbours(Random& random, Draft& draft) {
  const auto& order = any_of(random, draft.plan.orders.plain());
  if (order.size() < 2) return;
  const auto k = static_cast<std::size_t>(uniform(random, 1, std::ssize(order) - 1));
  draft.plan.couplings.fused.push_back({order[k - 1], order[k]});
}

void change_groups(Random& random, Draft& draft) {
  auto& fused = draft.plan.couplings.fused;
  if (fused.empty() || uniform(random, 0, 4) == 0) return fuse_neighbours(random, draft);
  FusedGroup& group = any_of(random, fused);
  switch (uniform(random, 0, 6)) {
    case 0:
      std::swap(group, fused.back());
      fused.pop_back();
      break;
    case 1:
      if (!group.empty()) group.pop_back();
      break;
    case 2:
      std::swap(any_of(random, group), any_of(random, group));
      break;
    case 3:
      any_of(random, group) = any_instance(random, draft);
      break;
    case 4:
      fused.push_back(group);
      break;
    default:  // later or earlier together, which is no violation of its own
      const Time by = uniform(random, -3, 3);
      for (Instance i : group)
        if (draft.plan.start.size() == draft.problem.instances() && is_instance(draft.problem, i))
          draft.start(i.block, i.micro_batch) += by;
      break;
  }
}

void change_durations(Random& random, Draft& draft) {
  std::vector<Time>& durations = draft.plan.durations;
  if (durations.empty()) {
    durations.assign(draft.problem.instances(), uniform(random, 0, 3));
    return;
  }
  switch (uniform(random, 0, 3)) {
    case 0:
      any_of(random, durations) += uniform(random, -2, 1);
      break;
    case 1:
      any_of(random, durations) = -uniform(random, 0, 2);
      break;
    case 2:
      durations.clear();
      break;
    default:
      durations.pop_back();
      break;
  }
}

void change_feeding(Random& random, Draft& draft) {
  auto& order = draft.plan.micro_batch_order;
  switch (uniform(random, 0, 3)) {
    case 0:
      draft.problem.micro_batch_order =
          uniform(random, 0, 1) ? MicroBatchOrder::free : MicroBatchOrder::given;
      break;
    case 1:
      order.clear();
      break;
    case 2:
      if (!order.empty()) std::swap(any_of(random, order), any_of(random, order));
      break;
    default:
      order.push_back(static_cast<int>(uniform(random, 0, draft.problem.micro_batches)));
      break;
  }
}

void change_times_of_blocks(Random& random, Draft& draft) {
  Problem& problem = draft.problem;
  Block& block = any_of(random, problem.blocks);
  switch (uniform(random, 0, 3)) {
    case 0:
      if (!problem.machines.empty()) any_of(random, problem.machines).speed = unit_speed * 7 / 10;
      break;
    case 1:
      if (!problem.scale.empty()) any_of(random, problem.scale) += unit_speed / 10;
      break;
    case 2:
      if (!block.times.empty()) any_of(random, block.times) += 1;
      break;
    default:
      if (!problem.pairs.empty()) any_of(random, problem.pairs).time += uniform(random, 0, 1);
      break;
  }
}

void change_pools(Random& random, Draft& draft) {
  Problem& problem = draft.problem;
  Block& block = any_of(random, problem.blocks);
  if (!problem.pools.empty() && uniform(random, 0, 1)) {
    Pool& pool = any_of(random, problem.pools);
    if (uniform(random, 0, 1))
      pool.static_memory += 1;
    else if (pool.capacity != unlimited)
      pool.capacity += uniform(random, -1, 0);
  } else if (!block.elsewhere.empty()) {
    PoolUse& use = any_of(random, block.elsewhere);
    Bytes* amounts[] = {&use.acquire, &use.release, &use.workspace};
    *any_of(random, amounts) += 1;
  }
}

// Blocks change what they occupy or how often they run: most plans are out of shape then. Pairs are of blocks
// of each micro-batch.
void change_blocks(Random& random, Draft& draft) {
  Problem& problem = draft.problem;
  Block& block = any_of(random, problem.blocks);
  if (problem.pairs.empty() && uniform(random, 0, 1)) {
    constexpr Repeat repeats[] = {Repeat::each, Repeat::first, Repeat::last};
    if (block.times.empty()) block.repeat = any_of(random, repeats);
  } else if (block.machines.size() > 1) {
    std::erase_if(block.machines, [&](MachineId m) { return !owner(problem, m); });
  }
}

void change_relations(Random& random, Draft& draft) {
  Problem& problem = draft.problem;
  const auto any_block = [&] {
    return BlockId{static_cast<int>(uniform(random, 0, std::ssize(problem.blocks) - 1))};
  };
  switch (uniform(random, 0, 3)) {
    case 0:
      if (!problem.pairs.empty()) std::swap(any_of(random, problem.pairs), problem.pairs.back());
      if (!problem.pairs.empty()) problem.pairs.pop_back();
      break;
    case 1:
      problem.pairs.push_back({{any_block()}, {any_block()}, uniform(random, 0, 9)});
      break;
    case 2:
      problem.edges.push_back({any_block(), any_block(), uniform(random, 0, 3), 0});
      break;
    default:
      if (!problem.edges.empty()) problem.edges.pop_back();
      break;
  }
}

using Change = void (*)(Random&, Draft&);
constexpr Change changes[] = {change_waits,     change_waits,     change_groups,  change_groups,
                              change_groups,    change_durations, change_feeding, change_feeding,
                              change_durations, change_pools,     change_pools,   change_times_of_blocks,
                              change_blocks,    change_relations};

}  // namespace

void mutate_wide(Random& random, Draft& draft) { any_of(random, changes)(random, draft); }

}  // namespace repetend::test
