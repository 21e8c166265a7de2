// Scenarios beyond plain ones: lanes, machines, pools, repeats, times by micro-batch, pairs, choices and
// interference, as they are read and as they are written.
#include <fmt/format.h>

#include <algorithm>

#include "sim/core/error.hpp"
#include "sim/core/file.hpp"
#include "sim/formats/scenario/explicit.hpp"
#include "sim/formats/scenario/reader.hpp"
#include "sim/formats/scenario/scenario.hpp"
#include "sim/problem/extensions.hpp"
#include "sim/problem/machines.hpp"
#include "sim/problem/pools.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/problems.hpp"
#include "tests/support/wide_problems.hpp"
#include "tests/support/widened.hpp"

using namespace repetend;

namespace {

constexpr Bytes GiB = Bytes{1} << 30;

// Read, but not checked: whether the parts make sense together is another question.
Problem read_unchecked(const std::string& text) {
  const Document document = parse_yaml(text, "p.yaml");
  Source source{.file = "p.yaml"};
  read_units(document, source);
  return read_placement(Node(document, source)).problem;
}

Problem again(const Problem& problem) { return read_unchecked(to_json(problem_document(problem))); }

const Block& block(const Problem& problem, const std::string& name) {
  return *std::ranges::find(problem.blocks, name, &Block::name);
}

// By name, lowest first.
std::vector<std::string> occupied(const Problem& problem, const std::string& name) {
  const BlockId b{static_cast<std::size_t>(&block(problem, name) - problem.blocks.data())};
  std::vector<std::string> names;
  for (const MachineId m : machines_of(problem, b)) names.push_back(machine_name(problem, m));
  return names;
}

std::string said(const Problem& problem, const std::vector<PoolUse>& uses) {
  std::string text;
  for (const PoolUse& use : uses)
    text +=
        fmt::format("{} +{} -{} ~{};", pool_name(problem, use.pool), use.acquire, use.release, use.workspace);
  return text;
}

std::string said(const Problem& problem, const Block& b) {
  return fmt::format(
      "{} {} {} {} repeat {} machines {} elsewhere {} times {}", b.name, to_string(b.kind), b.time,
      said(problem, changes_of(problem, b)), static_cast<int>(b.repeat),
      [&] {
        std::string text;
        for (const MachineId m : b.machines) text += machine_name(problem, m) + ",";
        return text;
      }(),
      said(problem, b.elsewhere),
      [&] {
        std::string text;
        for (const Time t : b.times) text += fmt::format("{},", t);
        return text;
      }());
}

// What a plain problem does not have, field by field.
void check_same(const Problem& a, const Problem& b) {
  REQUIRE(a.machines.size() == b.machines.size());
  for (std::size_t k = 0; k < a.machines.size(); ++k) {
    CHECK(a.machines[k].name == b.machines[k].name);
    CHECK(a.machines[k].device == b.machines[k].device);
    CHECK(a.machines[k].speed == b.machines[k].speed);
  }
  REQUIRE(a.pools.size() == b.pools.size());
  for (std::size_t k = 0; k < a.pools.size(); ++k) {
    CHECK(a.pools[k].name == b.pools[k].name);
    CHECK(a.pools[k].capacity == b.pools[k].capacity);
    CHECK(a.pools[k].static_memory == b.pools[k].static_memory);
  }
  REQUIRE(a.blocks.size() == b.blocks.size());
  for (std::size_t k = 0; k < a.blocks.size(); ++k) CHECK(said(a, a.blocks[k]) == said(b, b.blocks[k]));
  CHECK(a.scale == b.scale);
  CHECK(a.micro_batch_order == b.micro_batch_order);
  REQUIRE(a.pairs.size() == b.pairs.size());
  for (std::size_t k = 0; k < a.pairs.size(); ++k) {
    CHECK(a.pairs[k].first == b.pairs[k].first);
    CHECK(a.pairs[k].second == b.pairs[k].second);
    CHECK(a.pairs[k].time == b.pairs[k].time);
  }
  CHECK(a.chosen == b.chosen);
  REQUIRE(a.choices.size() == b.choices.size());
  for (std::size_t k = 0; k < a.choices.size(); ++k) {
    CHECK(a.choices[k].name == b.choices[k].name);
    REQUIRE(a.choices[k].options.size() == b.choices[k].options.size());
    for (std::size_t o = 0; o < a.choices[k].options.size(); ++o) {
      const Option &x = a.choices[k].options[o], &y = b.choices[k].options[o];
      CHECK(x.name == y.name);
      CHECK(x.blocks == y.blocks);
      REQUIRE(x.set.size() == y.set.size());
      for (std::size_t s = 0; s < x.set.size(); ++s) {
        CHECK(x.set[s].first == y.set[s].first);
        CHECK(said(a, x.set[s].second) == said(b, y.set[s].second));
      }
    }
  }
  REQUIRE(a.interference.size() == b.interference.size());
  for (std::size_t k = 0; k < a.interference.size(); ++k) {
    CHECK(a.interference[k].first == b.interference[k].first);
    CHECK(a.interference[k].second == b.interference[k].second);
    CHECK(a.interference[k].factor == b.interference[k].factor);
  }
}

std::string error_of(const std::string& text) {
  try {
    read_unchecked(text);
  } catch (const SourceError& error) {
    return error.what();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("lanes, machines and pools are read") {
  const Problem problem = *parse_scenario(test::widened_scenario, "w.yaml").problem;
  std::vector<std::string> names;
  for (const MachineId m : machines(problem)) names.push_back(machine_name(problem, m));
  CHECK(names == std::vector<std::string>{"gpu0", "gpu1", "gpu0.comm", "gpu0.d2h", "gpu0.h2d", "gpu1.comm",
                                          "pcie01", "nic"});
  CHECK(problem.machines[2].speed == unit_speed / 2);
  CHECK(problem.machines[5].speed == 2 * unit_speed);
  CHECK(problem.pools[0].capacity == 512 * GiB);
  CHECK(problem.pools[0].static_memory == GiB);
  CHECK(problem.pools[1].capacity == unlimited);
  CHECK(problem.interference[0].factor == 1'070'000'000);
}

TEST_CASE("blocks occupy the lanes and machines that they say") {
  const Problem problem = *parse_scenario(test::widened_scenario, "w.yaml").problem;
  CHECK(occupied(problem, "P") == std::vector<std::string>{"gpu0.comm", "gpu1.comm"});
  CHECK(occupied(problem, "F0") == std::vector<std::string>{"gpu0"});
  CHECK(occupied(problem, "O0") == std::vector<std::string>{"gpu0.d2h", "pcie01"});
  CHECK(occupied(problem, "B0") == std::vector<std::string>{"gpu0", "gpu0.comm"});
  CHECK(block(problem, "F0").machines.empty());
  CHECK(block(problem, "P").repeat == Repeat::first);
  CHECK(block(problem, "U0").repeat == Repeat::last);
  const std::string plain = "devices: {count: 2, lanes: [comm]}\nmachines: [{name: nic}]\nblocks:\n";
  CHECK(read_unchecked(plain + "  - {name: A, devices: [1, 0], time: 1, lane: compute}\n")
            .blocks[0]
            .machines.empty());
  const Problem shared = read_unchecked(plain + "  - {name: A, devices: [1, 0], time: 1, machines: [nic]}\n");
  CHECK(occupied(shared, "A") == std::vector<std::string>{"gpu0", "gpu1", "nic"});
}

TEST_CASE("amounts are of the block's devices, or of any pool by name") {
  const Problem problem = *parse_scenario(test::widened_scenario, "w.yaml").problem;
  const auto changes = [&](const char* name) {
    return said(problem, changes_of(problem, block(problem, name)));
  };
  CHECK(changes("O0") == fmt::format("gpu0 +0 -{0} ~0;host0 +{0} -0 ~0;", GiB));
  CHECK(changes("R0") == fmt::format("gpu0 +{0} -0 ~0;host0 +0 -{0} ~0;", GiB));
  CHECK(changes("F1") == fmt::format("gpu0 +0 -0 ~{};", GiB));
  CHECK(block(problem, "F1").uses[0].workspace == 0);
  const Problem by_index = read_unchecked(
      "devices: {count: 2}\nmemory_unit: B\nblocks:\n"
      "  - {name: A, devices: [0], time: 1, acquire: {1: 5, gpu0: 7}, workspace: {1: 0}}\n");
  CHECK(said(by_index, changes_of(by_index, by_index.blocks[0])) == "gpu0 +7 -0 ~0;gpu1 +5 -0 ~0;");
}

TEST_CASE("times and scales are read by micro-batch") {
  const Problem problem = *parse_scenario(test::widened_scenario, "w.yaml").problem;
  CHECK(block(problem, "F1").times == std::vector<Time>{1'000'000, 2'000'000, 3'000'000, 4'000'000});
  CHECK(block(problem, "F1").time == 1'000'000);
  CHECK(problem.scale == std::vector<Speed>{unit_speed, 800'000'000, 2'100'000'000, 1'250'000'000});
  CHECK(problem.micro_batch_order == MicroBatchOrder::free);
  const Problem none = read_unchecked("devices: {count: 1}\nblocks: [{name: A, devices: [0], time: 0}]\n");
  CHECK(none.blocks[0].time == 0);
  CHECK(document_version(none) == 2);
}

TEST_CASE("pairs and choices are read") {
  const Problem problem = *parse_scenario(test::widened_scenario, "w.yaml").problem;
  REQUIRE(problem.pairs.size() == 2);
  CHECK(problem.pairs[0].first == std::vector{BlockId{5}});
  CHECK(problem.pairs[0].second == std::vector{BlockId{7}, BlockId{8}});
  CHECK(problem.pairs[0].time == 4'000'000);
  REQUIRE(problem.choices.size() == 2);
  const Option& offload = problem.choices[0].options[1];
  CHECK(offload.blocks == std::vector{BlockId{3}, BlockId{4}});
  REQUIRE(offload.set.size() == 2);
  const Block& f0 = offload.set[0].second;
  CHECK(f0.name == "F0");
  CHECK(f0.time == 5'000'000);
  CHECK(f0.uses[0].workspace == 0);
  CHECK(f0.uses[0].acquire == 2 * GiB);  // as it was
  CHECK(offload.set[1].second.machines.empty());
  CHECK(said(problem, problem.choices[1].options[1].set[0].second.elsewhere) ==
        fmt::format("gpu0 +0 -0 ~{};disk +0 -0 ~{};", 2 * GiB, GiB));
}

TEST_CASE("the example of lanes, machines and pools in the grammar's document is sound") {
  const std::string grammar = read_file(REPETEND_SOURCE_DIR "/docs/scenario.md");
  const std::size_t section = grammar.find("## Lanes, machines and pools");
  const std::size_t begin = grammar.find("```yaml\n", section) + 8;
  const Problem problem =
      *parse_scenario(grammar.substr(begin, grammar.find("```", begin) - begin), "m.yaml").problem;
  CHECK(machine_count(problem) == 4 * 4 + 1);
  CHECK(occupied(problem, "R0") == std::vector<std::string>{"gpu0.h2d", "pcie01"});
  CHECK(block(problem, "U0").repeat == Repeat::last);
}

TEST_CASE("what an option sets replaces what the block has of it") {
  const auto set = [](const std::string& fields) {
    const Problem problem = read_unchecked(
        "memory_unit: B\ntime_unit: ns\nmicro_batches: 2\ndevices: {count: 1, lanes: [comm]}\n"
        "machines: [{name: nic}]\npools: [{name: host}]\nblocks:\n"
        "  - {name: A, devices: [0], lane: comm, machines: [nic], time: [1, 2], acquire: {gpu0: 3, host: "
        "4},\n"
        "     release: {gpu0: 5, host: 6}, workspace: 7}\n"
        "choices: [{name: c, options: [{name: o, set: {A: {" +
        fields + "}}}]}]\n");
    const Block& a = problem.choices[0].options[0].set[0].second;
    return said(problem, a);
  };
  CHECK(set("") ==
        "A other 1 gpu0 +3 -5 ~7;host +4 -6 ~0; repeat 0 machines gpu0.comm,nic, elsewhere host "
        "+4 -6 ~0; times 1,2,");
  CHECK(set("acquire: 8, time: 9") ==
        "A other 9 gpu0 +8 -5 ~7;host +0 -6 ~0; repeat 0 machines gpu0.comm,nic, elsewhere host +0 -6 ~0; "
        "times ");
  CHECK(set("memory: {host: +1}, workspace: {host: 2}, kind: offload") ==
        "A offload 1 host +1 -0 ~2; repeat 0 machines gpu0.comm,nic, elsewhere host +1 -0 ~2; times 1,2,");
  CHECK(set("lane: compute") ==
        "A other 1 gpu0 +3 -5 ~7;host +4 -6 ~0; repeat 0 machines gpu0,nic, elsewhere host +4 -6 ~0; times "
        "1,2,");
  CHECK(set("lane: compute, machines: []") ==
        "A other 1 gpu0 +3 -5 ~7;host +4 -6 ~0; repeat 0 machines  elsewhere host +4 -6 ~0; times 1,2,");
}

TEST_CASE("a widened problem survives its explicit form") {
  const Problem problem = *parse_scenario(test::widened_scenario, "w.yaml").problem;
  CHECK(document_version(problem) == 2);
  check_same(problem, again(problem));
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const Problem some = test::wide_problem(seed, {.transfer = TransferMode::async});
    const std::string json = to_json(problem_document(some));
    CAPTURE(json);
    const Problem read = again(some);
    check_same(some, read);
    REQUIRE(to_json(problem_document(read)) == json);
  }
}

TEST_CASE("a problem is written with the new keys that it needs and no others") {
  const auto keys = [](const Problem& problem) {
    std::vector<std::string> result;
    for (const auto& [key, value] : problem_document(problem).members) result.push_back(key);
    return result;
  };
  Problem problem = test::pipeline(2, 3, 1, 2);
  const std::vector<std::string> plain{"version",     "name",           "placement",     "time_unit",
                                       "memory_unit", "memory_release", "micro_batches", "transfer",
                                       "devices",     "blocks"};
  CHECK(keys(problem) == plain);
  CHECK(problem_document(problem).find("version")->scalar == "1");
  problem.pools.push_back({"host"});
  problem.interference.push_back({"compute", "comm", 2 * unit_speed});
  std::vector<std::string> more = plain;
  more.insert(more.end() - 1, "pools");
  more.push_back("interference");
  CHECK(keys(problem) == more);
  CHECK(problem_document(problem).find("version")->scalar == "2");
}

TEST_CASE("what an old reader cannot understand is of version 2") {
  const Problem plain = test::pipeline(2, 3, 1, 2);
  const auto version = [&](auto change) {
    Problem problem = plain;
    change(problem);
    return document_version(problem);
  };
  CHECK(document_version(plain) == 1);
  CHECK(version([](Problem& p) { p.blocks[0].kind = BlockKind::offload; }) == 2);
  CHECK(version([](Problem& p) { p.interference.push_back({"compute", "comm"}); }) == 2);
  CHECK(version([](Problem& p) { p.chosen = {{"stage0", "keep"}}; }) == 2);
  CHECK(version([](Problem& p) { p.blocks[0].time = 0; }) == 2);
  CHECK(version([](Problem& p) { p.blocks[0].elsewhere = {{PoolId{1}, 1, 1, 0}}; }) == 2);
}

TEST_CASE("new keys need no version, and none that is of version 1") {
  const std::string body = test::widened_scenario.substr(test::widened_scenario.find("time_unit"));
  check_same(read_unchecked(body), read_unchecked(test::widened_scenario));
  CHECK(error_of("version: 1\n" + body) ==
        "p.yaml:5:1: `micro_batch_scale` came with version 2 of the grammar, expected `version: 2` or none");
  // What a file says does not bind the settings of a run.
  const std::string old = "version: 1\ndevices: {count: 1}\nplacement: {shape: v}\n";
  CHECK(parse_scenario(old, "v.yaml", {{"devices.lanes", "[comm]"}}).problem->machines.size() == 1);
}

TEST_CASE("generated blocks can be paired and scaled") {
  const Problem problem = *parse_scenario(
                               "micro_batches: 2\nmicro_batch_scale: [1, 2]\ndevices: {count: 2}\n"
                               "placement: {shape: v}\npairs: [{blocks: [F0, B0], time: 3}]\n",
                               "v.yaml")
                               .problem;
  CHECK(problem.scale.size() == 2);
  CHECK(problem.pairs[0].second == std::vector{BlockId{3}});
}

TEST_CASE("an alternative may give new keys, and leaves out what names blocks that it replaces") {
  const Scenario scenario = parse_scenario(
      "micro_batches: 2\ndevices: {count: 2, lanes: [comm]}\npools: [{name: host}]\nplacement: {shape: zb}\n"
      "pairs: [{blocks: [F0, [I0, W0]], time: 3}]\n"
      "choices: [{name: c, options: [{name: a}, {name: b, set: {F0: {time: 2}}}]}]\n"
      "alternatives:\n"
      "  - {name: plain, placement: {shape: v}}\n"
      "  - {name: free, micro_batch_order: free, micro_batch_scale: [1, 2], pools: [{name: disk}]}\n"
      "  - {name: paired, placement: {shape: v}, pairs: [{blocks: [F0, B0], time: 3}]}\n",
      "v.yaml");
  REQUIRE(scenario.alternatives.size() == 3);
  CHECK(scenario.problem->choices.size() == 1);
  CHECK(scenario.alternatives[0]->pairs.empty());
  CHECK(scenario.alternatives[0]->choices.empty());
  CHECK(scenario.alternatives[0]->machines.size() == 2);
  CHECK(scenario.alternatives[1]->pairs.size() == 1);
  CHECK(scenario.alternatives[1]->pools[0].name == "disk");
  CHECK(scenario.alternatives[1]->scale[1] == 2 * unit_speed);
  CHECK(scenario.alternatives[2]->pairs[0].second == std::vector{BlockId{3}});
}
