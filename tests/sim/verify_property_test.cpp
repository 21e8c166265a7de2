// verify() against a judge of its own, on random plans and what random changes make of them.
#include <map>
#include <set>

#include "sim/core/error.hpp"
#include "sim/engine/engine.hpp"
#include "sim/verify/verify.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/drafts.hpp"
#include "tests/support/judge.hpp"
#include "tests/support/plan_mutants.hpp"
#include "tests/support/problems.hpp"
#include "tests/support/wide_drafts.hpp"

using namespace repetend;
using test::any_of;
using test::Draft;
using test::Random;
using test::uniform;

namespace {

constexpr TransferMode modes[] = {TransferMode::none, TransferMode::async, TransferMode::rendezvous,
                                  TransferMode::blocking};

// A tight plan: the engine's times of random orders, capacities at the peaks. Nothing on a deadlock.
std::optional<Draft> tight_plan(Random& random, TransferMode mode) {
  Draft draft;
  draft.problem = test::random_problem(random, {.max_blocks = 6, .max_micro_batches = 4, .transfer = mode});
  draft.plan.orders = test::random_orders(random, draft.problem);
  const auto peaks = peak_memory(draft.problem, draft.plan.orders);
  for (std::size_t d = 0; d < peaks.size(); ++d)
    if (uniform(random, 0, 1)) draft.problem.devices[d].memory = peaks[d];
  try {
    draft.plan = time_plan(draft.finish());
  } catch (const RequestError&) {
    return std::nullopt;
  }
  return draft;
}

// One micro-batch after the other, at a period that leaves room for every transfer: all of it is a repetend.
std::optional<Draft> periodic_plan(Random& random, TransferMode mode) {
  Problem one = test::random_problem(random, {.max_blocks = 6, .max_micro_batches = 1, .transfer = mode});
  Draft single{one, {}};
  single.plan.orders = test::random_orders(random, one);
  try {
    single.plan = time_plan(single.finish());
  } catch (const RequestError&) {
    return std::nullopt;
  }
  Draft draft = single;
  draft.problem.micro_batches = static_cast<int>(uniform(random, 2, 4));
  draft.plan.start.clear();
  const Time period = makespan(single.plan) + 20 * uniform(random, 0, 3);
  for (Time start : single.plan.start)
    for (int n = 0; n < draft.problem.micro_batches; ++n) draft.plan.start.push_back(start + n * period);
  for (auto& order : draft.plan.orders) {
    const auto block_order = order;
    order.clear();
    for (int n = 0; n < draft.problem.micro_batches; ++n)
      for (Instance i : block_order) order.push_back({i.block, n});
  }
  draft.plan.repetend = Repetend{period, 1, 0, (draft.problem.micro_batches - 1) * period};
  return draft;
}

// What became of the mutants.
struct Tally {
  int valid = 0, broken = 0;
  std::map<std::string, int> only;  // mutants that break one constraint alone

  int count() const { return valid + broken; }
  void judge(const Plan& plan) {
    const std::vector<Violation> violations = verify(plan);
    INFO("seed state: mutant " << count() << ", transfer " << to_string(plan.problem->transfer)
                               << (violations.empty()
                                       ? ""
                                       : ": " + violations[0].constraint + ": " + violations[0].message));
    REQUIRE(violations.empty() == test::judge(plan));
    ++(violations.empty() ? valid : broken);
    std::set<std::string> names;
    for (const Violation& v : violations) names.insert(v.constraint);
    if (names.size() == 1) ++only[*names.begin()];
  }
};

// What plain plans can break.
constexpr const char* plain_constraints[] = {"shape",      "start",    "order",  "overlap", "sequence",
                                             "dependency", "transfer", "memory", "repetend"};

}  // namespace

TEST_CASE("verify and an independent judge agree on 10,000 mutants") {
  Random random(20240303);
  Tally tally;
  while (tally.count() < 12'000) {
    const TransferMode mode = any_of(random, modes);
    const auto base = uniform(random, 0, 3) ? tight_plan(random, mode) : periodic_plan(random, mode);
    if (!base) continue;
    for (int mutant = 0; mutant < 12; ++mutant) {
      Draft draft = *base;
      for (auto left = uniform(random, 1, 2); left > 0; --left) mutate(random, draft);
      tally.judge(draft.finish());
    }
  }
  CHECK(tally.valid > 2'000);
  CHECK(tally.broken > 5'000);
  for (const char* name : plain_constraints) {
    INFO(name);
    CHECK(tally.only[name] > 20);
  }
}

TEST_CASE("verify and an independent judge agree on 10,000 mutants of wide plans") {
  Random random(20240304);
  Tally tally;
  while (tally.count() < 12'000) {
    const TransferMode mode = any_of(random, modes);
    const auto base =
        uniform(random, 0, 5) ? test::tight_wide_plan(random, mode) : test::periodic_wide_plan(random, mode);
    if (!base) continue;
    for (int mutant = 0; mutant < 12; ++mutant) {
      Draft draft = *base;
      for (auto left = uniform(random, 1, 2); left > 0; --left)
        (uniform(random, 0, 1) ? test::mutate : test::mutate_wide)(random, draft);
      tally.judge(draft.finish());
    }
  }
  CHECK(tally.valid > 2'000);
  CHECK(tally.broken > 5'000);
#define CONSTRAINT(name) \
  INFO(#name);           \
  CHECK(tally.only[#name] > 20);
#include "sim/verify/constraints.def"
#undef CONSTRAINT
}

TEST_CASE("verify accepts what the engine produces") {
  Random random(7);
  for (TransferMode mode : modes)
    for (int round = 0; round < 300; ++round)
      if (auto draft = tight_plan(random, mode)) {
        const Plan plan = draft->finish();
        CHECK_NOTHROW(require_valid(plan));
        CHECK(test::judge(plan));
      }
}

TEST_CASE("verify accepts wide plans as soon as nothing holds them back") {
  Random random(8);
  int valid = 0;
  for (TransferMode mode : modes)
    for (int round = 0; round < 100; ++round)
      if (auto draft = test::tight_wide_plan(random, mode)) {
        const Plan plan = draft->finish();
        CHECK_NOTHROW(require_valid(plan));
        CHECK(test::judge(plan));
        ++valid;
      }
  CHECK(valid > 200);
}
