// Placements of models: which layers lie where, what moves between them, what the memory holds; and what a
// plan of them means for the model.
#include <algorithm>

#include "data/models/scenario.hpp"
#include "sim/problem/check.hpp"
#include "sim/schedules/schedule.hpp"
#include "tests/support/catch.hpp"

using namespace repetend;
using namespace repetend::data;

namespace {

const std::string cluster =
    "devices: {count: 4}\nlinks: {default: {latency: 10us, bandwidth: 50GB/s}}\nmodel: ";
const std::string sizes =
    "gpu: v100, precision: fp16, hidden: 1024, heads: 16, sequence: 512, vocabulary: 64000";

PricedScenario read(const std::string& model, const std::vector<Override>& overrides = {},
                    const CostSource* costs = nullptr) {
  return parse_scenario(cluster + "{" + model + ", " + sizes + "}", "model.yaml", overrides, costs);
}

const Problem& placement(const PricedScenario& priced, const std::string& name) {
  static const Problem none;
  for (const auto& problem : priced.scenario.placements())
    if (problem->placement == name) return *problem;
  FAIL("no placement " + name);
  return none;
}

const Block& block(const Problem& problem, const std::string& name) {
  const auto found = std::ranges::find(problem.blocks, name, &Block::name);
  REQUIRE(found != problem.blocks.end());
  return *found;
}

Bytes bytes_between(const Problem& problem, const std::string& from, const std::string& to) {
  for (const Edge& edge : problem.edges)
    if (problem.block(edge.from).name == from && problem.block(edge.to).name == to) return edge.bytes;
  FAIL("no edge " + from + " -> " + to);
  return 0;
}

}  // namespace

TEST_CASE("the alternatives of a model are those that schedules need") {
  const PricedScenario priced =
      read("family: gpt, layers: 16, shape: m, head: false", {{"micro_batches", "8"}});
  std::vector<std::string> names;
  for (const auto& problem : priced.scenario.placements()) {
    names.push_back(problem->placement);
    CHECK(check(*problem).empty());
  }
  CHECK(names == std::vector<std::string>{"main", "whole-layers", "chunks", "split-backward",
                                          "split-backward-v", "tensor-parallel"});
  const std::pair<std::string, std::string> applies[] = {
      {"1f1b+", "main"},           {"1f1b", "whole-layers"},     {"interleaved", "chunks"},
      {"zb-h1", "split-backward"}, {"zb-v", "split-backward-v"}, {"tensor-parallel", "tensor-parallel"}};
  for (const auto& [schedule, name] : applies) {
    CAPTURE(schedule);
    const auto plan =
        schedule_problem(*find_schedule(schedule), std::make_shared<Problem>(placement(priced, name)));
    CHECK(plan.feasible());
  }
}

TEST_CASE("a split backward costs what the whole one does") {
  const PricedScenario priced = read("family: gpt, layers: 16, split: even, recomputation: full");
  const Problem& whole = placement(priced, "main");
  const Problem split =
      placement(read("family: gpt, layers: 16, split: even, recomputation: full, shape: zb"), "main");
  for (const std::string stage : {"0", "1", "2", "3"}) {
    const Time both = block(split, "I" + stage).time + block(split, "W" + stage).time;
    CHECK(std::abs(block(whole, "B" + stage).time - both) <= 1);  // each is rounded up
    CHECK(block(whole, "F" + stage).time == block(split, "F" + stage).time);
  }
}

TEST_CASE("recomputation trades time for memory") {
  const auto first = [](const std::string& recomputation) {
    return placement(
        read("family: gpt, layers: 16, split: even, head: false, attention: unfused, recomputation: " +
             recomputation),
        "main");
  };
  const Problem none = first("none"), selective = first("selective"), full = first("full");
  const double s = 512, h = 1024, a = 16;  // bytes of a stage of four layers, Korthikanti et al., table 2
  const auto kept = [](const Problem& p) { return static_cast<double>(block(p, "F1").uses[0].acquire); };
  CHECK(kept(none) == 4 * s * h * (34 + 5 * a * s / h));
  CHECK(kept(selective) == 4 * s * h * 34);
  CHECK(kept(full) == 4 * s * h * 2);
  CHECK(block(none, "F1").time == block(full, "F1").time);
  CHECK(block(none, "B1").time < block(selective, "B1").time);
  CHECK(block(selective, "B1").time < block(full, "B1").time);
  CHECK(std::abs(block(full, "B1").time - block(none, "B1").time - block(full, "F1").time) <= 1);
}

