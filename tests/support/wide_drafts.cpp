#include "tests/support/wide_drafts.hpp"

#include <algorithm>
#include <numeric>

#include "tests/support/judge_play.hpp"
#include "tests/support/naive_times.hpp"
#include "tests/support/wide_problems.hpp"

namespace repetend::test {
namespace {

// Calls `change` with every instance that orders, waits and groups name.
template <class Change>
void change_instances(Plan& plan, Change change) {
  for (auto& order : plan.orders)
    for (Instance& i : order) change(i);
  for (Wait& wait : plan.couplings.waits) {
    change(wait.before);
    change(wait.after);
  }
  for (FusedGroup& group : plan.couplings.fused)
    for (Instance& i : group) change(i);
}

void feed_otherwise(Random& random, Draft& draft) {
  std::vector<std::int32_t> order(static_cast<std::size_t>(draft.problem.micro_batches));
  std::iota(order.begin(), order.end(), 0);
  for (std::size_t k = order.size(); k > 1; --k)
    std::swap(order[k - 1], order[static_cast<std::size_t>(uniform(random, 0, static_cast<int>(k) - 1))]);
  draft.problem.micro_batch_order = MicroBatchOrder::free;
  draft.plan.micro_batch_order = order;
  change_instances(draft.plan, [&](Instance& i) {
    if (draft.problem.block(i.block).repeat == Repeat::each)
      i.micro_batch = order[static_cast<std::size_t>(i.micro_batch)];
  });
}

// What is fused ends together.
void take_other_times(Random& random, Draft& draft) {
  for (std::size_t k = 0; k < draft.problem.instances(); ++k)
    draft.plan.durations.push_back(uniform(random, 0, 9));
  for (const FusedGroup& group : draft.plan.couplings.fused)
    for (Instance i : group)
      draft.plan.durations[instance_index(draft.problem, i)] =
          draft.plan.durations[instance_index(draft.problem, group.front())];
}

void tighten(Random& random, Draft& draft) {
  const Plan plan = draft.finish();
  Play play(plan);
  play.measure();
  const std::size_t devices = draft.problem.devices.size();
  for (std::size_t pool = 0; pool < devices + draft.problem.pools.size(); ++pool)
    if (uniform(random, 0, 1))
      (pool < devices ? draft.problem.devices[pool].memory : draft.problem.pools[pool - devices].capacity) =
          highest_level(play, pool);
}

bool time(Draft& draft) {
  auto start = naive_times(draft.finish());
  if (start) draft.plan.start = std::move(*start);
  return start.has_value();
}

Draft random_draft(Random& random, const WideProblem& options) {
  Draft draft;
  draft.problem = wide_problem(random(), options);
  draft.plan = random_plan(std::make_shared<const Problem>(draft.problem), random());
  for (Wait& wait : draft.plan.couplings.waits) wait.for_start = uniform(random, 0, 2) == 0;
  return draft;
}

}  // namespace

std::optional<Draft> tight_wide_plan(Random& random, TransferMode mode) {
  Draft draft =
      random_draft(random, {.max_devices = 3, .max_blocks = 7, .max_micro_batches = 3, .transfer = mode});
  if (uniform(random, 0, 4) == 0) feed_otherwise(random, draft);
  if (uniform(random, 0, 3) == 0) take_other_times(random, draft);
  if (!time(draft)) return std::nullopt;
  tighten(random, draft);
  return draft;
}

std::optional<Draft> periodic_wide_plan(Random& random, TransferMode mode) {
  const Draft one = [&] {
    WideProblem options{.max_devices = 3, .max_blocks = 6, .max_micro_batches = 1, .transfer = mode};
    options.times = options.distances = false;
    return random_draft(random, options);
  }();
  Draft single = one;
  if (!time(single)) return std::nullopt;
  Draft draft = one;
  const int count = draft.problem.micro_batches = static_cast<int>(uniform(random, 2, 4));
  const Time period = makespan(single.finish()) + uniform(random, 1, 20);
  const auto runs = [&](Instance i, int n) { return is_instance(draft.problem, {i.block, n}); };
  for (Time t : single.plan.start)
    for (int n = 0; n < count; ++n) draft.plan.start.push_back(t + n * period);
  for (auto& order : draft.plan.orders) {
    const auto once = std::exchange(order, {});
    for (int n = 0; n < count; ++n)
      for (Instance i : once)
        if (runs(i, n)) order.push_back({i.block, n});
  }
  draft.plan.couplings = {};
  for (int n = 0; n < count; ++n) {
    for (const auto& [before, after, for_start] : one.plan.couplings.waits)
      if (runs(before, n) && runs(after, n))
        draft.plan.couplings.waits.push_back({{before.block, n}, {after.block, n}, for_start});
    for (FusedGroup group : one.plan.couplings.fused) {
      for (Instance& i : group) i.micro_batch = n;
      draft.plan.couplings.fused.push_back(group);
    }
  }
  draft.plan.repetend = Repetend{period, 1, 0, (count - 1) * period};
  return draft;
}

}  // namespace repetend::test
