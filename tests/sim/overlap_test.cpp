// Schedules whose forwards and backwards run fused, beside the figures of a public emulator
// (Victarry/PP-Schedule-Visualization): F = 1, B = 2 a stage (I = W = 1), free transfers.
#include <fmt/format.h>

#include "sim/formats/scenario/scenario.hpp"
#include "sim/plan/pool_levels.hpp"
#include "sim/schedules/schedule.hpp"
#include "sim/verify/verify.hpp"
#include "tests/support/catch.hpp"

using namespace repetend;

namespace {

// Costs are in ns, those of a chunk of two in half stages; the time of a pair as well.
struct Case {
  std::string schedule, shape;
  int ranks, micro_batches;
  Time forward, backward;
};

// Every forward with every backward of its device; a backward in two parts is one side.
void add_pairs(Problem& problem, Time time) {
  const auto on = [&](BlockId b) { return problem.block(b).uses.front().device; };
  const auto all = ids<BlockId>(problem.blocks.size());
  const auto weight_of = [&](BlockId input) {
    for (const Edge& e : problem.edges)
      if (e.from == input && problem.block(e.to).kind == BlockKind::weight_gradient) return e.to;
    return BlockId{};
  };
  for (BlockId f : all)
    for (BlockId b : all) {
      if (problem.block(f).kind != BlockKind::forward || on(f) != on(b)) continue;
      if (problem.block(b).kind == BlockKind::backward) problem.pairs.push_back({{f}, {b}, time});
      if (problem.block(b).kind == BlockKind::input_gradient)
        problem.pairs.push_back({{f}, {b, weight_of(b)}, time});
    }
}

std::shared_ptr<const Problem> problem_of(const Case& c, Time pair) {
  const bool split = c.shape == "dualpipe" || c.shape == "zbv";
  const std::string backward =
      split ? fmt::format("input_gradient: {}ns, weight_gradient: {}ns", c.backward / 2, c.backward / 2)
            : fmt::format("backward: {}ns", c.backward);
  const std::string text = fmt::format(
      "micro_batches: {}\ndevices: {{count: {}}}\nplacement: {{shape: {}, forward: {}ns, {}, activation: "
      "1B}}\n",
      c.micro_batches, c.ranks, c.shape, c.forward, backward);
  Problem problem = *parse_scenario(text, "overlap.yaml").problem;
  if (pair > 0) add_pairs(problem, pair);
  return std::make_shared<const Problem>(std::move(problem));
}

ScheduledPlan planned(const Case& c, Time pair) {
  const ScheduledPlan made = schedule_problem(*find_schedule(c.schedule), problem_of(c, pair));
  CAPTURE(c.schedule, c.ranks, c.micro_batches, pair, made.reason);
  REQUIRE(made.feasible());
  CHECK(verify(*made.plan).empty());
  return made;
}

// In stage units of 2 ns, which halves are exact in.
Case stages(const std::string& schedule, int p, int m) {
  if (schedule == "dualpipe") return {schedule, "dualpipe", p, m / 2, 2, 4};
  return {schedule, schedule == "dualpipev" ? "zbv" : schedule == "interleaved-overlap" ? "interleaved" : "v",
          p,        m,
          2,        4};
}

}  // namespace

TEST_CASE("overlapped schedules take what a public emulator says") {
  using Row = std::tuple<std::string, int, int, std::array<double, 3>>;
  const auto& [schedule, p, m, expected] = GENERATE(table<std::string, int, int, std::array<double, 3>>({
      Row{"1f1b-overlap", 4, 8, {33, 29.5, 26}},
      Row{"1f1b-overlap", 4, 10, {39, 34.5, 30}},
      Row{"1f1b-overlap", 4, 16, {57, 49.5, 42}},
      Row{"1f1b-overlap", 8, 16, {69, 61.5, 54}},
      Row{"1f1b-overlap", 8, 20, {81, 71.5, 62}},
      Row{"1f1b-overlap", 8, 32, {117, 101.5, 86}},
      Row{"interleaved-overlap", 4, 8, {57, 51.5, 46}},
      Row{"interleaved-overlap", 4, 16, {105, 91.5, 78}},
      Row{"interleaved-overlap", 8, 16, {117, 105.5, 94}},
      Row{"interleaved-overlap", 8, 32, {213, 185.5, 158}},
      Row{"dualpipe", 4, 8, {26, 24, 22}},
      Row{"dualpipe", 4, 10, {32, 29, 26}},
      Row{"dualpipe", 4, 16, {50, 44, 38}},
      Row{"dualpipe", 8, 16, {54, 49, 44}},
      Row{"dualpipe", 8, 20, {66, 59, 52}},
      Row{"dualpipe", 8, 32, {102, 89, 76}},
      Row{"dualpipev", 4, 8, {54, 49, 44}},
      Row{"dualpipev", 4, 10, {66, 59, 52}},
      Row{"dualpipev", 4, 16, {102, 89, 76}},
      Row{"dualpipev", 8, 16, {110, 99, 88}},
      Row{"dualpipev", 8, 20, {134, 119, 104}},
      Row{"dualpipev", 8, 32, {206, 179, 152}},
  }));
  const std::array<Time, 3> pairs{6, 5, 4};
  CAPTURE(schedule, p, m);
  for (std::size_t k = 0; k < pairs.size(); ++k)
    CHECK(static_cast<double>(makespan(*planned(stages(schedule, p, m), pairs[k]).plan)) / 2 == expected[k]);
}

TEST_CASE("without a pair DualPipe runs plain orders, in less") {
  const std::array<std::tuple<int, int, double, double>, 6> rows{{{4, 8, 25, 51},
                                                                  {4, 10, 31, 63},
                                                                  {4, 16, 49, 99},
                                                                  {8, 16, 51, 103},
                                                                  {8, 20, 63, 127},
                                                                  {8, 32, 99, 199}}};
  for (const auto& [p, m, dualpipe, dualpipev] : rows) {
    CAPTURE(p, m);
    CHECK(static_cast<double>(makespan(*planned(stages("dualpipe", p, m), 0).plan)) / 2 == dualpipe);
    CHECK(static_cast<double>(makespan(*planned(stages("dualpipev", p, m), 0).plan)) / 2 == dualpipev);
  }
}

TEST_CASE("peaks of overlapped schedules are those of their papers") {
  const auto peaks = [](const std::string& schedule, int p, int m) {
    return peak_pools(*planned(stages(schedule, p, m), 5).plan).plain();
  };
  CHECK(peaks("1f1b-overlap", 4, 16) == std::vector<Bytes>{8, 6, 4, 2});
  CHECK(peaks("interleaved-overlap", 4, 16) == std::vector<Bytes>{12, 10, 8, 6});
  CHECK(peaks("dualpipe", 4, 16) == std::vector<Bytes>{5, 5, 5, 5});
  CHECK(peaks("dualpipe", 8, 20) == std::vector<Bytes>(8, 9));
  CHECK(peaks("dualpipev", 4, 16) == std::vector<Bytes>{9, 9, 9, 9});
}

TEST_CASE("pairs of other costs follow the closed forms") {
  const Case interleaved{"interleaved-overlap", "interleaved", 4, 16, 4, 8};
  const Case dualpipev{"dualpipev", "zbv", 4, 16, 4, 8};
  CHECK(makespan(*planned(interleaved, 11).plan) == 393);  // 98.25 stage units of 4
  CHECK(makespan(*planned(dualpipev, 11).plan) == 382);    // 95.5
  CHECK(makespan(*planned({"dualpipev", "zbv", 4, 10, 10, 20}, 26).plan) == 604);
}