TEST_CASE("what stages send one another") {
  const Bytes tokens = 512 * 1024 * 2;
  const PricedScenario gpt = read("family: gpt, layers: 16, shape: m, micro_batch: 4");
  CHECK(bytes_between(placement(gpt, "main"), "F0", "F1") == 4 * tokens);
  CHECK(bytes_between(placement(gpt, "main"), "B0", "Eb") == 4 * tokens);
  CHECK(bytes_between(placement(gpt, "main"), "E", "F0") == 0);
  // The decoder's table stands between two stages; only its gradient concerns the others.
  const PricedScenario t5 = read("family: t5, layers: 8, shape: nn, head: false");
  const Problem& nn = placement(t5, "main");
  CHECK(bytes_between(nn, "F1", "G") == 0);
  CHECK(bytes_between(nn, "F1", "F2") == tokens);
  CHECK(bytes_between(nn, "F2", "F3") == 2 * tokens);  // the encoder's output goes along
  CHECK(bytes_between(nn, "B2", "Gb") == tokens);
  CHECK(bytes_between(nn, "B2", "B1") == tokens);
  CHECK(bytes_between(placement(t5, "whole-layers"), "F0", "F1") == 2 * tokens);
  CHECK(t5.pricing->placements.front().stages[4] == "F2: 4 decoder layers");
  // Both branches end on all devices.
  const PricedScenario two = read("family: two-branch, layers: 8, image_sequence: 256");
  CHECK(two.scenario.problem->blocks.size() == 10);
}

TEST_CASE("weights, gradients and optimizer state are split as the layers are") {
  const auto memory = [](const std::string& keys) {
    return read("family: gpt, layers: 16, head: false, split: even, " + keys).pricing->placements.front();
  };
  const double layer = 12.0 * 1024 * 1024 + 13 * 1024, table = 64'000.0 * 1024, positions = 512.0 * 1024;
  const PricedPlacement whole = memory("shape: v"), sharded = memory("shape: m");
  CHECK(whole.parameters[0] == 4 * layer + table + positions);
  CHECK(whole.parameters[3] == 4 * layer);
  for (const double parameters : sharded.parameters) CHECK(parameters == 4 * layer + table / 4 + positions);
  CHECK(static_cast<double>(whole.static_memory[3].all()) == 16 * 4 * layer);  // ZeRO: 16 bytes a parameter
  const PricedPlacement replicated = memory("data_parallel: 4, sharded_optimizer: true");
  CHECK(static_cast<double>(replicated.static_memory[3].all()) == (4 + 12.0 / 4) * 4 * layer);
  CHECK(memory("mode: inference").static_memory[3].all() ==
        memory("optimizer: none").static_memory[3].weights);
}

