#include "sim/schedules/schedule.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/problems.hpp"

namespace repetend::test {

TEST_CASE("schedules are found by name", "[schedules]") {
  REQUIRE(find_schedule("1f1b"));
  CHECK(find_schedule("1f1b")->name == "1f1b");
  CHECK_FALSE(find_schedule("2f2b"));
  for (const Schedule& schedule : all_schedules()) CHECK(find_schedule(schedule.name) == &schedule);
}

TEST_CASE("a schedule that exceeds the memory says where and by how much", "[schedules]") {
  auto problem = std::make_shared<Problem>(pipeline(2, 4, 1, 1, 1024));
  problem->devices[1].memory = 3 * 1024;
  const ScheduledPlan made = schedule_problem(*find_schedule("gpipe"), problem);
  REQUIRE(made.applicable());
  CHECK(made.plan->timed());
  CHECK_FALSE(made.feasible());
  CHECK(made.reason == "out of memory: F1@3 needs 4 KiB on gpu1, which has 3 KiB");
}

TEST_CASE("a schedule that deadlocks says who waits for whom", "[schedules]") {
  auto problem = std::make_shared<Problem>(pipeline(4, 8, 1, 1));
  problem->links.fallback = Link{1, 1'000'000'000};
  for (Edge& edge : problem->edges) edge.bytes = 1;
  problem->transfer = TransferMode::blocking;
  const ScheduledPlan made = schedule_problem(*find_schedule("1f1b"), problem);
  CHECK(made.applicable());
  CHECK(made.deadlocked());
  CHECK_FALSE(made.feasible());
  CHECK_THAT(made.reason, ContainsSubstring("waits"));
}

}  // namespace repetend::test
