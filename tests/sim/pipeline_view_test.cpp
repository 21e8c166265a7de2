#include "sim/schedules/pipeline_view.hpp"

#include <fmt/format.h>

#include "sim/schedules/layouts.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/generated.hpp"
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
  CHECK(describe(view) == "1 chain with 4 stages on 4 devices");
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

namespace {

// A chain as its blocks: "E+Eb F0+B0", forward and mirror; "F0+I0+W0" where the backward is split.
std::string chain_text(const Problem& problem, const PipelineView& view, std::size_t chain) {
  std::string text;
  for (StageId s : view.chains[chain].stages) {
    if (!text.empty()) text += ' ';
    const Stage& stage = view.stage(s);
    for (BlockId b : stage.forward) text += problem.block(b).name;
    for (BlockId b : stage.backward) text += '+' + problem.block(b).name;
    for (BlockId b : stage.weight) text += '+' + problem.block(b).name;
  }
  return text;
}

std::vector<std::string> chains_of(const std::string& placement) {
  const auto problem = placed(placement, 4, 1);
  const Recognition found = recognise_pipeline(*problem);
  REQUIRE(found.view);
  std::vector<std::string> texts;
  for (std::size_t c = 0; c < found.view->chains.size(); ++c)
    texts.push_back(chain_text(*problem, *found.view, c));
  return texts;
}

}  // namespace

TEST_CASE("gangs stand in the chain with their mirrors", "[schedules]") {
  using Texts = std::vector<std::string>;
  CHECK(chains_of("shape: m") == Texts{"E+Eb F0+B0 F1+B1 F2+B2 F3+B3"});
  CHECK(chains_of("shape: nn") == Texts{"E+Eb F0+B0 F1+B1 G+Gb F2+B2 F3+B3"});
  CHECK(chains_of("shape: nn-eager") == Texts{"E+Eb F0+B0 G+Gb F1+B1 F2+B2 F3+B3"});
  CHECK(chains_of("shape: mllm") == Texts{"E+Eb F0+B0 F1+B1 F2+B2 F3+B3 H+Hb"});
  CHECK(chains_of("shape: mllm, mode: inference") == Texts{"E F0 F1 F2 F3 H"});
  CHECK(chains_of("shape: k") == Texts{"Fa0+Ba0 Fa1+Ba1", "Fb0+Bb0 Fb1+Bb1", "L+Lb"});
  CHECK(chains_of("shape: k, mode: inference") == Texts{"Fa0 Fa1", "Fb0 Fb1", "L"});
  CHECK(chains_of("shape: x") == Texts{"Fd0+Bd0 Fd1+Bd1 Fd2+Bd2 Fd3+Bd3", "Fu0+Bu0 Fu1+Bu1 Fu2+Bu2 Fu3+Bu3"});
  CHECK(chains_of("shape: zb") == Texts{"F0+I0+W0 F1+I1+W1 F2+I2+W2 F3+I3+W3"});
}

TEST_CASE("a gang without a mirror between the passes is the turn", "[schedules]") {
  Problem problem = *placed("shape: mllm", 2, 1);  // E F0 F1 H Hb B1 B0 Eb
  REQUIRE(problem.block(BlockId{4}).name == "Hb");
  problem.blocks.erase(problem.blocks.begin() + 4);
  std::erase_if(problem.edges, [](const Edge& e) { return e.to == BlockId{4}; });
  for (Edge& e : problem.edges) {
    if (e.from == BlockId{4}) e.from = BlockId{3};
    if (e.from > BlockId{4}) e.from = BlockId{e.from.value - 1};
    if (e.to > BlockId{4}) e.to = BlockId{e.to.value - 1};
  }
  const Recognition found = recognise_pipeline(problem);
  REQUIRE(found.view);
  CHECK(chain_text(problem, *found.view, 0) == "E+Eb F0+B0 F1+B1 H");
}

TEST_CASE("one micro-batch is two of the model's where it runs in both directions", "[schedules]") {
  for (const char* shape : {"x", "dualpipe"})
    CHECK(model_micro_batches(*placed(fmt::format("shape: {}", shape), 4, 1)) == 2);
  for (const char* shape : {"v", "zb", "interleaved", "vee", "zbv", "m", "nn", "k", "mllm"})
    CHECK(model_micro_batches(*placed(fmt::format("shape: {}", shape), 4, 1)) == 1);
  // Two chains in the same direction are two parts of something else.
  Problem same = *placed("shape: x", 4, 1);
  for (Block& block : same.blocks)
    if (block.name.find('u') != std::string::npos) block.uses[0].device = DeviceId{*block.stage};
  CHECK(model_micro_batches(same) == 1);
}

TEST_CASE("layouts are told apart", "[schedules]") {
  struct Layout {
    const char* shape;
    bool linear, with_gangs, round_robin, vee, opposite;
  };
  for (const Layout& l : {Layout{"v", true, false, false, false, false},
                          {"zb", true, false, false, false, false},
                          {"m", false, true, false, false, false},
                          {"mllm", false, true, false, false, false},
                          {"k", false, false, false, false, false},
                          {"interleaved", false, false, true, false, false},
                          {"interleaved-zb", false, false, true, false, false},
                          {"vee", false, false, false, true, false},
                          {"zbv", false, false, false, true, false},
                          {"x", false, false, false, false, true},
                          {"dualpipe", false, false, false, false, true}}) {
    INFO(l.shape);
    const Recognition found = recognise_pipeline(*placed(std::string("shape: ") + l.shape, 4, 1));
    REQUIRE(found.view);
    CHECK(is_linear(*found.view) == l.linear);
    CHECK(is_linear_with_gangs(*found.view) == l.with_gangs);
    CHECK(is_round_robin(*found.view) == l.round_robin);
    CHECK(is_vee(*found.view) == l.vee);
    CHECK(is_opposite(*found.view) == l.opposite);
  }
}

}  // namespace repetend::test
