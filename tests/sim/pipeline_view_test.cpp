#include "sim/schedules/pipeline_view.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/problems.hpp"

namespace repetend::test {

TEST_CASE("a plain pipeline is one chain of stages with mirrored backwards", "[schedules]") {
  const Problem problem = pipeline(4, 8, 1, 3);
  const Recognition found = recognise_pipeline(problem);
  REQUIRE(found.view);
  const PipelineView& view = *found.view;
  REQUIRE(view.chains.size() == 1);
  REQUIRE(view.stages.size() == 4);
  CHECK(view.training);
  CHECK_FALSE(view.split);
  for (StageId s : ids<StageId>(4)) {
    CHECK(view.stage(s).forward == std::vector{BlockId{s.index()}});
    CHECK(view.stage(s).backward == std::vector{BlockId{7 - s.index()}});
    CHECK(view.stage(s).rank() == RankId{s.index()});
  }
  CHECK(describe(view) == "1 chain with 4 stages on 4 ranks");
}

TEST_CASE("redundant dependencies, names and stage numbers do not matter", "[schedules]") {
  Problem problem = pipeline(3, 2, 1, 2);
  for (Block& block : problem.blocks) {
    block.name = "x" + std::to_string(&block - problem.blocks.data());
    block.stage.reset();
  }
  for (int s = 0; s < 3; ++s) problem.edges.push_back({BlockId{s}, BlockId{5 - s}});
  problem.edges.push_back({BlockId{0}, BlockId{2}});
  const Recognition found = recognise_pipeline(problem);
  REQUIRE(found.view);
  CHECK(found.view->stages.size() == 3);
  CHECK(found.view->stage(StageId{0}).backward == std::vector{BlockId{5}});
}

TEST_CASE("blocks of one stage and device form one stage, and so does what joins it", "[schedules]") {
  Problem problem;
  problem.devices = {{.name = "gpu0"}, {.name = "gpu1"}};
  const auto add = [&](const char* name, BlockKind kind, std::optional<int> stage, int device) {
    problem.blocks.push_back({name, kind, stage, 1, {{.device = DeviceId{device}}}});
  };
  add("embed", BlockKind::other, {}, 0);
  add("layer0", BlockKind::forward, 0, 0);
  add("layer1", BlockKind::forward, 0, 0);
  add("layer2", BlockKind::forward, 1, 1);
  add("loss", BlockKind::other, {}, 1);
  add("grad2", BlockKind::backward, 1, 1);
  add("grad1", BlockKind::backward, 0, 0);
  add("grad0", BlockKind::backward, 0, 0);
  for (int b = 0; b + 1 < 8; ++b) problem.edges.push_back({BlockId{b}, BlockId{b + 1}});
  const Recognition found = recognise_pipeline(problem);
  REQUIRE(found.view);
  REQUIRE(found.view->stages.size() == 2);
  CHECK(found.view->stages[0].forward == std::vector{BlockId{0}, BlockId{1}, BlockId{2}});
  CHECK(found.view->stages[0].backward == std::vector{BlockId{6}, BlockId{7}});
  CHECK(found.view->stages[1].forward == std::vector{BlockId{3}, BlockId{4}});
  CHECK(found.view->stages[1].backward == std::vector{BlockId{5}});
}

TEST_CASE("what is no pipeline is said in words", "[schedules]") {
  const auto reason = [](auto change) {
    Problem problem = pipeline(2, 2, 1, 1);
    change(problem);
    const Recognition found = recognise_pipeline(problem);
    CHECK_FALSE(found.view);
    return found.reason;
  };
  CHECK(reason([](Problem& p) { p.blocks[3].kind = BlockKind::optimizer; }) ==
        "B0 is an optimizer step, which runs once and not in every micro-batch");
  CHECK(reason([](Problem& p) { p.blocks[3].uses = {{.device = DeviceId{1}}}; }) ==
        "F0 has no backward block that mirrors it on the same devices");
  CHECK(reason([](Problem& p) { p.blocks[2].kind = BlockKind::weight_gradient; }) ==
        "F1 has no backward block that mirrors it on the same devices");
  CHECK(reason([](Problem& p) { p.blocks[3].kind = BlockKind::forward; }) ==
        "B0 is part of the forward pass but depends on a gradient");
  CHECK(reason([](Problem& p) {
          for (Block& b : p.blocks) b.kind = BlockKind::backward;
        }) == "F0 mirrors no forward block on the same devices");
}

TEST_CASE("device sets that overlap without one holding the other are no ranks", "[schedules]") {
  Problem problem = pipeline(3, 1, 1, 1);
  problem.blocks[0].uses = {{.device = DeviceId{0}}, {.device = DeviceId{1}}};
  problem.blocks[5].uses = problem.blocks[0].uses;
  problem.blocks[1].uses = {{.device = DeviceId{1}}, {.device = DeviceId{2}}};
  problem.blocks[4].uses = problem.blocks[1].uses;
  problem.blocks[2].uses = {{.device = DeviceId{0}}, {.device = DeviceId{1}}};
  problem.blocks[3].uses = problem.blocks[2].uses;
  CHECK(recognise_pipeline(problem).reason == "F1 and F0 share some of their devices but not all");
}

}  // namespace repetend::test
