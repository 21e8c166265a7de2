// Whatever the problem looks like, a schedule says that it does not apply or makes a plan that is valid or
// deadlocks; schedule_problem() throws on any other.
#include <algorithm>

#include "sim/schedules/schedule.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/pipelines.hpp"
#include "tests/support/problems.hpp"

namespace repetend::test {
namespace {

// Appends the backward pass that mirrors the problem's blocks, all of which become forward ones.
void mirror(Problem& problem) {
  const std::size_t count = problem.blocks.size();
  const std::vector<Edge> forward = problem.edges;
  std::vector<bool> last(count, true);
  const auto mirror_of = [&](BlockId b) { return BlockId{2 * count - 1 - b.index()}; };
  for (std::size_t b = count; b-- > 0;) {
    problem.blocks[b].kind = BlockKind::forward;
    Block back = problem.blocks[b];
    back.name += "'";
    back.kind = BlockKind::backward;
    problem.blocks.push_back(back);
  }
  for (const Edge& e : forward) {
    last[e.from.index()] = false;
    problem.edges.push_back({mirror_of(e.to), mirror_of(e.from), e.bytes});
  }
  for (BlockId b : ids<BlockId>(count))
    if (last[b.index()]) problem.edges.push_back({b, mirror_of(b), 1});
}

// How many schedules made a plan.
int try_all(const std::shared_ptr<const Problem>& problem) {
  int made = 0;
  for (const Schedule& schedule : all_schedules()) {
    const ScheduledPlan result = schedule_problem(schedule, problem);
    CHECK(result.feasible() == result.reason.empty());
    made += result.feasible();
  }
  return made;
}

}  // namespace

TEST_CASE("schedules of random problems are valid or say why not", "[schedules]") {
  std::mt19937_64 random(7);
  int plans = 0;
  for (int i = 0; i < 200; ++i) {
    Problem problem = random_problem(
        random, {.max_devices = 3, .transfer = transfer_modes[static_cast<std::size_t>(i) % 4]});
    for (Block& block : problem.blocks)
      if (i % 2 == 1) block.kind = static_cast<BlockKind>(uniform(random, 0, 5));
    plans += try_all(std::make_shared<Problem>(problem));
  }
  CHECK(plans > 20);
}

TEST_CASE("schedules of random forward passes and their mirrors are valid", "[schedules]") {
  std::mt19937_64 random(8);
  int plans = 0;
  for (int i = 0; i < 300; ++i) {
    Problem problem =
        random_problem(random, {.max_devices = 5, .max_blocks = 4, .memory = false, .distances = false});
    mirror(problem);
    const int made = try_all(std::make_shared<Problem>(problem));
    plans += made;
  }
  CHECK(plans > 20);
}

}  // namespace repetend::test
