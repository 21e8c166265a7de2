#include "app/words/figures.hpp"

#include "app/compare/row.hpp"
#include "app/words/table.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/generated.hpp"
#include "tests/support/problems.hpp"

using namespace repetend;

TEST_CASE("shares, rates and ratios for people", "[format]") {
  CHECK(app::percent_text(0) == "0.0 %");
  CHECK(app::percent_text(0.031) == "3.1 %");
  CHECK(app::percent_text(1) == "100.0 %");
  CHECK(app::rate_text(388) == "388/s");
  CHECK(app::rate_text(2.0249) == "2.02/s");
  CHECK(app::rate_text(153846.15) == "153846/s");
  CHECK(app::ratio_text(1.337) == "1.34x");
}

TEST_CASE("how good a value is, in words", "[format]") {
  CHECK(app::proof_text(100, 90, true) == "optimal (proved)");
  CHECK(app::proof_text(100, 0, false) == "no bound known");
  CHECK(app::proof_text(113, 100, false) == "within 13.0 % of the bound");
  CHECK(app::proof_text(1005, 1000, false) == "within 0.50 % of the bound");
  CHECK(app::proof_text(10001, 10000, false) == "within 0.010 % of the bound");
}

TEST_CASE("what an answer for the latency or the memory comes to, and how good that is", "[format]") {
  const auto text = [](search::Objective objective) {
    search::Options options;
    options.objective = objective;
    return app::objective_text(search::search(test::alone(test::pipeline(4, 8, 1, 2)), options));
  };
  using Text = std::pair<std::string, std::string>;
  CHECK(text(search::Objective::latency) == Text("completion", "23 ns on average, optimal (proved)"));
  CHECK(text(search::Objective::memory) == Text("highest peak", "4 B, at this period optimal (proved)"));
  CHECK(!text(search::Objective::makespan));
}

TEST_CASE("a period of a placement in both directions is followed by that of the model", "[format]") {
  const auto text = [](const char* placement) {
    search::Options options;
    options.objective = search::Objective::period;
    return app::period_text(search::search(test::alone(*test::placed(placement, 4, 8)), options));
  };
  CHECK(text("shape: x, forward: 1, backward: 3") ==
        "8 ns a micro-batch, 4 ns for each of the model's 2 in it, optimal (proved)");
  CHECK(text("shape: v, forward: 1, backward: 3") == "4 ns a micro-batch, optimal (proved)");
}

TEST_CASE("the device closest to its capacity is named", "[format]") {
  Problem problem = test::pipeline(3, 1, 1, 1);
  problem.devices[0].memory = 100;
  problem.devices[1].memory = 10;
  CHECK(app::tightest_memory(problem, app::measure(problem, 0, 0, {50, 6, 1000})) == "6 B of 10 B on gpu1");
  CHECK(app::tightest_memory(problem, app::measure(problem, 0, 0, {50, 5, 1000})) ==
        "50 B of 100 B on gpu0");  // the first of equals
  for (Device& device : problem.devices) device.memory = unlimited;
  CHECK(app::tightest_memory(problem, app::measure(problem, 0, 0, {50, 6, 2048})) == "2 KiB on gpu2");
}

TEST_CASE("columns are as wide as their widest cell", "[format]") {
  app::Table table({{"name", app::Table::Align::left}, {"n"}, {"last", app::Table::Align::left}});
  table.add({"a", "1", "x"});
  table.add({"longer", "1000", ""});
  CHECK(table.text("  ") ==
        "  name       n  last\n"
        "  a          1  x\n"
        "  longer  1000\n");
  CHECK(app::Table({{"only", app::Table::Align::left}}).text() == "only\n");
}
