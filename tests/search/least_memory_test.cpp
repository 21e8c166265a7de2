#include "search/completion/least_memory.hpp"

#include "search/search.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/exhaustive.hpp"
#include "tests/support/placements.hpp"
#include "tests/support/problems.hpp"

namespace repetend::search {

TEST_CASE("The least memory with which a plan fits is exact") {
  std::mt19937_64 random(31);
  int short_of_memory = 0;
  for (int i = 0; i < 200; ++i) {
    Problem problem =
        test::random_problem(random, {.max_devices = 3, .max_blocks = 6, .max_micro_batches = 1});
    for (Device& d : problem.devices) d.memory = d.static_memory + test::uniform(random, 0, 6);
    const LeastMemory least = least_memory(problem);
    CAPTURE(i, least.needed);
    CHECK(least.exact);
    CHECK((least.needed == 0) == test::least_makespan(problem).has_value());
    if (least.needed == 0) continue;
    ++short_of_memory;
    CHECK(!search({std::make_shared<const Problem>(problem)}).plan);
    for (Device& d : problem.devices) d.memory = std::max(d.memory, least.needed - 1);
    CHECK(!test::least_makespan(problem));
    for (Device& d : problem.devices) d.memory = std::max(d.memory, least.needed);
    CHECK(test::least_makespan(problem));
    CHECK(search({std::make_shared<const Problem>(problem)}).plan);
  }
  CHECK(short_of_memory > 50);
}

TEST_CASE("Where no plan fits, the message says how much would and what holds it") {
  const auto problem = std::make_shared<const Problem>(
      test::tessel_placement("k", {.memory = 1, .release = MemoryRelease::end}));
  const Result result = search({problem});
  CHECK(!result.plan);
  CHECK(result.reason ==
        "no plan fits the memory: even with one micro-batch at a time, L needs 2 B on gpu0, which has 1 B "
        "(held there by then: F0); 2 B on every device that has less is the least that would do");
}

}  // namespace repetend::search
