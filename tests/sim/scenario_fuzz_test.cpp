// Whatever the bytes, reading ends with a scenario or a RequestError: no crash, no other exception, no hang.
// The libFuzzer targets of tests/fuzz go on where this quick loop stops.
#include <algorithm>
#include <filesystem>

#include "sim/core/error.hpp"
#include "sim/core/file.hpp"
#include "sim/formats/scenario/scenario.hpp"
#include "sim/problem/check.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/mutation.hpp"
#include "tests/support/problems.hpp"
#include "tests/support/widened.hpp"

using namespace repetend;

namespace {

std::vector<std::string> seeds() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(REPETEND_SOURCE_DIR "/scenarios"))
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  std::ranges::sort(files);  // the same mutations everywhere
  std::vector<std::string> texts;
  for (const auto& file : files) texts.push_back(read_file(file));
  return texts;
}

}  // namespace

namespace {

struct MutatedSettings {
  int applied = 0, refused = 0;
};

// Each is applied to the scenario or refused as users are told, nothing else.
MutatedSettings apply_mutated(std::mt19937_64& random, const std::vector<std::string>& seeds,
                              const std::string& scenario) {
  MutatedSettings done;
  for (int round = 0; round < 1000; ++round) {
    std::string setting = seeds[random() % seeds.size()];
    test::mutate(random, setting);
    CAPTURE(setting);
    try {
      parse_scenario(scenario, "f.yaml", {parse_override(setting)});
      ++done.applied;
    } catch (const UsageError&) {
      ++done.refused;
    } catch (const RequestError&) {
      ++done.refused;
    }
  }
  return done;
}

}  // namespace

TEST_CASE("mutated scenarios are read or refused, nothing else") {
  std::mt19937_64 random(2026);
  int read = 0, refused = 0;
  std::vector<std::string> all = seeds();
  all.insert(all.end(), 20, test::widened_scenario);
  for (const std::string& seed : all)
    for (int round = 0; round < 40; ++round) {
      std::string text = seed;
      for (auto mutations = test::uniform(random, 1, 3); mutations > 0; --mutations)
        test::mutate(random, text);
      CAPTURE(text);
      try {
        const Scenario scenario = parse_scenario(text, "f.yaml");
        REQUIRE(check(*scenario.problem).empty());
        ++read;
      } catch (const SourceError& error) {
        CHECK_THAT(error.what(), ContainsSubstring("f.yaml:"));
        ++refused;
      }
    }
  CHECK(read > 100);
  CHECK(refused > 100);
}

TEST_CASE("mutated overrides of a widened scenario are applied or refused, nothing else") {
  std::mt19937_64 random(8);
  const std::vector<std::string> seeds{"devices.*.lanes.comm.speed=*1.1",
                                       "machines.pcie01.speed=0.5",
                                       "pools.host0.capacity=*2",
                                       "blocks.C1.lane=[compute, comm]",
                                       "blocks.F1.time=[1, 2, 3, 4]",
                                       "blocks.R0.memory={gpu0: 1, host0: -1}",
                                       "micro_batch_scale.3=0.5",
                                       "pairs.F1-I1+W1.time=*2",
                                       "choices.stage0=offload",
                                       "choices.stage0.options.offload.set.F0.time=2",
                                       "interference.compute-comm.factor=1.2"};
  const MutatedSettings done = apply_mutated(random, seeds, test::widened_scenario);
  CHECK(done.applied > 10);
  CHECK(done.refused > 300);
}

TEST_CASE("mutated overrides are applied or refused, nothing else") {
  std::mt19937_64 random(7);
  const std::vector<std::string> seeds{
      "blocks.B*.time=*1.1",      "devices.gpu1.speed=0.8", "links.pairs.0-1.latency=5us",
      "placement.forward=[1, 2]", "micro_batches=*2",       "blocks.F0.memory={gpu0: 1}"};
  const MutatedSettings done = apply_mutated(random, seeds, "devices: {count: 2}\nplacement: {shape: v}\n");
  CHECK(done.applied > 10);
  CHECK(done.refused > 50);
}
