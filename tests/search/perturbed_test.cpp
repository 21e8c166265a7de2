// A few of the random pipelines that tests/bench/gaps measures a hundred of.
#include "tests/support/perturbed.hpp"

#include "search/bounds/bounds.hpp"
#include "search/modulo/find.hpp"
#include "search/modulo/steps.hpp"
#include "tests/support/catch.hpp"

namespace repetend::search {

TEST_CASE(
    "Uneven pipelines with transfers and the memory of a schedule people use: the period is near the bound") {
  const auto [placement, schedule, devices] = GENERATE(table<std::string, std::string, int>(
      {{"shape: interleaved, chunks: 3", "interleaved", 6}, {"shape: zb", "zb-h1", 8}}));
  const auto problem = test::perturbed({placement, schedule, devices, 4 * devices}, GENERATE(1, 2));
  CAPTURE(placement);
  const CyclicModel model(*problem);
  const Time bound = period_bound(*problem).exact.ceil();
  Budget budget{Options{}};
  const auto found = find_cyclic(model, bound, 32, budget);
  REQUIRE(found);
  CHECK(found->period >= bound);
  CHECK(found->period * 100 <= bound * 102);
  CHECK(memory_excess(model, *found) == 0);
}

TEST_CASE("Perturbed blocks last 0.7 to 1.3 times what they do, and transfers 5 % of a stage") {
  const auto problem = test::perturbed({"shape: v", "1f1b", 8, 16}, 1);
  Time sum = 0;
  for (const Block& block : problem->blocks) {
    const Time even = block.kind == BlockKind::forward ? 1'000'000 : 2'000'000;
    CHECK(block.time * 10 >= even * 7);
    CHECK(block.time * 10 <= even * 13);
    sum += block.time;
  }
  for (const Transfer& t : transfers(*problem)) CHECK(t.occupancy == sum / 8 / 20);
  for (std::size_t d = 0; d < 8; ++d) CHECK(problem->devices[d].memory == 8 - static_cast<Bytes>(d));
  CHECK(test::perturbed({"shape: v", "1f1b", 8, 16}, 1)->blocks[0].time == problem->blocks[0].time);
  CHECK(test::perturbed({"shape: v", "1f1b", 8, 16}, 2)->blocks[0].time != problem->blocks[0].time);
}

TEST_CASE("Swing steps start where most memory is held and go outwards") {
  Problem problem = *test::perturbed({"shape: v", "1f1b", 3, 6}, 1);  // F0 F1 F2 B2 B1 B0
  const CyclicModel model(problem);
  std::vector<BlockId> blocks, backward;
  for (const Step& step : swing_steps(model)) {
    blocks.push_back(step.block);
    if (step.backward) backward.push_back(step.block);
  }
  const auto ids_of = [](std::initializer_list<int> values) {
    std::vector<BlockId> ids;
    for (const int value : values) ids.push_back(BlockId{value});
    return ids;
  };
  CHECK(blocks == ids_of({2, 3, 1, 4, 0, 5}));
  CHECK(backward == ids_of({1, 0}));
}

}  // namespace repetend::search
