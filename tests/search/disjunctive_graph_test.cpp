// The constraints of transfers in cyclic schedules, against plans that verify judges.
#include "search/modulo/disjunctive_graph.hpp"

#include "search/modulo/cyclic.hpp"
#include "search/modulo/find.hpp"
#include "sim/verify/verify.hpp"
#include "tests/search/seeds.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/repetends.hpp"
#include "tests/support/small_problems.hpp"

namespace repetend::search {
namespace {

// Blocks a and b run on device 0 for 2 and 3, c and d on device 1 for 1 each; a sends to c, b to d, which
// takes the link for 2 with a latency of 1.
Problem two_sends(TransferMode mode) {
  constexpr Bytes byte_a_ns = 1'000'000'000;
  Problem problem;
  problem.devices = {{.name = "0"}, {.name = "1"}};
  const auto add = [&](const char* name, Time time, int device) {
    problem.blocks.push_back({.name = name, .time = time, .uses = {{DeviceId{device}}}});
    return BlockId{problem.blocks.size() - 1};
  };
  const BlockId a = add("a", 2, 0), b = add("b", 3, 0), c = add("c", 1, 1), d = add("d", 1, 1);
  problem.edges = {{a, c, 2}, {b, d, 2}};
  problem.links.fallback = Link{1, byte_a_ns};
  problem.transfer = mode;
  return problem;
}

Time least(const Problem& problem, IdVector<NodeId, Time> start, Time period) {
  return least_period_in_order(disjunctive_graph(problem), {period, std::move(start)}, 1).value().period;
}

}  // namespace

TEST_CASE("Transfers wait where something may keep them") {
  CHECK(!transfers_wait(two_sends(TransferMode::none)));
  CHECK(!transfers_wait(two_sends(TransferMode::async)));  // the link is free again before the next one comes
  CHECK(transfers_wait(two_sends(TransferMode::rendezvous)));
  CHECK(transfers_wait(two_sends(TransferMode::blocking)));
  Problem busy = two_sends(TransferMode::async);
  busy.edges.front().bytes = 3;
  CHECK(transfers_wait(busy));
  CHECK(disjunctive_graph(busy).nodes == 6);
  CHECK(free_disjunctive_graph(busy).nodes == 4);
}

TEST_CASE("The least period in an order counts what transfers hold") {
  const IdVector<NodeId, Time> start{0, 2, 5, 8};
  CHECK(least(two_sends(TransferMode::async), start, 20) == 5);       // device 0 works for 2 + 3
  CHECK(least(two_sends(TransferMode::rendezvous), start, 20) == 8);  // receive, c, receive, d: 3 + 1 + 3 + 1
  CHECK(least(two_sends(TransferMode::blocking), start, 20) == 11);   // a, send, b, send: 2 + 3 + 3 + 3
}

TEST_CASE("Rendezvous over one link deadlock in orders that differ at both ends") {
  const IdVector<NodeId, Time> start{0, 2, 12, 8};  // d before c
  const auto order = [&](TransferMode mode) {
    return least_period_in_order(disjunctive_graph(two_sends(mode)), {20, start}, 1).has_value();
  };
  CHECK(order(TransferMode::async));
  CHECK(!order(TransferMode::rendezvous));
  CHECK(!order(TransferMode::blocking));
}

TEST_CASE("Repetends timed with their transfers are valid, and shorter by nothing that their order allows") {
  int timed = 0;
  for (int seed = 1; seed <= seeds(400, 60); ++seed) {
    std::mt19937_64 random(static_cast<std::uint64_t>(seed));
    const Problem problem = test::small_problem(random);
    const int u = 1 + seed % 2;
    CAPTURE(seed, u);
    const Problem unrolled = unroll(problem, u);
    const CyclicModel model(unrolled);
    Options few;
    few.state_limit = 500;
    Budget budget(few);
    const auto found = find_cyclic(model, 1, 2, budget);
    if (!found) continue;
    const Periodic given{found->period, found->start};
    const auto in_order = least_period_in_order(disjunctive_graph(unrolled), given, 1);
    const auto by_neighbours = least_period_in_order(disjunctive_graph_in_order(unrolled, given), given, 1);
    CHECK(in_order.has_value() == by_neighbours.has_value());
    if (!in_order) continue;
    CHECK(by_neighbours->period == in_order->period);
    CHECK(by_neighbours->start == in_order->start);
    ++timed;
    const auto blocks = in_order->start.begin() + std::ssize(unrolled.blocks);
    CHECK(verify(test::played(problem, {in_order->period, u, {in_order->start.begin(), blocks}})).empty());
    const auto again = least_period_in_order(disjunctive_graph(unrolled), *in_order, 1);
    REQUIRE(again);
    CHECK(again->period == in_order->period);
    CHECK(in_order->period >= least_period_in_order(free_disjunctive_graph(unrolled), *in_order, 1)->period);
  }
  CHECK(timed > 40);
}

}  // namespace repetend::search
