// What binds a plan with lanes and pools, what of it is exposed, and what more memory gains, worked by hand.
#include "app/exposure.hpp"
#include "app/more_room.hpp"
#include "app/what_if.hpp"
#include "tests/support/catch.hpp"

using namespace repetend;

namespace {

constexpr BlockId forward_f{0}, offload_o{1}, plain_p{2};
constexpr MachineId compute{0}, d2h{1};
constexpr PoolId memory{0};

// Each F holds 9 of 17 bytes until its copy O, on another lane, has ended: one fits at a time, so that F@1
// waits for O@0. P needs no memory.
Problem copied_away() {
  Problem problem;
  problem.micro_batches = 2;
  problem.devices = {{.name = "gpu0", .memory = 17}};
  problem.machines = {{"d2h", DeviceId{0}}};
  problem.blocks = {
      {.name = "F", .time = 1, .uses = {{.device = DeviceId{0}, .acquire = 9}}},
      {.name = "O", .kind = BlockKind::offload, .time = 3, .uses = {{.device = DeviceId{0}, .release = 9}}},
      {.name = "P", .time = 1, .uses = {{.device = DeviceId{0}}}}};
  problem.blocks[offload_o.index()].machines = {d2h};
  problem.edges = {{forward_f, offload_o}};
  return problem;
}

app::SimulatedPlan played(Problem problem, Orders orders, std::vector<Wait> waits) {
  return app::simulated(std::make_shared<const Plan>(Plan{std::make_shared<const Problem>(std::move(problem)),
                                                          "test",
                                                          std::move(orders),
                                                          {},
                                                          {},
                                                          {.waits = std::move(waits)}}));
}

// P@0 F@0 F@1 P@1: P 0-1, F 1-2, O 2-5, F 5-6, P 6-7 beside O 6-9.
app::SimulatedPlan waiting_for_room() {
  return played(
      copied_away(),
      {{{plain_p, 0}, {forward_f, 0}, {forward_f, 1}, {plain_p, 1}}, {{offload_o, 0}, {offload_o, 1}}},
      {{{offload_o, 0}, {forward_f, 1}}});
}

}  // namespace

TEST_CASE("the critical path is divided by machine, and its waits by pool") {
  const app::SimulatedPlan run = waiting_for_room();
  REQUIRE(run.makespan() == 9);
  const auto times = app::path_by_machine(run);
  CHECK(times[compute] == 3);
  CHECK(times[d2h] == 6);
  CHECK(app::path_waits_by_pool(run)[memory] == 1);
}

TEST_CASE("what is exposed is told by block and by what waited for it") {
  const auto exposed = app::exposures(waiting_for_room());
  REQUIRE(exposed.size() == 2);
  CHECK(exposed[0].time == 3);  // O@0
  CHECK(exposed[0].block == offload_o);
  CHECK(exposed[0].machine == d2h);
  CHECK(exposed[0].waiting == forward_f);
  CHECK(exposed[1].time == 2);  // O@1 after P@1
  CHECK(exposed[1].block == offload_o);
  CHECK_FALSE(exposed[1].waiting);
}

// With 18 bytes both F fit: F@1 2-3, O@1 5-8.
TEST_CASE("more memory drops the waits that it no longer asks for") {
  const auto rooms = app::more_room(waiting_for_room());
  REQUIRE(rooms.size() == 1);
  CHECK(rooms[0].pool == memory);
  CHECK(rooms[0].more == 1);  // a sixteenth of 17
  CHECK(rooms[0].makespan == 8);
}

TEST_CASE("more memory gains nothing where not even one more fits") {
  Problem problem = copied_away();
  problem.devices[0].memory = 16;
  const auto rooms = app::more_room(
      played(problem,
             {{{plain_p, 0}, {forward_f, 0}, {forward_f, 1}, {plain_p, 1}}, {{offload_o, 0}, {offload_o, 1}}},
             {{{offload_o, 0}, {forward_f, 1}}}));
  REQUIRE(rooms.size() == 1);
  CHECK(rooms[0].makespan == 9);
}

// F 0-1, O 1-4, F 4-5, O 5-8, then P 8-10; with more memory F@1 1-2, O@1 4-7 and P, which still waits, 7-9.
TEST_CASE("waits that memory did not ask for stay when it grows") {
  const app::SimulatedPlan run =
      played(copied_away(),
             {{{forward_f, 0}, {forward_f, 1}, {plain_p, 0}, {plain_p, 1}}, {{offload_o, 0}, {offload_o, 1}}},
             {{{offload_o, 0}, {forward_f, 1}}, {{offload_o, 1}, {plain_p, 0}}});
  REQUIRE(run.makespan() == 10);
  const auto rooms = app::more_room(run);
  REQUIRE(rooms.size() == 1);
  CHECK(rooms[0].makespan == 9);
}

TEST_CASE("a pool that one machine's order fills needs another plan") {
  Problem problem = copied_away();
  problem.machines.clear();
  problem.blocks[offload_o.index()].machines.clear();
  const Orders orders{
      {{forward_f, 0}, {offload_o, 0}, {plain_p, 0}, {forward_f, 1}, {offload_o, 1}, {plain_p, 1}}};
  const app::SimulatedPlan full = played(problem, orders, {});
  CHECK(app::more_room(full).empty());
  CHECK(app::full_by_order(full) == std::vector{memory});
  problem.devices[0].memory = 18;
  CHECK(app::full_by_order(played(problem, orders, {})).empty());
}

// P, then F and O twice: 1 + 2 (1 + 100) ns; 100 ns become 91, rounded up.
TEST_CASE("all copies together are one part to speed up") {
  Problem problem = copied_away();
  problem.blocks[offload_o.index()].time = 100;
  const app::SimulatedPlan run =
      played(problem,
             {{{plain_p, 0}, {forward_f, 0}, {forward_f, 1}, {plain_p, 1}}, {{offload_o, 0}, {offload_o, 1}}},
             {{{offload_o, 0}, {forward_f, 1}}});
  REQUIRE(run.makespan() == 203);
  const auto speedups = app::speedups(*run.plan);
  const auto copies = std::ranges::find(speedups, "all copies", &app::Speedup::part);
  REQUIRE(copies != speedups.end());
  CHECK(copies->makespan == 185);
}
