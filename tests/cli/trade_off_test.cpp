#include <nlohmann/json.hpp>

#include "tests/cli/command_line.hpp"
#include "tests/support/catch.hpp"

using namespace repetend;

TEST_CASE("search --pareto prints the curve, as a table and as JSON") {
  const std::string line = "search scenarios/tessel/v-4.yaml --pareto";
  const auto text = test::run_line(line);
  CHECK(text.code == 0);
  CHECK_THAT(text.out, ContainsSubstring("1 MiB    128 us             2.91x"));
  const auto ran = test::run_line(line + " --format json");
  const auto points = nlohmann::json::parse(ran.out)["points"];
  REQUIRE(points.size() == 4);
  CHECK(points.front()["peak_memory"] == 1 << 20);
  CHECK(points.back()["makespan_ns"] == 44'000);
  CHECK(points.back()["makespan_optimal"] == true);
}

TEST_CASE("search --period finds the least memory, or says why there is no such plan") {
  const std::string line = "search scenarios/tessel/m-4.yaml --period ";
  CHECK_THAT(test::run_line(line + "7us").out, ContainsSubstring("4 MiB of 6 MiB"));
  const auto none = test::run_line(line + "5us");
  CHECK(none.code == 1);
  CHECK_THAT(none.err, ContainsSubstring("the least possible is 6 us"));
  CHECK(none.out.empty());
}

TEST_CASE("search --pareto and --period refuse what does not go with them") {
  const std::string line = "search scenarios/tessel/v-4.yaml ";
  const auto options = GENERATE(as<std::string>(), "--pareto --gantt", "--pareto --period 5us",
                                "--period 5us --objective latency", "--period 0s", "--period soon");
  const auto ran = test::run_line(line + options);
  CAPTURE(options, ran.err);
  CHECK(ran.code == 2);
  CHECK_THAT(ran.err, ContainsSubstring("--p"));
}
