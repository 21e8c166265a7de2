#include "tests/support/overlap_table.hpp"

#include <fmt/format.h>

#include "tests/support/generated.hpp"

namespace repetend::test {
namespace {

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

std::vector<OverlapRow> all_rows() {
  struct Cells {
    std::string schedule;
    int p, m;
    std::array<Time, 3> makespans;
  };
  const std::vector<Cells> cells{{"1f1b-overlap", 4, 8, {66, 59, 52}},
                                 {"1f1b-overlap", 4, 10, {78, 69, 60}},
                                 {"1f1b-overlap", 4, 16, {114, 99, 84}},
                                 {"1f1b-overlap", 8, 16, {138, 123, 108}},
                                 {"1f1b-overlap", 8, 20, {162, 143, 124}},
                                 {"1f1b-overlap", 8, 32, {234, 203, 172}},
                                 {"interleaved-overlap", 4, 8, {114, 103, 92}},
                                 {"interleaved-overlap", 4, 16, {210, 183, 156}},
                                 {"interleaved-overlap", 8, 16, {234, 211, 188}},
                                 {"interleaved-overlap", 8, 32, {426, 371, 316}},
                                 {"dualpipe", 4, 8, {52, 48, 44}},
                                 {"dualpipe", 4, 10, {64, 58, 52}},
                                 {"dualpipe", 4, 16, {100, 88, 76}},
                                 {"dualpipe", 8, 16, {108, 98, 88}},
                                 {"dualpipe", 8, 20, {132, 118, 104}},
                                 {"dualpipe", 8, 32, {204, 178, 152}},
                                 {"dualpipev", 4, 8, {108, 98, 88}},
                                 {"dualpipev", 4, 10, {132, 118, 104}},
                                 {"dualpipev", 4, 16, {204, 178, 152}},
                                 {"dualpipev", 8, 16, {220, 198, 176}},
                                 {"dualpipev", 8, 20, {268, 238, 208}},
                                 {"dualpipev", 8, 32, {412, 358, 304}}};
  std::vector<OverlapRow> rows;
  for (const Cells& c : cells) rows.push_back({overlap_case(c.schedule, c.p, c.m), c.makespans});
  return rows;
}

}  // namespace

OverlapCase overlap_case(const std::string& schedule, int p, int m) {
  constexpr Time forward = 2, backward = 4;
  if (schedule == "dualpipe") return {schedule, "dualpipe", p, m / 2, forward, backward};
  const std::string shape = schedule == "dualpipev"             ? "zbv"
                            : schedule == "interleaved-overlap" ? "interleaved"
                                                                : "v";
  return {schedule, shape, p, m, forward, backward};
}

Problem overlap_problem(const OverlapCase& c, Time pair) {
  const bool split = c.shape == "dualpipe" || c.shape == "zbv";
  const std::string backward = split
                                   ? fmt::format("input_gradient: {0}, weight_gradient: {0}", c.backward / 2)
                                   : fmt::format("backward: {}", c.backward);
  Problem problem =
      *placed(fmt::format("shape: {}, forward: {}, {}, activation: 1", c.shape, c.forward, backward), c.ranks,
              c.micro_batches);
  if (pair > 0) add_pairs(problem, pair);
  return problem;
}

const std::vector<OverlapRow>& overlap_table() {
  static const std::vector<OverlapRow> rows = all_rows();
  return rows;
}

}  // namespace repetend::test
