// The makespans and peaks that the papers state for uniform stages and free transfers, exactly. p devices, m
// micro-batches; a forward takes f, a backward b.
#include <fmt/format.h>

#include <algorithm>

#include "tests/support/catch.hpp"
#include "tests/support/generated.hpp"

namespace repetend::test {
namespace {

// Calls check(p, m) for p in {2, 3, 4, 8} and m in {p, 2p, 4p}.
template <class Check>
void for_all_sizes(Check check) {
  for (const int p : {2, 3, 4, 8})
    for (const int m : {p, 2 * p, 4 * p}) {
      INFO("p = " << p << ", m = " << m);
      check(p, m);
    }
}

struct Costs {
  int f, b;
};
constexpr Costs costs[] = {{1, 1}, {1, 2}, {3, 5}, {2, 1}};

std::vector<Bytes> by_device(int p, auto peak) {
  std::vector<Bytes> result;
  for (int r = 0; r < p; ++r) result.push_back(peak(r));
  return result;
}

std::string v_shape(Costs c) { return fmt::format("shape: v, forward: {}, backward: {}", c.f, c.b); }
std::string chunked(Costs c, int v) {
  return fmt::format("shape: interleaved, chunks: {}, forward: {}, backward: {}", v, c.f, c.b);
}

}  // namespace

TEST_CASE("gpipe takes (m + p - 1)(f + b) and keeps m activations", "[schedules]") {
  for_all_sizes([](int p, int m) {
    for (const Costs c : costs)
      CHECK(outcome("gpipe", placed(v_shape(c), p, m)) ==
            Outcome{Time{m + p - 1} * (c.f + c.b), by_device(p, [&](int) { return m; })});
  });
}

TEST_CASE("1f1b takes as long as gpipe and keeps min(m, p - r) activations", "[schedules]") {
  for_all_sizes([](int p, int m) {
    for (const Costs c : costs)
      CHECK(outcome("1f1b", placed(v_shape(c), p, m)) ==
            Outcome{Time{m + p - 1} * (c.f + c.b), by_device(p, [&](int r) { return std::min(m, p - r); })});
  });
}

TEST_CASE("1f1b of few micro-batches keeps no more than there are", "[schedules]") {
  CHECK(outcome("1f1b", placed("shape: v, backward: 2", 4, 2)) == Outcome{15, {2, 2, 2, 1}});
}

TEST_CASE("1f1b and gpipe run a split backward as one", "[schedules]") {
  for_all_sizes([](int p, int m) {
    const std::string zb = "shape: zb, forward: 2, input_gradient: 2, weight_gradient: 1";
    // Stages pass the input gradient on before the weight gradient, so each saves w on the way up.
    const Time makespan = Time{m} * 5 + (p - 1) * (2 + 2);
    CHECK(outcome("gpipe", placed(zb, p, m)) == Outcome{makespan, by_device(p, [&](int) { return m; })});
    CHECK(outcome("1f1b", placed(zb, p, m)).peaks == by_device(p, [&](int r) { return std::min(m, p - r); }));
  });
}

TEST_CASE("1f1b-whole on a split backward is 1f1b with the whole one", "[schedules]") {
  for_all_sizes([](int p, int m) {
    const std::string zb = "shape: zb, forward: 2, input_gradient: 2, weight_gradient: 1";
    CHECK(outcome("1f1b-whole", placed(zb, p, m)) ==
          outcome("1f1b", placed("shape: v, forward: 2, backward: 3", p, m)));
  });
  // Eight ranks and 20 micro-batches with F = I = W = 1: 81 where 1f1b, which sends I on before W, takes 74.
  const std::string unit = "shape: zb, forward: 1, input_gradient: 1, weight_gradient: 1";
  CHECK(outcome("1f1b-whole", placed(unit, 8, 20)).makespan == 81);
  CHECK(outcome("1f1b", placed(unit, 8, 20)).makespan == 74);
  // A gradient leaves after I and has arrived before W is over: only activations cost their latency.
  const std::string slow = "transfer: async\nlinks: {default: {latency: 1ns, bandwidth: 1GB/s}}";
  CHECK(outcome("1f1b-whole", placed(unit, 4, 1, slow)).makespan == 4 * 3 + 3);
  CHECK(outcome("1f1b", placed("shape: v, forward: 1, backward: 2", 4, 1, slow)).makespan == 4 * 3 + 6);
}

TEST_CASE("eager-1f1b takes as long as 1f1b and keeps min(m, 2(p - 1 - r) + 1)", "[schedules]") {
  for_all_sizes([](int p, int m) {
    CHECK(
        outcome("eager-1f1b", placed("shape: v, forward: 1, backward: 2", p, m)) ==
        Outcome{Time{m + p - 1} * 3, by_device(p, [&](int r) { return std::min(m, 2 * (p - 1 - r) + 1); })});
  });
}

TEST_CASE("interleaved divides the bubble by its chunks and keeps more of them", "[schedules]") {
  for_all_sizes([](int p, int m) {
    for (const int v : {2, 3})
      for (const Costs c : costs)
        CHECK(outcome("interleaved", placed(chunked(c, v), p, m)) ==
              Outcome{Time{m} * v * (c.f + c.b) + Time{p - 1} * (c.f + c.b), by_device(p, [&](int r) {
                        return std::min(m * v, (v - 1) * p + 2 * (p - 1 - r) + 1);
                      })});
  });
}

TEST_CASE("looped-bfs of two chunks takes as long as interleaved and keeps every chunk", "[schedules]") {
  for_all_sizes([](int p, int m) {
    for (const Costs c : costs)
      CHECK(outcome("looped-bfs", placed(chunked(c, 2), p, m)) ==
            Outcome{Time{m} * 2 * (c.f + c.b) + Time{p - 1} * (c.f + c.b),
                    by_device(p, [&](int) { return 2 * m; })});
  });
}

TEST_CASE("tensor parallel runs one micro-batch after the other", "[schedules]") {
  Problem problem = *placed("shape: v, forward: 1, backward: 2", 1, 6);
  problem.devices.resize(4, problem.devices.front());
  for (std::size_t d = 1; d < 4; ++d) {
    problem.devices[d].name = fmt::format("gpu{}", d);
    for (Block& block : problem.blocks) {
      block.uses.push_back(block.uses.front());
      block.uses.back().device = DeviceId{d};
    }
  }
  CHECK(outcome("tensor-parallel", std::make_shared<Problem>(problem)) == Outcome{18, {1, 1, 1, 1}});
}

}  // namespace repetend::test
