#include "sim/engine/idle.hpp"

#include "sim/problem/machines.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/idle_lines.hpp"
#include "tests/support/pipelines.hpp"
#include "tests/support/problems.hpp"

using namespace repetend;

namespace {

std::vector<std::vector<std::string>> idle_lines(const Problem& problem, const Orders& orders) {
  const Simulation simulation = simulate(problem, orders);
  REQUIRE_FALSE(simulation.deadlock);
  std::vector<std::vector<std::string>> result;
  for (const auto& device : idle_intervals(problem, orders, simulation)) {
    auto& lines = result.emplace_back();
    for (const IdleInterval& i : device) lines.push_back(test::idle_line(problem, i));
  }
  return result;
}

Problem blocks_on(int devices, std::vector<Block> blocks, std::vector<Edge> edges = {}) {
  Problem problem;
  for (int d = 0; d < devices; ++d) problem.devices.push_back({.name = "gpu" + std::to_string(d)});
  problem.blocks = std::move(blocks);
  problem.edges = std::move(edges);
  return problem;
}

Block block(std::string name, Time time, std::vector<int> devices) {
  Block result{.name = std::move(name), .time = time};
  for (int d : devices) result.uses.push_back({.device = DeviceId{d}});
  return result;
}

constexpr BlockId a{0}, b{1}, c{2};
using Lines = std::vector<std::vector<std::string>>;

}  // namespace

TEST_CASE("idle: warm-up, block and cool-down") {
  const Problem problem = test::pipeline(2, 1, 2, 3);  // F0 F1 B1 B0
  const Orders orders{{{BlockId{0}, 0}, {BlockId{3}, 0}}, {{BlockId{1}, 0}, {BlockId{2}, 0}}};
  CHECK(idle_lines(problem, orders) ==
        Lines{{"block 2-7 B0@0 for B1@0"}, {"warm-up 0-2 F1@0", "cool-down 7-10 B1@0"}});
}

TEST_CASE("idle: a device without instances warms up all the time") {
  CHECK(idle_lines(blocks_on(2, {block("a", 4, {0})}), {{{a, 0}}, {}}) == Lines{{}, {"warm-up 0-4"}});
}

TEST_CASE("idle: block, then transfer") {
  Problem problem = blocks_on(2, {block("a", 5, {0}), block("b", 1, {1}), block("c", 2, {1})}, {{a, b, 3}});
  problem.transfer = TransferMode::async;
  problem.links.fallback = Link{4, 1'000'000'000};
  CHECK(idle_lines(problem, {{{a, 0}}, {{c, 0}, {b, 0}}}) ==
        Lines{{"cool-down 5-13 a@0"}, {"block 2-5 b@0 for a@0", "transfer 5-12 b@0 for a@0"}});
}

TEST_CASE("idle: a blocking send holds its device") {
  Problem problem = blocks_on(
      2, {block("a", 1, {0}), block("b", 1, {1}), block("c", 5, {1}), block("d", 1, {0})}, {{a, b, 3}});
  problem.transfer = TransferMode::blocking;
  problem.links.fallback = Link{0, 1'000'000'000};
  CHECK(idle_lines(problem, {{{a, 0}, {BlockId{3}, 0}}, {{c, 0}, {b, 0}}}) ==
        Lines{{"transfer 1-8 d@0 for a@0"}, {"transfer 5-8 b@0 for a@0"}});
}

TEST_CASE("idle: a gang waits for its last device, whatever that one does") {
  const Problem problem = blocks_on(
      3,
      {block("a", 1, {0, 1}), block("b", 2, {0}), block("c", 3, {1}), block("d", 6, {2}), block("e", 1, {1})},
      {{BlockId{3}, BlockId{4}}});
  const Orders orders{{{b, 0}, {a, 0}}, {{c, 0}, {BlockId{4}, 0}, {a, 0}}, {{BlockId{3}, 0}}};
  CHECK(idle_lines(problem, orders) == Lines{{"gang 2-3 a@0 for c@0", "gang 3-6 a@0", "gang 6-7 a@0 for e@0"},
                                             {"block 3-6 e@0 for d@0"},
                                             {"cool-down 6-8 d@0"}});
}

TEST_CASE("idle: ready work that does not fit names memory") {
  // The order holds the second forward back until the first backward has made room.
  Problem problem = test::pipeline(2, 2, 1, 2);
  problem.devices[0].memory = 1;
  const BlockId f0{0}, f1{1}, b1{2}, b0{3};
  const Orders orders{{{f0, 0}, {b0, 0}, {f0, 1}, {b0, 1}}, {{f1, 0}, {b1, 0}, {f1, 1}, {b1, 1}}};
  const auto lines = idle_lines(problem, orders);
  CHECK(lines[0] == std::vector<std::string>{"memory 1-4 B0@0 for F0@1", "block 7-10 B0@1 for B1@1"});
  problem.devices[0].memory = 2;
  CHECK(idle_lines(problem, orders)[0] ==
        std::vector<std::string>{"block 1-4 B0@0 for B1@0", "block 7-10 B0@1 for B1@1"});
}

TEST_CASE("idle: memory is named from the moment the work is ready") {
  Problem problem = blocks_on(
      2, {block("a", 9, {1}), block("b", 1, {0}), block("c", 4, {1}), block("d", 1, {0}), block("e", 1, {0})},
      {{a, b}, {c, BlockId{3}}});
  problem.blocks[3].uses[0].acquire = 3;
  problem.blocks[3].uses[0].release = 3;
  problem.devices[0].memory = 2;
  const BlockId d{3}, e{4};
  CHECK(idle_lines(problem, {{{e, 0}, {b, 0}, {d, 0}}, {{c, 0}, {a, 0}}})[0] ==
        std::vector<std::string>{"block 1-4 b@0 for a@0", "memory 4-13 b@0 for d@0"});
}

TEST_CASE("idle: every interval has one cause and they add up exactly") {
  std::array<int, idle_causes> seen{};
  for (const TransferMode mode : test::transfer_modes) {
    std::mt19937_64 random(37);
    for (int round = 0; round < 500; ++round) {
      Problem problem = test::random_problem(random, {.transfer = mode});
      const Orders orders = test::random_orders(random, problem);
      const auto peaks = peak_memory(problem, orders);
      for (std::size_t d = 0; d < peaks.size(); ++d)
        problem.devices[d].memory = peaks[d];  // so that it fits, just
      const Simulation simulation = simulate(problem, orders);
      const auto idle = idle_intervals(problem, orders, simulation);
      if (simulation.deadlock) continue;
      const auto times = device_times(problem, orders, simulation, idle);
      CAPTURE(to_string(mode), round);
      for (DeviceId d : ids<DeviceId>(problem.devices.size())) {
        Time sum = times[d.index()].busy;
        for (Time t : times[d.index()].idle) sum += t;
        REQUIRE(sum == simulation.makespan);
        Time last = 0;
        for (const IdleInterval& i : idle[d.index()]) {
          REQUIRE(i.begin >= last);
          REQUIRE(i.begin < i.end);
          last = i.end;
          ++seen[static_cast<std::size_t>(i.cause)];
          for (const Instance& other : orders[computing(d)]) {  // the device is idle indeed
            const std::size_t index = instance_index(problem, other);
            REQUIRE((simulation.end[index] <= i.begin || simulation.start[index] >= i.end));
          }
        }
        REQUIRE(last <= simulation.makespan);
      }
    }
  }
  for (std::size_t cause = 0; cause < idle_causes; ++cause)
    CHECK((seen[cause] > 0) == (cause < first_further_cause));
}
