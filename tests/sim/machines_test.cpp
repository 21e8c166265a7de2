// What is derived of a problem once: its machines, the durations of its instances, and problems that differ
// in one thing.
#include "sim/problem/machines.hpp"

#include "sim/problem/check.hpp"
#include "sim/problem/durations.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/problems.hpp"

namespace repetend {
namespace {

// A block on each of two devices, and a gang on both.
Problem two_and_a_gang() {
  Problem problem;
  problem.micro_batches = 3;
  problem.devices = {{.name = "gpu0"}, {.name = "gpu1", .speed = unit_speed / 2}};
  problem.blocks = {{.name = "A", .time = 3, .uses = {{DeviceId{0}}}},
                    {.name = "B", .time = 5, .uses = {{DeviceId{1}, 1, 1}}},
                    {.name = "G", .time = 7, .uses = {{DeviceId{0}}, {DeviceId{1}}}}};
  return problem;
}
constexpr BlockId a{0}, b{1}, gang{2};

}  // namespace

TEST_CASE("the machines of a problem, of its blocks and of its devices say the same") {
  std::mt19937_64 random(3);
  for (int round = 0; round < 100; ++round) {
    const Problem problem = test::random_problem(random);
    const auto by_block = machines_by_block(problem);
    const auto by_machine = blocks_by_machine(problem);
    REQUIRE(by_machine.size() == machine_count(problem));
    for (MachineId m : machines(problem)) {
      CHECK(find_machine(problem, machine_name(problem, m)) == m);
      CHECK(computes(problem, m) == (computing(device_of(problem, m)) == m));
      for (BlockId block : by_block.ids()) {
        const bool there = std::ranges::count(by_block[block], m) == 1;
        CHECK(runs_on(problem, block, m) == there);
        CHECK((std::ranges::count(by_machine[m], block) == 1) == there);
        if (there) CHECK(use_at(problem, block, m).device == device_of(problem, m));
      }
    }
  }
  CHECK(find_machine(two_and_a_gang(), "gpu2") == std::nullopt);
}

TEST_CASE("blocks exclude each other where they share a machine") {
  const Problem problem = two_and_a_gang();
  CHECK_FALSE(share_a_machine(problem, a, b));
  CHECK(share_a_machine(problem, a, gang));
  CHECK(share_a_machine(problem, gang, b));
}

TEST_CASE("an instance takes its block's time on the slowest of its devices") {
  const Problem problem = two_and_a_gang();
  const Durations durations(problem);
  CHECK(durations[{a, 2}] == 3);
  CHECK(durations[{b, 0}] == 10);
  CHECK(durations[{gang, 1}] == 14);
  CHECK(total_durations(problem) == IdVector<BlockId, Time>{9, 30, 42});
  for (BlockId block : ids<BlockId>(problem.blocks.size()))
    for (std::int32_t n = 0; n < problem.micro_batches; ++n) {
      CHECK(least_durations(problem)[block] <= durations[{block, n}]);
      CHECK(greatest_durations(problem)[block] >= durations[{block, n}]);
    }
  REQUIRE(is_periodic(problem));
  CHECK(periodic_durations(problem) == least_durations(problem));
}

TEST_CASE("a problem changes in one thing, and stays sound") {
  const Problem problem = two_and_a_gang();
  const Problem longer = with_micro_batches(problem, 8), quicker = with_time_scaled(problem, gang, 10, 11);
  CHECK(longer.instances() == 24);
  CHECK(quicker.block(gang).time == 7);  // rounded up
  CHECK(with_time_scaled(problem, gang, 1, 2).block(gang).time == 4);
  CHECK(quicker.block(a).time == 3);
  for (const Problem* p : {&problem, &longer, &quicker}) CHECK(check(*p).empty());
}

}  // namespace repetend
