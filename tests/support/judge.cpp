#include "tests/support/judge.hpp"

#include <algorithm>
#include <set>

#include "tests/support/judge_play.hpp"

namespace repetend::test {

namespace {

bool ordered_everywhere(const Play& play) {
  if (play.plan.orders.size() != play.problem.devices.size() + play.problem.machines.size()) return false;
  for (std::size_t m = 0; m < play.plan.orders.size(); ++m) {
    std::multiset<Instance> expected;
    for (Instance i : play.all)
      if (std::ranges::count(play.machines(i.block), m) > 0) expected.insert(i);
    if (expected != std::multiset<Instance>(play.order(m).begin(), play.order(m).end())) return false;
  }
  return true;
}

bool timed(const Play& play) {
  const Plan& plan = play.plan;
  const auto n = static_cast<std::size_t>(play.problem.micro_batches);
  const std::size_t entries = play.problem.blocks.size() * n;
  if (plan.start.size() != entries) return false;
  if (!plan.durations.empty() && plan.durations.size() != entries) return false;
  return std::ranges::all_of(play.all, [&](Instance i) {
    const std::size_t at = i.block.index() * n + static_cast<std::size_t>(i.micro_batch);
    return plan.start[at] >= 0 && (plan.durations.empty() || plan.durations[at] >= 0);
  });
}

// What is fused stands side by side on all machines of all of it.
bool side_by_side(const Play& play, const FusedGroup& group) {
  for (Instance i : group)
    for (std::size_t m : play.machines(i.block))
      if (std::ranges::search(play.order(m), group).empty()) return false;
  return group.size() > 1;
}

bool coupled(const Play& play) {
  const auto there = [&](Instance i) { return std::ranges::count(play.all, i) == 1; };
  for (const Wait& wait : play.plan.couplings.waits)
    if (!there(wait.before) || !there(wait.after)) return false;
  std::set<Instance> fused;
  for (const FusedGroup& group : play.plan.couplings.fused) {
    for (Instance i : group)
      if (!there(i) || !fused.insert(i).second) return false;
    if (!side_by_side(play, group)) return false;
  }
  return true;
}

bool fed(const Play& play) {
  const auto& order = play.plan.micro_batch_order;
  if (order.empty()) return true;
  const std::set<std::int32_t> once(order.begin(), order.end());
  const auto n = static_cast<std::size_t>(play.problem.micro_batches);
  return play.problem.micro_batch_order == MicroBatchOrder::free && order.size() == n && once.size() == n &&
         *once.begin() == 0 && *once.rbegin() == play.problem.micro_batches - 1;
}

bool complete(const Play& play) {
  return play.problem.choices.empty() && ordered_everywhere(play) && timed(play) && coupled(play) &&
         fed(play);
}

// Whatever a machine is to run earlier has ended, but for what runs as one.
bool one_at_a_time(const Play& play) {
  for (std::size_t m = 0; m < play.plan.orders.size(); ++m)
    for (std::size_t l = 0; l < play.order(m).size(); ++l)
      for (std::size_t k = 0; k < l; ++k) {
        const Instance before = play.order(m)[k], after = play.order(m)[l];
        if (play.start(after) < play.end(before) && !play.fused(before, after)) return false;
      }
  return true;
}

bool in_sequence(const Play& play) {
  const auto& order = play.plan.micro_batch_order;
  const auto turn = [&](Instance i) {
    return order.empty() ? i.micro_batch : std::ranges::find(order, i.micro_batch) - order.begin();
  };
  for (Instance a : play.all)
    for (Instance b : play.all)
      if (a.block == b.block && turn(a) < turn(b) && play.start(a) > play.start(b)) return false;
  return true;
}

bool dependencies_hold(const Play& play) {
  for (const Edge& edge : play.problem.edges)
    for (Instance a : play.all)
      for (Instance b : play.all)
        if (play.waits_for(edge, b, a) && !play.on_one_side(a, b) && play.start(b) < play.end(a))
          return false;
  return true;
}

bool waits_hold(const Play& play) {
  return std::ranges::all_of(play.plan.couplings.waits, [&](const Wait& wait) {
    return play.start(wait.after) >= (wait.for_start ? play.start(wait.before) : play.end(wait.before));
  });
}

// All that an instance leads to, directly or not.
std::set<Instance> all_after(const Play& play, Instance first) {
  std::set<Instance> found{first};
  for (std::size_t before = 0; before < found.size();) {
    before = found.size();
    for (const Edge& edge : play.problem.edges)
      for (Instance a : play.all)
        for (Instance b : play.all)
          if (play.waits_for(edge, b, a) && found.contains(a)) found.insert(b);
  }
  return found;
}

bool pairs_hold(const Play& play) {
  for (const FusedGroup& group : play.plan.couplings.fused) {
    if (!sides(play.problem, group)) return false;
    for (Instance a : group) {
      const std::set<Instance> later = all_after(play, a);
      for (Instance b : group) {
        if (play.start(a) != play.start(b) || play.end(a) != play.end(b)) return false;
        if (play.on_one_side(a, b) ? a.micro_batch != b.micro_batch : later.contains(b)) return false;
      }
    }
  }
  return true;
}

// What a block does to a pool: memories of devices come first, then further pools.
PoolUse use_of(const Block& block, std::size_t pool) {
  PoolUse sum{PoolId{pool}};
  const auto add = [&](const auto& use) {
    sum.acquire += use.acquire;
    sum.release += use.release;
    sum.workspace += use.workspace;
  };
  for (const DeviceUse& use : block.uses)
    if (use.device.index() == pool) add(use);
  for (const PoolUse& use : block.elsewhere)
    if (use.pool.index() == pool) add(use);
  return sum;
}

bool memory_fits(const Play& play) {
  const Problem& problem = play.problem;
  const std::size_t devices = problem.devices.size();
  for (std::size_t pool = 0; pool < devices + problem.pools.size(); ++pool)
    if (highest_level(play, pool) >
        (pool < devices ? problem.devices[pool].memory : problem.pools[pool - devices].capacity))
      return false;
  return true;
}

// Each window of the repetition is the one before, one period later and u micro-batches on.
bool repeats(const Play& play) {
  if (!play.plan.repetend) return true;
  const auto [period, u, first, last] = *play.plan.repetend;
  if (period < 1 || u < 1 || first < 0 || last < first || (last - first) % period) return false;
  const auto window = [&, period = period](Time begin) {
    std::set<Instance> found;
    for (Instance i : play.all)
      if (play.each(i.block) && play.start(i) >= begin && play.start(i) < begin + period) found.insert(i);
    return found;
  };
  for (Time begin = first; begin <= last; begin += period) {
    const std::set<Instance> here = window(begin);
    for (std::size_t b = 0; b < play.problem.blocks.size(); ++b) {
      if (!play.each(BlockId{b})) continue;
      const auto count = std::ranges::count(here, BlockId{b}, &Instance::block);
      if (count < u || (begin < last && count > u)) return false;
    }
    if (begin == last) break;
    for (Instance i : here) {
      const Instance next{i.block, i.micro_batch + u};
      if (!window(begin + period).contains(next) || play.start(next) != play.start(i) + period) return false;
    }
  }
  return true;
}

}  // namespace

Bytes highest_level(const Play& play, std::size_t pool) {
  const Problem& problem = play.problem;
  const bool early = problem.memory_release == MemoryRelease::start;
  const std::size_t devices = problem.devices.size();
  const Bytes held =
      pool < devices ? problem.devices[pool].static_memory : problem.pools[pool - devices].static_memory;
  Bytes highest = held;
  for (Instance moment : play.all) {
    const Time t = play.start(moment);
    Bytes level = held;
    for (Instance i : play.all) {
      const PoolUse use = use_of(problem.blocks[i.block.index()], pool);
      if (play.start(i) <= t) level += use.acquire;
      if ((early ? play.start(i) : play.end(i)) <= t) level -= use.release;
      if (play.start(i) <= t && t < play.end(i)) level += use.workspace;
    }
    highest = std::max(highest, level);
  }
  return highest;
}

bool judge(const Plan& plan) {
  Play play(plan);
  if (!complete(play)) return false;
  play.measure();
  return one_at_a_time(play) && in_sequence(play) && dependencies_hold(play) && waits_hold(play) &&
         pairs_hold(play) && transfers_arrive(play) && memory_fits(play) && repeats(play);
}

}  // namespace repetend::test
