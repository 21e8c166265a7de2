#include "app/simulated.hpp"

#include "app/words/describe.hpp"
#include "data/models/scenario.hpp"
#include "search/search.hpp"
#include "sim/verify/verify.hpp"
#include "tests/support/catch.hpp"

using namespace repetend;

TEST_CASE("a plan with the times of its simulation is valid, whatever its repetend was found for") {
  const Scenario scenario =
      data::read_scenario(REPETEND_SOURCE_DIR "/scenarios/tessel/v-4.yaml", {{"micro_batches", "12"}})
          .scenario;
  search::Options options;
  options.objective = search::Objective::period;
  const search::Result found = search::search(scenario.placements(), options);
  REQUIRE(found.plan);
  const app::SimulatedPlan run = app::simulated(std::make_shared<const Plan>(*found.plan));
  CHECK(verify(app::timed(run)).empty());
  CHECK(app::timed(run).start == run.simulation.start);

  // A repetend of other times is left out, and nothing else is.
  Plan shifted = *found.plan;
  REQUIRE(shifted.repetend);
  ++shifted.repetend->period;
  const Plan timed = app::timed(app::simulated(std::make_shared<const Plan>(shifted)));
  CHECK_FALSE(timed.repetend);
  CHECK(verify(timed).empty());
}

TEST_CASE("bubbles by cause add up to the bubble") {
  const Scenario scenario =
      data::read_scenario(REPETEND_SOURCE_DIR "/scenarios/simgrid-8.yaml", {{"micro_batches", "4"}}).scenario;
  const search::Result found = search::search(scenario.placements());
  REQUIRE(found.plan);
  const app::SimulatedPlan run = app::simulated(std::make_shared<const Plan>(*found.plan));
  double sum = 0;
  for (const double ratio : app::bubble_by_cause(run)) sum += ratio;
  CHECK(sum == Approx(run.bubble));
}

TEST_CASE("a plan of lanes is played with its waits, its pairs and what slows it down") {
  Problem problem;
  problem.devices = {{.name = "gpu0"}};
  problem.machines = {{"comm", DeviceId{0}}, {"d2h", DeviceId{0}}};
  const auto add = [&](std::string name, BlockKind kind, Time time, std::vector<MachineId> machines) {
    Block block{.name = std::move(name), .kind = kind, .time = time, .uses = {{.device = DeviceId{0}}}};
    block.machines = std::move(machines);
    problem.blocks.push_back(std::move(block));
    return Instance{BlockId{problem.blocks.size() - 1}, 0};
  };
  const MachineId comm{1}, d2h{2};
  const Instance f = add("F", BlockKind::forward, 4, {}), b = add("B", BlockKind::backward, 4, {});
  const Instance c = add("C", BlockKind::communication, 10, {comm});
  const Instance o = add("O", BlockKind::offload, 20, {d2h});
  const Instance x = add("X", BlockKind::forward, 2, {}), y = add("Y", BlockKind::forward, 2, {});
  problem.blocks[o.block.index()].uses[0].release = problem.blocks[y.block.index()].uses[0].acquire = 1;
  problem.edges = {{c.block, x.block}};
  problem.pairs = {{{f.block}, {b.block}, 6}};
  problem.interference = {{"compute", "comm", unit_speed * 3 / 2}};
  Plan plan{std::make_shared<const Problem>(problem), "test", {{f, b, x, y}, {c}, {o}}, {}, {}};
  plan.couplings = {.waits = {{o, y}}, .fused = {{f, b}}};
  const app::SimulatedPlan run = app::simulated(std::make_shared<const Plan>(plan));
  CHECK(run.end(b) == 9);   // 6 at 2/3
  CHECK(run.end(c) == 13);  // 6 of 10 in the first 9
  CHECK(run.start(y) == 20);
  REQUIRE(run.idle[0].size() == 2);
  CHECK(app::describe(run, DeviceId{0}, run.idle[0][0]) ==
        "gpu0 waits 4 ns for C of micro-batch 0 (running on gpu0.comm)");
  CHECK(app::describe(run, DeviceId{0}, run.idle[0][1]) ==
        "gpu0 waits 5 ns: O of micro-batch 0 makes room in memory first");
  CHECK(run.lanes[comm.index()].busy == 13);
  CHECK(run.lanes[comm.index()].exposed() == 4);
  CHECK(run.lanes[d2h.index()].exposed() == 5);
  double sum = 0;
  for (const double ratio : app::bubble_by_cause(run)) sum += ratio;
  CHECK(sum == Approx(run.bubble));
  CHECK(run.critical.back().reason == CriticalStep::Reason::wait);
  CHECK(app::cause_name(IdleCause::communication) == "waiting for communication");
  CHECK(app::cause_name(IdleCause::offload) == "waiting for an offload");
  CHECK(app::cause_name(IdleCause::host) == "waiting for the host");
  CHECK(app::cause_name(IdleCause::block) == "waiting for a block");
  CHECK(app::cause_name(IdleCause::memory) == "waiting for memory");
}
