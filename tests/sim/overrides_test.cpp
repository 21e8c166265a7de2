#include <functional>

#include "sim/core/error.hpp"
#include "sim/formats/scenario/scenario.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/problems.hpp"

using namespace repetend;

namespace {

const std::string example = R"(time_unit: ms
memory_unit: MiB
micro_batches: 8
transfer: async
devices: {count: 4, memory: 64}
links:
  default: {latency: 5us, bandwidth: 25GB/s}
  pairs: [{from: 0, to: 1, bandwidth: 50GB/s}]
placement: {shape: m, forward: 1, backward: [3, 3, 3, 4], activation: 2, gang_activation: 1, bytes: 1}
alternatives:
  - name: plain
    placement: {shape: v, forward: 2, backward: 6}
)";

Scenario set(const std::vector<std::string>& settings) {
  std::vector<Override> overrides;
  for (const std::string& setting : settings) overrides.push_back(parse_override(setting));
  return parse_scenario(example, "m.yaml", overrides);
}

Block block(const Problem& problem, const std::string& name) {
  for (const Block& b : problem.blocks)
    if (b.name == name) return b;
  throw std::out_of_range(name);
}

std::string error_of(const std::function<void()>& act) {
  try {
    act();
  } catch (const RequestError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("settings of the whole scenario, alternatives included") {
  const Scenario scenario =
      set({"micro_batches=32", "transfer=blocking", "memory_release=start", "name=other"});
  for (const auto& problem : scenario.placements()) {
    CHECK(problem->micro_batches == 32);
    CHECK(problem->transfer == TransferMode::blocking);
    CHECK(problem->memory_release == MemoryRelease::start);
    CHECK(problem->name == "other");
  }
  CHECK(scenario.alternatives[0]->placement == "plain");
}

TEST_CASE("devices by name, index, glob and all at once") {
  CHECK(set({"devices.gpu1.speed=0.8"}).problem->devices[1].speed == 800'000'000);
  CHECK(set({"devices.1.speed=0.8"}).problem->devices[1].speed == 800'000'000);
  CHECK(set({"devices.1.speed=0.8"}).alternatives[0]->devices[1].speed == 800'000'000);
  CHECK(set({"devices.*.memory=*0.5"}).problem->devices[3].memory == 32 << 20);
  CHECK(set({"devices.gpu0.memory=unlimited"}).problem->devices[0].memory == unlimited);
  CHECK(set({"devices.memory=32"}).problem->devices[2].memory == 32 << 20);
  CHECK(set({"devices.static=1"}).problem->devices[2].static_memory == 1 << 20);
}

TEST_CASE("blocks by name and glob; bare values are in the scenario's units") {
  CHECK(block(*set({"blocks.F0.time=2"}).problem, "F0").time == 2'000'000);
  CHECK(block(*set({"blocks.F0.time=2us"}).problem, "F0").time == 2'000);
  const Scenario scaled = set({"blocks.B*.time=*1.1"});
  CHECK(block(*scaled.problem, "B0").time == 3'300'000);
  CHECK(block(*scaled.problem, "B3").time == 4'400'000);
  CHECK(block(*scaled.problem, "F0").time == 1'000'000);
  CHECK(block(*scaled.alternatives[0], "B1").time == 6'600'000);
  CHECK(block(*set({"blocks.E.time=7"}).problem, "E").time == 7'000'000);             // plain has no E
  CHECK(block(*set({"blocks.?0.time=*1.0000001"}).problem, "F0").time == 1'000'001);  // rounded up
}

TEST_CASE("memory of blocks") {
  const Scenario more = set({"blocks.F0.acquire=3", "blocks.B0.release=3"});
  CHECK(block(*more.problem, "F0").uses[0].acquire == 3 << 20);
  const Scenario shorthand = set({"blocks.F0.memory=+3", "blocks.B0.memory=-3"});
  CHECK(block(*shorthand.problem, "B0").uses[0].release == 3 << 20);
  const Scenario doubled = set({"blocks.*.memory=*2"});
  CHECK(block(*doubled.problem, "F2").uses[0].acquire == 4 << 20);
  CHECK(block(*doubled.problem, "Eb").uses[3].release == 2 << 20);
  CHECK(block(*set({"blocks.E.workspace={gpu1: 5}"}).problem, "E").uses[1].workspace == 5 << 20);
}

TEST_CASE("links: the default, a listed pair, and one that starts as the default") {
  CHECK(set({"links.default.bandwidth=50GB/s"}).problem->links.fallback->bandwidth == 50'000'000'000);
  CHECK(set({"links.default.latency=*2"}).problem->links.fallback->latency == 10'000);
  const auto pair = [](const Scenario& s, int from, int to) {
    return s.problem->links.pairs.at({DeviceId{from}, DeviceId{to}});
  };
  CHECK(pair(set({"links.pairs.0-1.latency=7us"}), 0, 1).latency == 7'000);
  CHECK(pair(set({"links.pairs.gpu0-gpu1.bandwidth=*0.5"}), 0, 1).bandwidth == 25'000'000'000);
  const Scenario thinner = set({"links.pairs.1-2.bandwidth=1GB/s"});
  CHECK(pair(thinner, 1, 2).bandwidth == 1'000'000'000);
  CHECK(pair(thinner, 1, 2).latency == 5'000);
  CHECK(set({"blocks.F1.after.F0.bytes=8MB"}).problem->edges[1].bytes == 8'000'000);
}

TEST_CASE("keys of a generator change it before it is expanded") {
  CHECK(block(*set({"placement.forward=5"}).problem, "F2").time == 5'000'000);
  CHECK(block(*set({"placement.backward=*2"}).problem, "B3").time == 8'000'000);
  CHECK(block(*set({"placement.backward=[1, 2, 3, 4]"}).problem, "B1").time == 2'000'000);
  CHECK(set({"devices.count=8", "placement.backward=3"}).problem->blocks.size() == 18);
  CHECK(set({"placement.shape=mllm"}).problem->blocks.size() == 12);
}

TEST_CASE("a scenario without links can be given some") {
  const Scenario scenario = parse_scenario(
      "devices: {count: 2}\nplacement: {shape: v, bytes: 1MB}\n", "v.yaml",
      {{"transfer", "async"}, {"links.default.bandwidth", "1GB/s"}, {"links.default.latency", "1us"}});
  CHECK(scenario.problem->links.fallback->latency == 1'000);
  CHECK(transfers(*scenario.problem).size() == 2);
}

TEST_CASE("overrides of the problem inside a plan") {
  const Problem problem = test::pipeline(3, 4, 1, 2);
  const Problem changed = with_overrides(problem, {{"blocks.F1.time", "3ns"}, {"micro_batches", "9"}});
  CHECK(changed.blocks[1].time == 3);
  CHECK(changed.micro_batches == 9);
  CHECK(changed.edges.size() == problem.edges.size());
  CHECK_THAT(error_of([&] {
               with_overrides(problem, {{"placement.forward", "1"}});
             }),
             ContainsSubstring("has no `placement:`"));
  CHECK_THAT(error_of([&] {
               with_overrides(problem, {{"blocks.F0.acquire", "9"}});
             }),
             ContainsSubstring("--set blocks.F0.acquire=9: a micro-batch acquires"));
}

TEST_CASE("an override that is wrong is named, with what was expected") {
  const auto error = [](const std::vector<std::string>& settings) {
    return error_of([&] { set(settings); });
  };
  CHECK(error({"micro_batch=3"}) ==
        "--set micro_batch=3: unknown key 'micro_batch', expected a path that starts with name, "
        "micro_batches, transfer, "
        "memory_release, devices, links, blocks, placement, model, machines, pools, micro_batch_scale, "
        "micro_batch_order, pairs, choices or interference; did you mean 'micro_batches' or "
        "'micro_batch_scale' or 'micro_batch_order'?");
  CHECK(error({"blocks.F9.time=3"}) ==
        "--set blocks.F9.time=3: no 'F9' in blocks, expected E, F0, F1, F2, F3, B3, B2, B1, B0 or Eb");
  CHECK(error({"devices.gpu7.speed=1"}) ==
        "--set devices.gpu7.speed=1: no 'gpu7' in devices, expected gpu0, gpu1, gpu2 or gpu3; did you mean "
        "'gpu0'?");
  CHECK_THAT(error({"blocks.F0.tiem=3"}),
             ContainsSubstring("unknown key 'tiem' of a block") && ContainsSubstring("did you mean 'time'?"));
  CHECK_THAT(error({"placement.forwrad=3"}), ContainsSubstring("did you mean 'forward'?"));
  CHECK(error({"blocks.F0.time=fast"}) ==
        "--set blocks.F0.time=fast: 'fast' is not a time, expected a number and a unit such as 2.5ms");
  CHECK_THAT(error({"blocks.F0.time=*fast"}), ContainsSubstring("expected one such as *1.1"));
  CHECK_THAT(error({"blocks.F0.time=*99999999999999"}), ContainsSubstring("does not fit 64 bits"));
  CHECK_THAT(error({"blocks.F0.kind=*2"}), ContainsSubstring("can be scaled"));
  CHECK_THAT(error({"blocks.F0.time=[1"}), ContainsSubstring("--set blocks.F0.time=[1: "));
  CHECK_THAT(error({"devices.gpu0.static=80"}),
             ContainsSubstring("--set devices.gpu0.static=80: static memory of gpu0"));
  CHECK_THAT(error({"links.pairs.0-9.latency=1"}), ContainsSubstring("no '0-9' in links.pairs"));
  CHECK_THROWS_AS(parse_override("micro_batches"), UsageError);
  CHECK_THROWS_AS(parse_override("=3"), UsageError);
}

TEST_CASE("a scenario that is wrong by itself is refused at its line, overrides or not") {
  const std::string text = "devices:\n  - {memory: 1, static: 2}\nplacement: {shape: v}\n";
  CHECK_THAT(error_of([&] {
               parse_scenario(text, "v.yaml", {{"micro_batches", "9"}});
             }),
             ContainsSubstring("v.yaml:2:5: static memory of gpu0"));
  CHECK_NOTHROW(parse_scenario(text, "v.yaml", {{"devices.gpu0.memory", "2"}}));
}

TEST_CASE("settings inside the file change it as --set does, before those of the command line") {
  const auto read = [](const std::string& settings, const std::vector<Override>& overrides = {}) {
    return parse_scenario(example + "set:\n" + settings, "m.yaml", overrides);
  };
  const Scenario scenario = read(
      "  blocks.B*.time: \"*2\"\n  devices.gpu1.speed: 0.5\n  placement.forward: [1, 2, 3, 4]\n"
      "  micro_batches: 5\n",
      {{"micro_batches", "6"}});
  CHECK(block(*scenario.problem, "B3").time == 8'000'000);
  CHECK(block(*scenario.problem, "F3").time == 4'000'000);
  CHECK(scenario.problem->devices[1].speed == unit_speed / 2);
  CHECK(scenario.problem->micro_batches == 6);
  CHECK(block(*scenario.alternatives[0], "B3").time == 12'000'000);

  const auto error = [&](const std::string& settings, const std::vector<Override>& overrides = {}) {
    return error_of([&] { read(settings, overrides); });
  };
  CHECK_THAT(error("  micro_batch: 3\n"), ContainsSubstring("m.yaml:14:16: unknown key 'micro_batch'"));
  CHECK_THAT(error("  micro_batches: 3\n  blocks.F9.time: 3\n"),
             ContainsSubstring("m.yaml:15:19: no 'F9' in blocks"));
  CHECK_THAT(error("  blocks.F0.time: [1\n"), ContainsSubstring("m.yaml:"));
  CHECK_THAT(error("  blocks.F0.time:\n"), ContainsSubstring("nothing, expected a value for blocks.F0.time"));
  CHECK_THAT(error("  blocks.F0.acquire: 9\n"), ContainsSubstring("m.yaml:14:22: a micro-batch acquires"));
  CHECK_THAT(error("  blocks.F0.time: 9\n", {{"blocks.F0.acquire", "9"}}),
             ContainsSubstring("set: blocks.F0.time=9 --set blocks.F0.acquire=9: a micro-batch acquires"));
  CHECK_THAT(error("  7\n"), ContainsSubstring("'7', expected a map of settings"));
}
