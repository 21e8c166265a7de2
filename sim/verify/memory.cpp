// What the pools hold. Where one machine alone changes a pool its order tells all; of others the times do.
#include <tuple>

#include "sim/core/human.hpp"
#include "sim/problem/pools.hpp"
#include "sim/verify/constraint.hpp"

namespace repetend::constraints {
namespace {

// What each block that has to do with one pool does to it, by block.
using Uses = std::vector<std::pair<BlockId, PoolUse>>;

IdVector<PoolId, Uses> uses_by_pool(const Problem& problem) {
  IdVector<PoolId, Uses> result(pool_count(problem));
  for (BlockId b : ids<BlockId>(problem.blocks.size())) {
    for (const DeviceUse& use : problem.block(b).uses)
      result[memory_of(use.device)].push_back(
          {b, {memory_of(use.device), use.acquire, use.release, use.workspace}});
    for (const PoolUse& use : problem.block(b).elsewhere) result[use.pool].push_back({b, use});
  }
  return result;
}

class Judge {
 public:
  Judge(const TimedPlan& timed, PoolId pool, Report& report)
      : timed_(timed),
        pool_(pool),
        report_(report),
        at_start_(timed.problem.memory_release == MemoryRelease::start),
        level_(static_memory_of(timed.problem, pool)) {}

  // Along the order of the machine that alone changes the pool. `of` has the uses by block, null for none.
  void by_order(const std::vector<Instance>& order, const IdVector<BlockId, const PoolUse*>& of) {
    for (std::size_t k = 0, end = 0; k < order.size(); k = end) {
      end = timed_.run_end(order, k);
      Bytes workspace = 0;
      if (at_start_) release(order, k, end, of);
      for (std::size_t j = k; j < end; ++j) {
        const PoolUse* use = of[order[j].block];
        if (!use) continue;
        level_ += use->acquire;
        workspace += use->workspace;
        expect(order[j], level_ + workspace);
      }
      if (!at_start_) release(order, k, end, of);
    }
  }

  // At one instant releases come first, on whatever machine.
  void by_time(const Uses& uses) {
    struct Change {
      Time at;
      bool takes;
      Instance instance;
      Bytes amount;
    };
    std::vector<Change> changes;
    for (const auto& [b, use] : uses)
      for (std::int32_t n : micro_batches_of(timed_.problem, b).numbers()) {
        const Instance i{b, n};
        const Time start = timed_.start(i), end = timed_.end(i);
        const Bytes workspace = start < end ? use.workspace : 0;
        changes.push_back({start, true, i, use.acquire + workspace});
        changes.push_back({end, false, i, -workspace});
        changes.push_back({at_start_ ? start : end, false, i, -use.release});
      }
    std::erase_if(changes, [](const Change& c) { return c.amount == 0; });
    std::ranges::sort(changes, {}, [](const Change& c) { return std::tuple(c.at, c.takes, c.instance); });
    for (const Change& c : changes) {
      level_ += c.amount;
      if (c.takes) expect(c.instance, level_);
    }
  }

 private:
  void release(const std::vector<Instance>& order, std::size_t begin, std::size_t end,
               const IdVector<BlockId, const PoolUse*>& of) {
    for (std::size_t j = begin; j < end; ++j)
      if (const PoolUse* use = of[order[j].block]) level_ -= use->release;
  }

  void expect(Instance i, Bytes level) {
    const Bytes capacity = capacity_of(timed_.problem, pool_);
    if (level > capacity)
      report_("{} starts at {} ns and brings the {} {} to {}, {} above its capacity of {}", timed_.name(i),
              timed_.start(i), is_memory(timed_.problem, pool_) ? "memory of" : "pool",
              pool_name(timed_.problem, pool_), human_bytes(level), human_bytes(level - capacity),
              human_bytes(capacity));
  }

  const TimedPlan& timed_;
  PoolId pool_;
  Report& report_;
  bool at_start_;  // whether what is released is so at the start
  Bytes level_;
};

}  // namespace

void memory(const TimedPlan& timed, Report& report) {
  const Problem& problem = timed.problem;
  const auto uses = uses_by_pool(problem);
  const auto sole = sole_machines(problem);
  IdVector<BlockId, const PoolUse*> of(problem.blocks.size());
  for (PoolId p : pools(problem)) {
    const Bytes held = static_memory_of(problem, p), capacity = capacity_of(problem, p);
    if (held > capacity)
      report("the static memory of {} is {} above its capacity of {}", pool_name(problem, p),
             human_bytes(held - capacity), human_bytes(capacity));
    for (const auto& [b, use] : uses[p]) of[b] = &use;
    // What takes no time, as a plan's own durations may have it, holds what it takes at no time.
    const auto lasts = [&](Instance i) { return !of[i.block] || timed.start(i) < timed.end(i); };
    Judge judge(timed, p, report);
    if (sole[p] && std::ranges::all_of(timed.order(*sole[p]), lasts))
      judge.by_order(timed.order(*sole[p]), of);
    else
      judge.by_time(uses[p]);
    for (const auto& [b, use] : uses[p]) of[b] = nullptr;
  }
}

}  // namespace repetend::constraints
