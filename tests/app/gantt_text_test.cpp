#include "app/chart/gantt_text.hpp"

#include <algorithm>
#include <sstream>

#include "sim/engine/engine.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/pipelines.hpp"
#include "tests/support/problems.hpp"

using namespace repetend;

namespace {

Plan timed_pipeline(int p, int micro_batches) {
  auto problem = std::make_shared<Problem>(test::pipeline(p, micro_batches, 1'000'000, 2'000'000));
  Orders orders = test::one_forward_one_backward(*problem);
  return time_plan({std::move(problem), "1f1b", std::move(orders), {}, {}});
}

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> result;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) result.push_back(line);
  return result;
}

}  // namespace

TEST_CASE("a small plan is drawn to scale, each instance with its micro-batch", "[gantt]") {
  // 2 devices, 3 micro-batches, F 1 ms, B 2 ms: 12 ms in 36 columns, 3 a millisecond.
  const std::vector<std::string> drawn = lines(app::gantt_text(timed_pipeline(2, 3), {.columns = 42}));
  REQUIRE(drawn.size() == 4);
  CHECK(drawn[0] == "      0              5              10 ms");
  CHECK(drawn[1] == "gpu0  0--1--......0=====2--1=====...2=====");
  CHECK(drawn[2] == "gpu1  ...0--0=====1--1=====2--2=====......");
  CHECK(
      drawn[3] ==
      "      number: micro-batch   - forward   = backward   ~ weight gradient   # several devices   . idle");
}

TEST_CASE("a plan of any length fits the columns", "[gantt]") {
  const Plan plan = timed_pipeline(8, 1000);
  for (const int columns : {40, 80, 200}) {
    const std::vector<std::string> drawn = lines(app::gantt_text(plan, {.columns = columns}));
    REQUIRE(drawn.size() == 10);
    for (std::size_t row = 1; row <= 8; ++row) CHECK(std::ssize(drawn[row]) == columns);
    CHECK(std::ssize(drawn[0]) <= columns + 12);  // a label may begin in the last column
  }
}

TEST_CASE("a plan with several instances a column is drawn as a density", "[gantt]") {
  // 2 devices, 40 micro-batches, F 1 ms, B 2 ms: 123 ms in 41 columns, 3 ms a column. gpu0 idles from 2 to 4
  // and from 120 to 121 ms, gpu1 in the first and in the last two.
  const std::vector<std::string> drawn = lines(app::gantt_text(timed_pipeline(2, 40), {.columns = 47}));
  REQUIRE(drawn.size() == 4);
  CHECK(drawn[1] == "gpu0  66" + std::string(38, '#') + "6");
  CHECK(drawn[2] == "gpu1  6" + std::string(39, '#') + "3");
  CHECK(drawn[3] == "      several instances a column: # always busy   9 to 0 tenths of it busy   . idle");
}

TEST_CASE("a terminal too narrow to draw in is treated as a wider one", "[gantt]") {
  CHECK(lines(app::gantt_text(timed_pipeline(2, 2), {.columns = 3}))[1].size() == 26);
}

TEST_CASE("colours come only when asked for, and change no sign", "[gantt]") {
  const Plan plan = timed_pipeline(2, 3);
  const std::string plain = app::gantt_text(plan, {.columns = 60});
  std::string coloured = app::gantt_text(plan, {.columns = 60, .colour = true});
  CHECK(plain.find('\033') == std::string::npos);
  CHECK(coloured.find("\033[36m") != std::string::npos);
  for (auto at = coloured.find('\033'); at != std::string::npos; at = coloured.find('\033'))
    coloured.erase(at, coloured.find('m', at) + 1 - at);
  CHECK(coloured == plain);
}

TEST_CASE("a plan that does not start at zero is drawn from its start", "[gantt]") {
  Plan plan = timed_pipeline(2, 3);
  const std::string at_zero = app::gantt_text(plan, {.columns = 60});
  for (Time& start : plan.start) start += 5'000'000;
  CHECK(app::gantt_text(plan, {.columns = 60}) == at_zero);
}
