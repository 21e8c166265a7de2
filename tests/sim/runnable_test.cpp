#include "sim/plan/runnable.hpp"

#include "sim/core/error.hpp"
#include "sim/engine/engine.hpp"
#include "sim/verify/verify.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/problems.hpp"

using namespace repetend;

// Several tests are compiled as one, and these names are short.
namespace runnable_orders {

constexpr BlockId f0{0}, f1{1}, b1{2}, b0{3};

// What is said of two devices' orders of F0 F1 B1 B0 for two micro-batches; nothing where they are right.
static std::string fault(const Orders& orders) {
  return find_misplaced(test::pipeline(2, 2, 1, 1), orders).value_or("");
}

const std::vector<Instance> first{{f0, 0}, {f0, 1}, {b0, 0}, {b0, 1}},
    second{{f1, 0}, {b1, 0}, {f1, 1}, {b1, 1}};

TEST_CASE("runnable orders hold every instance once on each of its devices", "[runnable]") {
  CHECK(fault({first, second}).empty());
  CHECK(fault({{{b0, 1}, {f0, 1}, {b0, 0}, {f0, 0}}, second}).empty());  // it deadlocks, but it can be played
  CHECK(fault({first}) == "there are orders of 1 devices, expected 2");
  CHECK(fault({second, first}) == "gpu0 runs F1@0, which is not placed on it");
  CHECK(fault({first, {{f1, 0}, {b1, 0}, {f1, 0}, {b1, 1}}}) == "gpu1 runs F1@0 twice");
  CHECK(fault({first, {{f1, 0}, {b1, 0}, {f1, 1}, {b1, 1}, {b1, 1}}}) == "gpu1 runs B1@1 twice");
  CHECK(fault({first, {{f1, 0}, {b1, 0}, {f1, 1}}}) == "gpu1 never runs B1@1, expected it once");
  CHECK(fault({first, {{b1, 0}, {f1, 1}, {b1, 1}}}) == "gpu1 never runs F1@0, expected it once");
  CHECK(fault({{}, second}) == "gpu0 never runs F0@0, expected it once");
  CHECK(fault({first, {{f1, 0}, {b1, 0}, {f1, 1}, {b1, 2}}}) ==
        "gpu1 runs micro-batch 2 of block 2, which do not exist");
  CHECK(fault({first, {{f1, -1}, {b1, 0}, {f1, 1}, {b1, 1}}}) ==
        "gpu1 runs micro-batch -1 of block 1, which do not exist");
  CHECK(fault({first, {{f1, 0}, {b1, 0}, {f1, 1}, {BlockId{7}, 1}}}) ==
        "gpu1 runs micro-batch 1 of block 7, which do not exist");
}

TEST_CASE("orders of nearly nothing of a billion micro-batches are refused at once", "[runnable]") {
  const Problem problem = test::pipeline(2, 1'000'000'000, 1, 1);
  CHECK(find_misplaced(problem, {first, second}) == "gpu0 never runs F0@2, expected it once");
}

TEST_CASE("the engine refuses what cannot be run, and verify's shape constraint agrees", "[runnable]") {
  std::mt19937_64 random(7);
  int refused = 0;
  for (int round = 0; round < 400; ++round) {
    auto problem = std::make_shared<Problem>(test::random_problem(random));
    Orders orders = test::random_orders(random, *problem);
    const std::vector<Instance> all = orders[MachineId{random() % orders.size()}];
    auto& changed = orders[MachineId{random() % orders.size()}];
    if (!changed.empty() && !all.empty()) changed[random() % changed.size()] = all[random() % all.size()];
    const Plan plan{problem, "by hand", orders, std::vector<Time>(problem->instances()), {}};
    const auto violations = verify(plan);
    const bool shapely = violations.empty() || violations.front().constraint != "shape";
    REQUIRE(find_misplaced(*problem, orders).has_value() != shapely);
    if (shapely) {
      REQUIRE_NOTHROW(simulate(*problem, orders));
      continue;
    }
    ++refused;
    REQUIRE_THROWS_AS(simulate(*problem, orders), RequestError);
  }
  CHECK(refused > 100);
}

}  // namespace runnable_orders
