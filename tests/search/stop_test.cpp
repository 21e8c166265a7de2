// Asked to stop, every part of the search does so within a few steps; steps are counted, not seconds.
#include "search/completion/find_repetend.hpp"
#include "search/completion/least_memory.hpp"
#include "search/completion/local_search.hpp"
#include "search/completion/play.hpp"
#include "search/completion/rearrange.hpp"
#include "search/completion/segments.hpp"
#include "search/exact/branch_and_bound.hpp"
#include "search/exact/period_branch_and_bound.hpp"
#include "search/exact/refute.hpp"
#include "search/modulo/find.hpp"
#include "search/modulo/reorder.hpp"
#include "search/trade_off.hpp"
#include "sim/problem/graph.hpp"
#include "sim/verify/verify.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/perturbed.hpp"
#include "tests/support/placements.hpp"
#include "tests/support/problems.hpp"

namespace repetend::search {
namespace {

const std::atomic<bool> yes{true};

Options cancelled() {
  Options options;
  options.cancel = &yes;
  return options;
}

Problem nn() { return test::tessel_placement("nn", {.micro_batches = 8, .memory = 6}); }

Orders one_by_one(const Problem& problem) { return one_at_a_time(problem, dependency_order(problem)); }

// How often it is asked again after its first yes, which is its `after`th answer.
struct Asked {
  int after, times = 0;
  Stop stop() {
    return [this] { return ++times >= after; };
  }
  int too_often() const { return times - after; }
};

}  // namespace

TEST_CASE("Stages with a budget expand nothing once the search is cancelled") {
  const Problem problem = nn();
  const CyclicModel model(problem);
  const Orders orders = one_by_one(problem);
  const Draft plan = *play(DraftModel(problem), orders);
  const Time length = *std::ranges::max_element(plan.starts());
  Budget budget(cancelled());
  CHECK(!find_cyclic(model, 8, 32, budget));
  Budget free{Options{}};
  const CyclicSchedule loose = *find_at(model, 100, 1, free);
  CHECK(reorder(model, loose, 8, budget).period <= loose.period);
  CHECK(!local_search(problem, orders, {.enough = 1}, budget));
  CHECK(!prove_least(problem, Measure::makespan, 1, length, budget).complete);
  CHECK(prove_period(model, disjunctive_graph(problem), 8, 80, budget).bound == 8);
  CHECK(!local_search(problem, orders, {.accept = Acceptance::better}, budget));
  const DraftModel drafts(problem);
  CHECK(!rearrange(drafts, {single_blocks(problem)}, plan.starts(), {1, 100, 1}, budget));
  CHECK(budget.used() == 0);
}

TEST_CASE("Stages without a budget ask often, and hardly ever again after the answer") {
  const Problem problem = test::tessel_placement("v", {.micro_batches = 4096, .memory = 4});
  const Orders orders = one_by_one(problem);
  const std::vector<Time> starts = play(DraftModel(problem), orders)->starts();
  Asked asked{GENERATE(1, 2)};
  SECTION("timing a plan") { CHECK(!play(DraftModel(problem), orders, asked.stop())); }
  SECTION("its repetend") { CHECK(!find_repetend(problem, starts, asked.stop())); }
  SECTION("the least memory") { CHECK(!least_memory(nn(), asked.stop()).exact); }
  SECTION("a sequence that runs") { CHECK(!runnable_sequence(problem, 100'000, asked.stop())); }
  CHECK(asked.times >= asked.after);
  CHECK(asked.too_often() <= 1);
}

TEST_CASE("A refutation that is stopped refutes nothing") {
  const auto problem = test::perturbed({"shape: v", "1f1b", 8, 32}, 1);
  const Time bound = refuted_up_to(*problem, 1, 1);
  REQUIRE(refuted(*problem, 1, bound - 1));
  Asked asked{1};
  CHECK(!refuted(*problem, 1, bound - 1, asked.stop()));
  CHECK(asked.times == 1);
}

TEST_CASE("Cancelled before it begins, the search answers with a plan made at once, or says so") {
  const Result small = search(test::alone(nn()), cancelled());
  REQUIRE(small.plan);
  CHECK(verify(*small.plan).empty());
  CHECK(small.states_expanded == 0);
  CHECK(trade_off(test::alone(nn()), cancelled()).size() == 1);
  const Placements large = test::alone(test::tessel_placement("v", {.micro_batches = 4096, .memory = 4}));
  const Result result = search(large, cancelled());
  CHECK(!result.plan);
  CHECK(result.reason == "cancelled before a first plan was found");
  CHECK(trade_off(large, cancelled()).empty());
}

TEST_CASE("However short its time, the search answers with a valid plan") {
  const auto mode =
      GENERATE(TransferMode::none, TransferMode::async, TransferMode::rendezvous, TransferMode::blocking);
  Problem problem = test::pipeline(4, 32, 10, 20);
  problem.transfer = mode;
  problem.links.fallback = Link{1, 1'000'000'000};
  Options options;
  options.time_limit_s = 0;
  const Result result = search(test::alone(problem), options);
  REQUIRE(result.plan);
  CHECK(verify(*result.plan).empty());
  CHECK(result.states_expanded == 0);
  CHECK(trade_off(test::alone(problem), options).size() == 1);
}

TEST_CASE("Neither does a short time make a tight memory look too small") {
  // F0 and F1 each take all the memory, which B0 and B1 give back; in the order of the blocks both would at
  // once.
  Problem problem = test::pipeline(1, 2048, 10, 10, 2);
  problem.devices[0].memory = 2;
  const Block forward = problem.blocks[0], backward = problem.blocks[1];
  problem.blocks = {forward, forward, backward, backward};
  problem.blocks[1].name = "F1";
  problem.blocks[3].name = "B1";
  problem.edges = {{BlockId{0}, BlockId{2}}, {BlockId{1}, BlockId{3}}};
  REQUIRE(find_out_of_memory(problem, one_by_one(problem)));
  Options options;
  options.time_limit_s = 0;
  const Result result = search(test::alone(problem), options);
  REQUIRE(result.plan);
  CHECK(verify(*result.plan).empty());
}

TEST_CASE("Cancelled at any stage, the search ends within a few hundred states, with a valid plan") {
  const bool uneven = GENERATE(false, true);
  const Placements placements =
      uneven ? Placements{test::perturbed({"shape: v", "1f1b", 16, 64}, 1)}
             : test::alone(test::tessel_placement("x", {.micro_batches = 64, .memory = 4}));
  const Objective objective = GENERATE(Objective::makespan, Objective::memory);
  const std::uint64_t after = GENERATE(1u, 5'000u);
  std::atomic<bool> cancel{false};
  std::uint64_t states = 0;
  Options options;
  options.objective = objective;
  options.cancel = &cancel;
  options.progress = [&](const Progress& p) {
    if (p.states < after || cancel) return;
    cancel = true;
    states = p.states;
  };
  const Result result = search(placements, options);
  REQUIRE(result.plan);
  CHECK(verify(*result.plan).empty());
  if (cancel) CHECK(result.states_expanded <= states + 300);
}

}  // namespace repetend::search
