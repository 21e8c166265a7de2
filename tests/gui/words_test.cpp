#include "gui/chart/data/words.hpp"

#include "app/chart/time_axis.hpp"
#include "gui/chart/data/dependencies.hpp"
#include "sim/core/file.hpp"
#include "sim/engine/engine.hpp"
#include "tests/gui/charted.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/drawn_plan.hpp"

namespace repetend::test {

namespace {

std::string first_wait(const gui::ChartedPlan& plan, IdleCause cause) {
  for (const DeviceId d : ids<DeviceId>(plan.device_count()))
    for (const IdleInterval& idle : plan.idle[d.index()])
      if (idle.cause == cause) return gui::describe(plan, d, idle).toStdString();
  return {};
}

// Blocks of a pipeline of 4: F0 .. F3, then B3 .. B0.
const Instance f0{BlockId{0}, 0}, f1{BlockId{1}, 0}, b0{BlockId{7}, 0};

}  // namespace

TEST_CASE("waiting is told in words") {
  const auto plan = charted_pipeline("1F1B", 4, 8);
  CHECK(first_wait(*plan, IdleCause::warm_up) ==
        "gpu1 is idle 1.10 us before its first work, F1 of micro-batch 0");
  CHECK(first_wait(*plan, IdleCause::block) ==
        "gpu0 waits 6.50 us for B1 of micro-batch 0 (still to run on gpu1)");
  CHECK(first_wait(*plan, IdleCause::transfer) ==
        "gpu0 waits 100 ns for the data of B1 of micro-batch 0 (on the way)");
  CHECK(first_wait(*plan, IdleCause::cool_down) ==
        "gpu1 is idle 2.10 us after its last work, B1 of micro-batch 7");
}

TEST_CASE("instances, transfers and memory are told in words") {
  const auto plan = charted_pipeline("1F1B", 4, 8);
  CHECK(gui::describe(*plan, f1) ==
        "F1 of micro-batch 0 (forward, stage 1) on gpu1: 1 us, from 1.10 us to 2.10 us");
  CHECK(gui::describe(*plan, plan->simulation.transfers.front()) ==
        "gpu0 sends 40 B of F0 of micro-batch 0 to gpu1: 100 ns");
  CHECK(gui::describe_memory(*plan, PoolId{0}, 1'500) == "gpu0 holds 2 B of 8 B at 1.50 us");
}

TEST_CASE("a difference is told by cause and adds up to that of the makespans") {
  const gui::Charts plans = two_plans();
  const auto savings = gui::savings(*plans[0], *plans[1]);
  for (const gui::Saving& saving : savings) {
    CHECK(saving.gained() - saving.lost() == plans[1]->makespan() - plans[0]->makespan());
    CHECK(saving.work == 0);
  }
  const QString words = gui::describe(*plans[0], *plans[1], DeviceId{0}, savings[0]);
  CHECK(words.startsWith("1F1B on gpu0 against GPipe: "));
}

TEST_CASE("an instance's dependencies are its edges, and one binds what waited") {
  const auto plan = charted_pipeline("1F1B", 4, 8);
  const auto of_f1 = gui::dependencies(*plan, f1);
  REQUIRE(of_f1.size() == 2);
  CHECK(of_f1[0].from == f0);
  CHECK(of_f1[0].binding);
  CHECK(of_f1[1].from == f1);
  CHECK(gui::dependencies(*plan, b0).size() == 1);
}

TEST_CASE("what runs once in the iteration depends on the last of what it needs") {
  const auto plan = charted_schedule(read_file("scenarios/iteration-4.yaml"), "1f1b");
  const Instance first_b0{BlockId{7}, 0}, last_b0{BlockId{7}, 7}, g0{BlockId{8}, 7};
  const auto of_g0 = gui::dependencies(*plan, g0);
  REQUIRE(of_g0.size() == 1);
  CHECK(of_g0[0].from == last_b0);
  CHECK(of_g0[0].binding);
  CHECK_FALSE(of_g0[0].wait);
  for (const Instance i : {first_b0, last_b0}) CHECK(gui::dependencies(*plan, i).back().to == g0);
  CHECK_FALSE(gui::dependencies(*plan, first_b0).back().binding);
}

TEST_CASE("a wait for a start decides when that is") {
  Plan plan = fused_plan_with_copies();
  const Instance forward{BlockId{0}, 1}, copy{BlockId{2}, 1};
  plan.couplings.waits = {{forward, copy, true}};
  const auto chart =
      gui::chart_plan("at the start", std::make_shared<const Plan>(time_plan(std::move(plan))));
  CHECK(chart->start(copy) == 4'000);
  const auto of_copy = gui::dependencies(*chart, copy);
  REQUIRE(of_copy.size() == 1);
  CHECK(of_copy[0].from == forward);
  CHECK(of_copy[0].wait);
  CHECK(of_copy[0].on_start);
  CHECK(of_copy[0].binding);
}

TEST_CASE("a deadlock is charted as far as it ran and named") {
  auto plan = *charted_pipeline("1F1B", 2, 2)->plan;
  std::swap(plan.orders[MachineId{1}][0],
            plan.orders[MachineId{1}][1]);  // the backward before its own forward
  const auto chart = gui::chart_plan("stuck", std::make_shared<const Plan>(plan));
  REQUIRE(chart->simulation.deadlock);
  CHECK(chart->ran(MachineId{1}) == 0);
  CHECK(gui::figures(*chart).front().startsWith("deadlock: "));
}

TEST_CASE("ticks are round, apart and told from each other") {
  for (const double ns_per_pixel : {0.02, 1.0, 37.0, 12'345.0, 1e9, 2e10, 1e12}) {
    const gui::TimeScale scale{1'234'567, ns_per_pixel};
    const app::TimeAxis axis = app::time_axis(scale.from, scale.to_time(1'000), 90 * ns_per_pixel);
    REQUIRE(!axis.ticks.empty());
    for (std::size_t k = 0; k < axis.ticks.size(); ++k) {
      CHECK(axis.ticks[k] % axis.step == 0);
      if (k == 0) continue;
      CHECK(scale.to_pixel(axis.ticks[k]) - scale.to_pixel(axis.ticks[k - 1]) >= 89.9);
      CHECK(axis.label(axis.ticks[k]) != axis.label(axis.ticks[k - 1]));
    }
  }
}

}  // namespace repetend::test
