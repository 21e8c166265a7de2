// Repetends of wide problems: beside all cyclic schedules of small ones, and as whole plans.
#include <algorithm>
#include <set>

#include "search/wide/bounds.hpp"
#include "search/wide/completion.hpp"
#include "search/wide/repetend.hpp"
#include "sim/problem/durations.hpp"
#include "sim/verify/verify.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/cyclic_wide.hpp"
#include "tests/support/wide_problems.hpp"

using namespace repetend;
using namespace repetend::search;

namespace {

// Small enough for the reference: one device more than nothing asks for, short times, and capacities that a
// micro-batch or two fill.
std::shared_ptr<const Problem> small_problem(std::uint64_t seed) {
  test::WideProblem options;
  options.max_devices = 2;
  options.max_blocks = 5;
  options.times = options.speeds = false;
  Problem problem = test::wide_problem(seed, options);
  for (Block& block : problem.blocks) block.time = std::min<Time>(block.time, 1 + block.time % 3);
  for (Pair& pair : problem.pairs) pair.time = std::min<Time>(pair.time, 1 + pair.time % 4);
  problem.micro_batches = 8;
  for (DeviceId d : ids<DeviceId>(problem.devices.size())) {
    Bytes acquired = 0;
    for (const Block& block : problem.blocks)
      if (const DeviceUse* use = find_use(block, d)) acquired += use->acquire + use->workspace;
    Device& device = problem.devices[d.index()];
    if (acquired > 0 && seed % 2 == 0) device.memory = device.static_memory + acquired + acquired / 2;
  }
  return std::make_shared<const Problem>(std::move(problem));
}

}  // namespace

TEST_CASE("no repetend of a small wide problem is shorter than the shortest, and few are longer") {
  int compared = 0, least = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const auto problem = small_problem(seed);
    if (!is_periodic(*problem) || std::ranges::none_of(problem->blocks, [](const Block& b) {
          return b.repeat == Repeat::each && b.time > 0;
        }))
      continue;
    const WideModel model(problem);
    Options options;
    Budget budget(options);
    const Time bound = wide_period_bound(model).value;
    const auto found = find_wide_repetend(model, 1, bound, budget);
    const auto reference = test::least_cyclic(*problem, 1);
    INFO(seed);
    if (found) {
      REQUIRE(reference);
      CHECK(found->period >= reference->period);
      const auto sequence = timed(model, played(model, *found));
      if (sequence) {
        const auto plan = to_plan(model, *sequence);
        CHECK((!plan || verify(*plan).empty()));
      }
    }
    if (!reference) continue;
    CHECK(bound <= reference->period);
    ++compared;
    least += found && found->period == reference->period;
  }
  WARN(compared << " compared, " << least << " least");
  CHECK(compared >= 100);
  CHECK(least >= compared * 8 / 10);
}
