#include "sim/schedules/schedule.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/problems.hpp"

namespace repetend::test {

TEST_CASE("schedules are found by name", "[schedules]") {
  REQUIRE(find_schedule("1f1b"));
  CHECK(find_schedule("1f1b")->name == "1f1b");
  CHECK_FALSE(find_schedule("2f2b"));
  for (const Schedule& schedule : all_schedules()) {
    REQUIRE(find_schedule(schedule.name));
    CHECK(find_schedule(schedule.name)->summary == schedule.summary);
  }
}

TEST_CASE("a schedule's name may set its parameter", "[schedules]") {
  REQUIRE(find_schedule("interleaved:g=5"));
  CHECK(find_schedule("interleaved:g=5")->name == "interleaved:g=5");
  const std::string expected =
      "expected interleaved:g=NUMBER, the micro-batches of a group, a whole number from 1";
  for (const std::string setting :
       {"", "g", "g=", "g=0", "g=-4", "g=4x", "g=99999999999", "h=4", "G=4", "g=4:g=4"}) {
    const std::string name = "interleaved:" + setting;
    CHECK_FALSE(find_schedule(name));
    CHECK(why_no_schedule(name) == "schedule '" + name + "': " + expected);
  }
  CHECK_FALSE(find_schedule("gpipe:g=5"));
  CHECK(why_no_schedule("gpipe:g=5") == "schedule 'gpipe:g=5': gpipe has no parameters");
  CHECK(
      why_no_schedule("gpip").starts_with("unknown schedule 'gpip'; did you mean 'gpipe'?; known are gpipe"));
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
