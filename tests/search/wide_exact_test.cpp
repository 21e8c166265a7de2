// Branch and bound over whole wide plans against all plans, and on problems whose optimum is published.
#include "search/search.hpp"
#include "search/wide/exact_plan.hpp"
#include "sim/problem/durations.hpp"
#include "sim/problem/machines.hpp"
#include "sim/problem/pools.hpp"
#include "sim/verify/verify.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/exhaustive_wide.hpp"
#include "tests/support/wide_problems.hpp"
#include "tests/support/wide_tables.hpp"

using namespace repetend;

namespace {

search::Budget states(std::uint64_t limit) {
  search::Options options;
  options.state_limit = limit;
  return search::Budget(options);
}

bool small_enough(const Problem& problem) {
  const auto machines = machines_by_block(problem);
  IdVector<MachineId, int> load(machine_count(problem));
  for (const Instance i : instances_of(problem))
    for (MachineId m : machines[i.block]) ++load[m];
  return std::ranges::max(load) <= 6;
}

std::optional<test::BestPlans> reference(const Problem& problem) {
  try {
    return test::best_plans(problem);
  } catch (const std::length_error&) {
    return std::nullopt;
  }
}

// With the times of the sequence and no waits: a plan that no waits can tell is still one by its starts,
// where what takes no time waits for what is behind it at the same instant.
Plan by_its_starts(const search::WideModel& model, const search::TimedSequence& sequence) {
  Plan plan{
      model.shared_problem(), "search", Orders(model.machine_count()), std::vector<Time>(model.size()), {}};
  for (std::size_t k = 0; k < sequence.units.size(); ++k) {
    FusedGroup group;
    for (const search::InstanceIndex i : sequence.units[k].instances) {
      group.push_back(instance_at(model.problem(), i));
      plan.start[i] = sequence.start[k];
      for (MachineId m : model.machines(i)) plan.orders[m].push_back(group.back());
    }
    if (group.size() > 1) plan.couplings.fused.push_back(std::move(group));
  }
  return plan;
}

bool takes_time(const Problem& problem) {
  return std::ranges::all_of(instances_of(problem), [&](Instance i) { return Durations(problem)[i] > 0; });
}

// The smallest budget is spent before anything is known.
void check_proof(const std::shared_ptr<const Problem>& problem, Time shortest) {
  const search::WideModel model(problem);
  auto budget = states(200'000);
  const auto proof = search::prove_least_makespan(model, 0, shortest + 1, budget);
  REQUIRE(proof.complete);
  CHECK(proof.bound == shortest);
  REQUIRE(proof.best);
  CHECK(proof.best->end == shortest);
  const Plan told = by_its_starts(model, *proof.best);
  CHECK(verify(told).empty());
  CHECK(makespan(told) == shortest);
  const auto plan = search::to_plan(model, *proof.best);
  CHECK((plan || !takes_time(*problem)));
  if (plan) CHECK(makespan(*plan) == shortest);
  auto loose = states(200'000);
  const auto unguided = search::prove_least_makespan(model, 0, sum_limit, loose);
  REQUIRE(unguided.best);
  CHECK(unguided.bound == shortest);
  CHECK(unguided.best->end == shortest);
  for (const std::uint64_t few : {0, 3, 10}) {
    auto tiny = states(few);
    CHECK(search::prove_least_makespan(model, 0, sum_limit, tiny).bound <= shortest);
  }
}

}  // namespace

// Memory binds where it is less than what the shortest plans need.
TEST_CASE("branch and bound over wide plans finds what all plans together have") {
  int proved = 0, bound_by_memory = 0;
  for (std::uint64_t seed = 0; proved < 600; ++seed) {
    CAPTURE(seed);
    Problem problem = test::wide_problem(seed, {.max_devices = 3, .max_blocks = 5, .max_micro_batches = 3});
    problem.micro_batch_order = MicroBatchOrder::given;
    if (!small_enough(problem)) continue;
    const auto free = reference(problem);
    if (!free) continue;
    check_proof(std::make_shared<const Problem>(problem), free->makespan);
    ++proved;
    for (DeviceId d : ids<DeviceId>(problem.devices.size()))
      problem.devices[d.index()].memory =
          std::max<Bytes>(problem.devices[d.index()].static_memory, free->least_peaks[PoolId{d.index()}] - 1);
    const auto bounded = reference(problem);
    if (!bounded) continue;
    const auto shared = std::make_shared<const Problem>(problem);
    if (bounded->within_memory) {
      check_proof(shared, *bounded->within_memory);
      bound_by_memory += *bounded->within_memory > free->makespan;
    } else {
      auto budget = states(200'000);
      const auto proof = search::prove_least_makespan(search::WideModel(shared), 0, sum_limit, budget);
      CHECK_FALSE(proof.best);
    }
  }
  CHECK(bound_by_memory > 20);
}

TEST_CASE("the shortest plan of two chains of DeepSeek-V3's layers on two lanes is proved") {
  const search::WideModel model(std::make_shared<const Problem>(test::deepseek_pair(4)));
  auto budget = states(200'000);
  const auto proof = search::prove_least_makespan(model, 0, 20'000, budget);
  CHECK(proof.complete);
  CHECK(proof.bound == 12'030);
}