TEST_CASE("an iteration adds gradient exchange and optimizer step, and its rates follow") {
  const PricedScenario priced = read(
      "family: gpt, layers: 16, head: false, split: even, data_parallel: 8, "
      "data_parallel_bandwidth: 10GB/s, micro_batch: 2, global_batch: 256");
  CHECK(priced.scenario.problem->micro_batches == 16);
  const PricedPlacement& main = priced.pricing->placements.front();
  const double bytes = 2 * main.parameters[0];
  CHECK(static_cast<double>(main.gradient_exchange) == Approx(2 * 7.0 / 8 * bytes / 10 + 14 * 10'000));
  // 28 bytes a parameter at 85 % of 900 GB/s.
  CHECK(static_cast<double>(main.optimizer_step) == Approx(28 * main.parameters[0] / (0.85 * 900)));
  const Time makespan = 1'000'000'000;
  const Throughput t = throughput(facts_of(*priced.pricing, main), makespan, 16);
  CHECK(t.iteration == makespan + main.gradient_exchange + main.optimizer_step);
  const double seconds = static_cast<double>(t.iteration) / 1e9;
  CHECK(t.samples_per_s == Approx(256 / seconds));
  CHECK(t.tokens_per_s == Approx(256 * 512 / seconds));
  // 72 B s l h^2 (1 + s / (6 h)) FLOP on 8 x 4 devices of 125 TFLOP/s.
  const double flops = 72.0 * 256 * 512 * 16 * 1024 * 1024 * (1 + 512 / (6 * 1024.0));
  CHECK(t.utilisation == Approx(flops / seconds / (32 * 125e12)));
}

TEST_CASE("stages may be without layers") {
  const PricedScenario priced = read("family: gpt, layers: 16, split: [0, 16, 0, 0], alternatives: []");
  const Problem& problem = *priced.scenario.problem;
  CHECK(check(problem).empty());
  CHECK(priced.pricing->placements.front().stages ==
        std::vector<std::string>{"F0: embedding", "F1: 16 layers", "F2: no layers", "F3: head"});
  CHECK(block(problem, "F2").time == 1);
  CHECK(block(problem, "F2").uses[0].acquire == 0);
  CHECK(bytes_between(problem, "F2", "F3") == bytes_between(problem, "F1", "F2"));
  CHECK(schedule_problem(*find_schedule("1f1b"), std::make_shared<Problem>(problem)).feasible());
  const PricedScenario first = read(
      "family: two-branch, layers: 8, image_sequence: 256, shape: v, split: [0, 20, 0, 0], alternatives: []");
  CHECK(check(*first.scenario.problem).empty());
}

TEST_CASE("settings reach the model, its links and its blocks") {
  const auto first = [](const std::vector<Override>& overrides) {
    return *read("family: gpt, layers: 16, tensor_parallel: 2, split: even", overrides).scenario.problem;
  };
  const Problem plain = first({});
  CHECK(block(first({{"model.layers", "32"}}), "F0").time > block(plain, "F0").time);
  CHECK(block(first({{"links.default.bandwidth", "5GB/s"}}), "F1").time > block(plain, "F1").time);
  CHECK(block(first({{"blocks.F1.time", "*2"}}), "F1").time == 2 * block(plain, "F1").time);
  CHECK(first({{"devices.count", "8"}}).devices.size() == 8);
  CHECK(first({{"model.gpu", "a100-sxm"}}).devices[0].memory == Bytes{80} << 30);
  CHECK(first({{"micro_batches", "7"}}).micro_batches == 7);
  CHECK_THROWS_WITH(first({{"model.layer", "32"}}),
                    ContainsSubstring("--set model.layer=32: unknown key 'layer'"));
  CHECK_THROWS_WITH(first({{"model.layers", "many"}}), ContainsSubstring("--set model.layers=many:"));
}

TEST_CASE("a placement that does not fit is left out and says what takes the memory") {
  const PricedScenario priced = read("family: gpt, layers: 16, shape: m, head: false",
                                     {{"devices.memory", "2200MiB"}, {"model.vocabulary", "128000"}});
  CHECK(placement(priced, "main").placement == "main");
  REQUIRE_FALSE(priced.scenario.unfit.empty());
  CHECK(priced.scenario.unfit.front().placement == "whole-layers");
  CHECK_THAT(priced.scenario.unfit.front().reason, ContainsSubstring("static memory of gpu0 is") &&
                                                       ContainsSubstring("weights") &&
                                                       ContainsSubstring("optimizer"));
  // Then people share the layers between the GPUs of a node.
  CHECK(std::ranges::any_of(priced.scenario.placements(),
                            [](const auto& p) { return p->placement == "whole-layers-tp2"; }));
}

TEST_CASE("between nodes the network carries what links do within them") {
  const PricedScenario priced =
      read("family: gpt, layers: 16, network: {node_size: 2, bandwidth: 5GB/s, latency: 20us}");
  const Problem& problem = *priced.scenario.problem;
  CHECK(find_link(problem, DeviceId{0}, DeviceId{1})->bandwidth == 50'000'000'000);
  CHECK(find_link(problem, DeviceId{1}, DeviceId{2})->bandwidth == 5'000'000'000);
  CHECK(find_link(problem, DeviceId{1}, DeviceId{2})->latency == 20'000);
}
