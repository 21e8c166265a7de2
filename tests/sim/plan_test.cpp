#include "sim/plan/plan.hpp"

#include "sim/problem/machines.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/problems.hpp"

using namespace repetend;

TEST_CASE("peak memory follows the order") {
  Problem problem = test::pipeline(2, 3, 1, 2);
  problem.devices[0].static_memory = 10;
  const BlockId f0{0}, f1{1}, b1{2}, b0{3};
  const Orders orders{{{f0, 0}, {f0, 1}, {f0, 2}, {b0, 0}, {b0, 1}, {b0, 2}},
                      {{f1, 0}, {b1, 0}, {f1, 1}, {b1, 1}, {f1, 2}, {b1, 2}}};
  CHECK(peak_memory(problem, orders) == std::vector<Bytes>{13, 1});
  problem.devices[0].memory = 11;
  const auto oom = find_out_of_memory(problem, orders);
  REQUIRE(oom);
  CHECK(instance_name(problem, oom->instance) == "F0@1");
  CHECK(oom->needed == 12);
}

TEST_CASE("bubble ratio of a sequential run") {
  const Problem problem = test::pipeline(2, 1, 1, 2);
  CHECK(bubble_ratio(problem, 6) == Approx(0.5));
}

TEST_CASE("random orders hold every instance once on each of its machines") {
  std::mt19937_64 random(7);
  for (int round = 0; round < 100; ++round) {
    const Problem problem = test::random_problem(random);
    const Orders orders = test::random_orders(random, problem);
    for (MachineId m : machines(problem)) {
      const auto blocks = blocks_by_machine(problem)[m].size();
      CHECK(orders[m].size() == blocks * static_cast<std::size_t>(problem.micro_batches));
    }
  }
}
