// Micro-batches that go through a pipeline in slices of their sequence: the placement, what is recognised of
// it, and Seq1F1B.
#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <set>

#include "sim/schedules/layouts.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/generated.hpp"
#include "tests/support/split_placements.hpp"

namespace repetend::test {
namespace {

std::set<std::string> edges_of(const Problem& problem) {
  std::set<std::string> edges;
  for (const Edge& e : problem.edges)
    edges.insert(fmt::format("{} {}", problem.block(e.from).name, problem.block(e.to).name));
  return edges;
}

const Block& block_named(const Problem& problem, const std::string& name) {
  return *std::ranges::find(problem.blocks, name, &Block::name);
}

// Where the names and the order of the blocks say nothing.
Problem anonymous(const Problem& problem, std::uint64_t seed) {
  std::vector<BlockId> place;
  for (BlockId b : ids<BlockId>(problem.blocks.size())) place.push_back(b);
  std::ranges::shuffle(place, std::mt19937_64(seed));
  Problem result = problem;
  for (std::size_t b = 0; b < place.size(); ++b) {
    Block& block = result.blocks[place[b].index()] = problem.blocks[b];
    block.name = fmt::format("block{}", place[b].value);
    block.stage.reset();
  }
  for (Edge& e : result.edges) e = {place[e.from.index()], place[e.to.index()], e.bytes, e.distance};
  return result;
}

}  // namespace

TEST_CASE("a slice follows the slice before it and that of the stage before, its backward the others") {
  const Problem problem =
      *placed("shape: v, slices: 2, forward: [4, 5], backward: 6, activation: 3, bytes: 5", 2, 1);
  CHECK(edges_of(problem) == std::set<std::string>{"F0s0 F0s1", "F0s0 F1s0", "F0s1 F1s1", "F1s0 F1s1",
                                                   "F1s1 B1s1", "B1s1 B1s0", "B1s1 B0s1", "B1s0 B0s0",
                                                   "B0s1 B0s0"});
  CHECK(block_named(problem, "F0s1").time == 2);
  CHECK(block_named(problem, "F1s1").time == 3);  // rounded up
  CHECK(block_named(problem, "B1s0").time == 3);
  CHECK(block_named(problem, "F0s1").uses[0].acquire == 2);
  CHECK(block_named(problem, "B0s1").uses[0].release == 2);
  CHECK(block_named(problem, "F1s1").stage == 1);
  for (const Edge& e : problem.edges) {
    const bool crosses = problem.block(e.from).uses[0].device != problem.block(e.to).uses[0].device;
    CHECK(e.bytes == (crosses ? 3 : 0));
  }
  CHECK(edges_of(*placed("shape: v, slices: 1", 3, 1)) == edges_of(*placed("shape: v", 3, 1)));
}

TEST_CASE("seq1f1b reaches the published makespans and peaks") {
  struct Row {
    int p, m, slices;
    Time makespan;  // in eighths of a stage's forward
    Bytes peak;     // in quarters of a micro-batch
  };
  const auto row =
      GENERATE(Row{4, 8, 2, 228, 10}, Row{4, 8, 4, 210, 7}, Row{8, 16, 2, 468, 18}, Row{8, 16, 4, 426, 11});
  const Outcome got =
      outcome("seq1f1b",
              placed(fmt::format("shape: v, slices: {}, forward: 8, backward: 16, activation: 4", row.slices),
                     row.p, row.m));
  CHECK(got.makespan == row.makespan);
  CHECK(got.peaks.front() == row.peak);
}

// (m + (p - 1) / s)(F + B), and 1 + (p - 1 - r) / s micro-batches on device r.
TEST_CASE("seq1f1b attains its closed form") {
  const int p = GENERATE(2, 3, 4, 8), slices = GENERATE(2, 3, 4);
  for (const int m : {p, 2 * p, 3 * p + 1}) {
    CAPTURE(p, slices, m);
    const Outcome got = outcome(
        "seq1f1b", placed(fmt::format("shape: v, slices: {0}, forward: {0}, backward: {1}, activation: {0}",
                                      slices, 2 * slices),
                          p, m));
    CHECK(got.makespan == 3 * (slices * m + p - 1));
    for (int r = 0; r < p; ++r) CHECK(got.peaks[static_cast<std::size_t>(r)] == slices + p - 1 - r);
  }
}

TEST_CASE("slices are recognised by kinds, dependencies and devices") {
  const int slices = GENERATE(2, 3);
  const std::string shape = GENERATE("v", "zb");
  const auto named = placed(fmt::format("shape: {}, slices: {}", shape, slices), 4, 6);
  const Outcome expected = outcome("seq1f1b", named);
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const auto unnamed = std::make_shared<Problem>(anonymous(*named, seed));
    const Recognition found = recognise_pipeline(*unnamed);
    REQUIRE(found.view);
    CHECK(found.view->slices == slices);
    CHECK(is_linear(*found.view));
    CHECK(describe(*found.view) == fmt::format("1 chain with 4 stages on 4 devices in {} slices{}", slices,
                                               shape == "zb" ? ", with split backward" : ""));
    CHECK(outcome("seq1f1b", unnamed) == expected);
  }
}

TEST_CASE("schedules of whole micro-batches run all slices of a stage one after the other") {
  const auto whole = placed("shape: v, forward: 2, backward: 4, activation: 2", 4, 8);
  const auto sliced = placed("shape: v, slices: 2, forward: 2, backward: 4, activation: 2", 4, 8);
  for (const char* schedule : {"1f1b", "gpipe"}) {
    const Outcome slow = outcome(schedule, whole), fast = outcome(schedule, sliced);
    CHECK(fast.makespan < slow.makespan);  // a stage begins once the first slice is there
    CHECK(fast.peaks == slow.peaks);
  }
  CHECK(outcome("inference", placed("shape: v, slices: 2, forward: 2, mode: inference", 4, 8)).makespan <=
        22);
}

TEST_CASE("seq1f1b runs on any number of micro-batches, with a split backward as well") {
  const std::string shape = GENERATE("v", "zb");
  for (int p = 2; p <= 6; ++p)
    for (int slices = 2; slices <= 5; ++slices)
      for (int m = 1; m <= 5; ++m) {
        CAPTURE(shape, p, slices, m);
        const auto problem = placed(fmt::format("shape: {}, slices: {}", shape, slices), p, m);
        CHECK(outcome("seq1f1b", problem).peaks.front() == std::min(slices * m, slices + p - 1));
      }
}

TEST_CASE("seq1f1b says what it needs") {
  CHECK(refusal("seq1f1b", *placed("shape: v", 4, 8)) ==
        "needs a backward pass, and one chain with one stage a device that runs in slices; this placement "
        "has 1 chain with 4 stages on 4 devices");
}

// One dependency less and it is another problem.
TEST_CASE("what is no whole grid of slices is none") {
  const Problem grid = *placed("shape: v, slices: 3", 3, 4);
  for (std::size_t e = 0; e < grid.edges.size(); ++e) {
    Problem problem = grid;
    problem.edges.erase(problem.edges.begin() + static_cast<std::ptrdiff_t>(e));
    const Recognition found = recognise_pipeline(problem);
    CHECK((!found.view || found.view->slices == 1));
  }
}

}  // namespace repetend::test
