// The generators of `placement:`, block by block against the chains of the papers.
#include <fmt/format.h>

#include <map>
#include <set>

#include "sim/formats/scenario/scenario.hpp"
#include "sim/problem/check.hpp"
#include "tests/support/catch.hpp"

using namespace repetend;

namespace {

struct Expected {
  std::string name;
  int device;  // -1: all
  Time time;
  Bytes memory;
};
using ExpectedChain = std::vector<Expected>;

constexpr int all = -1;

ExpectedChain join(std::initializer_list<ExpectedChain> parts) {
  ExpectedChain result;
  for (const ExpectedChain& part : parts) result.insert(result.end(), part.begin(), part.end());
  return result;
}

// Stages from .. to (excluded) on devices from .. to.
ExpectedChain forwards(int from, int to, const std::string& prefix = "F") {
  ExpectedChain chain;
  for (int s = from; s < to; ++s) chain.push_back({fmt::format("{}{}", prefix, s), s, 1, +1});
  return chain;
}
ExpectedChain backwards(int from, int to, const std::string& prefix = "B") {
  ExpectedChain chain;
  for (int s = to; s-- > from;) chain.push_back({fmt::format("{}{}", prefix, s), s, 3, -1});
  return chain;
}
ExpectedChain gang(const std::string& name, Bytes memory = 0) { return {{name, all, 1, memory}}; }

// The chain with the devices counted from `first` on, or backwards.
ExpectedChain moved(ExpectedChain chain, int first, int step) {
  for (Expected& e : chain) e.device = e.device == all ? all : first + step * e.device;
  return chain;
}

std::vector<ExpectedChain> chains_of(const std::string& shape, int n) {
  const int h = n / 2;
  if (shape == "v") return {join({forwards(0, n), backwards(0, n)})};
  if (shape == "x")
    return {join({forwards(0, n, "Fd"), backwards(0, n, "Bd")}),
            moved(join({forwards(0, n, "Fu"), backwards(0, n, "Bu")}), n - 1, -1)};
  if (shape == "m") return {join({gang("E"), forwards(0, n), backwards(0, n), gang("Eb")})};
  if (shape == "nn")
    return {join({gang("E"), forwards(0, h), gang("G"), forwards(h, n), backwards(h, n), gang("Gb"),
                  backwards(0, h), gang("Eb")})};
  if (shape == "nn-eager")
    return {join({gang("E"), forwards(0, 1), gang("G"), forwards(1, n), backwards(1, n), gang("Gb"),
                  backwards(0, 1), gang("Eb")})};
  if (shape == "mllm")
    return {join({gang("E"), forwards(0, n), gang("H"), gang("Hb"), backwards(0, n), gang("Eb")})};
  const ExpectedChain middle = join({gang("L", +1), gang("Lb", -1)});  // shape k
  return {join({forwards(0, h, "Fa"), middle, backwards(0, h, "Ba")}),
          moved(join({forwards(0, h, "Fb"), middle, backwards(0, h, "Bb")}), h, 1)};
}

using Edges = std::multiset<std::pair<std::string, std::string>>;

Edges edges_of(const Problem& problem) {
  Edges edges;
  for (const Edge& e : problem.edges) edges.emplace(problem.block(e.from).name, problem.block(e.to).name);
  return edges;
}

Problem read(const std::string& placement, int devices, const std::string& more = "") {
  const std::string text = fmt::format(
      "memory_unit: B\ntime_unit: ns\ndevices: {{count: {}}}\n{}placement: {}\n", devices, more, placement);
  return *parse_scenario(text, "p.yaml").problem;
}

const Block& block_named(const Problem& problem, const std::string& name) {
  for (const Block& block : problem.blocks)
    if (block.name == name) return block;
  throw std::out_of_range("no block " + name);
}

void check_block(const Problem& problem, const Expected& expected) {
  const Block& block = block_named(problem, expected.name);
  CHECK(block.time == expected.time);
  CHECK(block.stage.has_value() == (expected.device != all));
  const std::size_t devices = expected.device == all ? problem.devices.size() : 1;
  REQUIRE(block.uses.size() == devices);
  for (const DeviceUse& use : block.uses) {
    CHECK((expected.device == all || use.device == DeviceId{expected.device}));
    CHECK(use.acquire - use.release == expected.memory);
    CHECK(use.workspace == 0);
  }
}

}  // namespace

TEST_CASE("Tessel's placements are its chains, block by block") {
  for (const int n : {2, 4, 8, 16})
    for (const std::string shape : {"v", "x", "m", "nn", "nn-eager", "k", "mllm"}) {
      CAPTURE(shape, n);
      const Problem problem = read("{shape: " + shape + "}", n);
      std::set<std::string> names;
      std::set<std::pair<std::string, std::string>> expected_edges;
      for (const ExpectedChain& chain : chains_of(shape, n))
        for (std::size_t i = 0; i < chain.size(); ++i) {
          check_block(problem, chain[i]);
          names.insert(chain[i].name);
          if (i > 0) expected_edges.emplace(chain[i - 1].name, chain[i].name);
        }
      CHECK(problem.blocks.size() == names.size());
      const Edges edges = edges_of(problem);
      CHECK(edges == Edges(expected_edges.begin(), expected_edges.end()));
      CHECK(check(problem).empty());
    }
}

TEST_CASE("inference placements are the forward chains, without memory") {
  for (const std::string shape : {"v", "x", "m", "nn", "nn-eager", "k", "mllm", "zb", "interleaved"}) {
    CAPTURE(shape);
    const Problem training = read("{shape: " + shape + "}", 4);
    const Problem inference = read("{shape: " + shape + ", mode: inference}", 4);
    for (const Block& block : inference.blocks) {
      CHECK(block.name[0] != 'B');
      for (const DeviceUse& use : block.uses) CHECK(use.acquire + use.release == 0);
    }
    const Edges all_edges = edges_of(training);
    for (const auto& edge : edges_of(inference)) CHECK(all_edges.contains(edge));
    CHECK(inference.blocks.size() * (shape == "zb" ? 3 : 2) == training.blocks.size());
  }
}

TEST_CASE("a split backward: I_s follows I_s+1, W_s follows I_s and releases") {
  const Problem problem =
      read("{shape: zb, forward: 2, input_gradient: 3, weight_gradient: 4, activation: 5}", 3);
  CHECK(edges_of(problem) == Edges{{"F0", "F1"},
                                   {"F1", "F2"},
                                   {"F2", "I2"},
                                   {"I2", "W2"},
                                   {"I2", "I1"},
                                   {"I1", "W1"},
                                   {"I1", "I0"},
                                   {"I0", "W0"}});
  CHECK(block_named(problem, "I1").kind == BlockKind::input_gradient);
  CHECK(block_named(problem, "W1").kind == BlockKind::weight_gradient);
  CHECK(block_named(problem, "F1").uses[0].acquire == 5);
  CHECK(block_named(problem, "I1").uses[0].release == 0);
  CHECK(block_named(problem, "W1").uses[0].release == 5);
  CHECK(block_named(problem, "I1").time == 3);
  CHECK(block_named(problem, "W1").time == 4);
}

TEST_CASE("where the stages of zbv, interleaved and dualpipe lie") {
  const auto device = [](const Problem& problem, const std::string& name) {
    return block_named(problem, name).uses[0].device.value;
  };
  for (const std::string shape : {"zbv", "dualpipev"}) {
    const Problem v = read("{shape: " + shape + "}", 4);
    CHECK(v.blocks.size() == 24);
    for (int r = 0; r < 4; ++r) {
      CHECK(device(v, fmt::format("F{}", r)) == r);
      CHECK(device(v, fmt::format("W{}", 7 - r)) == r);
    }
  }
  const Problem vee = read("{shape: vee}", 4);
  CHECK(vee.blocks.size() == 16);
  for (int s = 0; s < 8; ++s) CHECK(device(vee, fmt::format("B{}", s)) == std::min(s, 7 - s));
  const Problem split = read("{shape: interleaved-zb, chunks: 3}", 4);
  CHECK(split.blocks.size() == 36);
  for (int s = 0; s < 12; ++s) CHECK(device(split, fmt::format("W{}", s)) == s % 4);
  const Problem interleaved = read("{shape: interleaved, chunks: 3}", 4);
  CHECK(interleaved.blocks.size() == 24);
  for (int s = 0; s < 12; ++s) CHECK(device(interleaved, fmt::format("B{}", s)) == s % 4);
  CHECK(read("{shape: interleaved, stages: 12}", 4).blocks.size() == 24);
  const Problem dualpipe = read("{shape: dualpipe}", 4);
  CHECK(dualpipe.blocks.size() == 24);
  for (int s = 0; s < 4; ++s) {
    CHECK(device(dualpipe, fmt::format("Id{}", s)) == s);
    CHECK(device(dualpipe, fmt::format("Wu{}", s)) == 3 - s);
    CHECK(block_named(dualpipe, fmt::format("Fu{}", s)).stage == s);
  }
}

TEST_CASE("costs by stage, by gang and in bytes") {
  const Problem uneven = read(
      "{shape: v, forward: [1, 2, 3], backward: [4, 5, 6], activation: [7, 8, 9], bytes: [10, 20, 30]}", 3);
  CHECK(block_named(uneven, "F2").time == 3);
  CHECK(block_named(uneven, "B0").time == 4);
  CHECK(block_named(uneven, "B1").uses[0].release == 8);
  std::map<std::string, Bytes> bytes;
  for (const Edge& e : uneven.edges) bytes[uneven.block(e.from).name + uneven.block(e.to).name] = e.bytes;
  // What a stage sends on, it gets the gradient of; F2 and B2 share a device.
  CHECK(bytes ==
        std::map<std::string, Bytes>{{"F0F1", 10}, {"F1F2", 20}, {"F2B2", 0}, {"B2B1", 20}, {"B1B0", 10}});
  const Problem gangs =
      read("{shape: mllm, gang: {E: 2, H: 3, Eb: 4}, gang_activation: {H: 5}, bytes: 6}", 2);
  CHECK(block_named(gangs, "E").time == 2);
  CHECK(block_named(gangs, "H").time == 3);
  CHECK(block_named(gangs, "Hb").time == 1);
  CHECK(block_named(gangs, "Eb").time == 4);
  CHECK(block_named(gangs, "H").uses[1].acquire == 5);
  CHECK(block_named(gangs, "Hb").uses[1].release == 5);
  for (const Edge& e : gangs.edges) bytes[gangs.block(e.from).name + gangs.block(e.to).name] = e.bytes;
  CHECK(bytes.at("EF0") == 0);  // everybody has it
  CHECK(bytes.at("F1H") == 6);  // to the other devices
  CHECK(bytes.at("B0Eb") == 6);
}

TEST_CASE("a shape's devices are in the order that the placement gives") {
  const auto problem = parse_scenario(
                           "devices: [{name: a}, {name: b}, {name: c}, {name: d}]\n"
                           "placement: {shape: mllm, order: [c, 3, a, b]}\n",
                           "f.yaml")
                           .problem;
  CHECK(check(*problem).empty());
  for (const auto& [block, device] : {std::pair("F0", 2), {"F1", 3}, {"F2", 0}, {"F3", 1}, {"B0", 2}}) {
    const auto found = std::ranges::find(problem->blocks, block, &Block::name);
    REQUIRE(found != problem->blocks.end());
    CHECK(found->uses.size() == 1);
    CHECK(found->uses.front().device == DeviceId{device});
  }
  CHECK(problem->blocks.front().uses.size() == 4);  // a gang runs on all of them
}

TEST_CASE("stages of a shape may take no time") {
  const auto problem =
      parse_scenario("devices: {count: 2}\nplacement: {shape: v, forward: [1, 0], backward: [2, 0]}\n",
                     "f.yaml")
          .problem;
  CHECK(check(*problem).empty());
  const auto none = std::ranges::find(problem->blocks, "F1", &Block::name);
  REQUIRE(none != problem->blocks.end());
  CHECK(none->time == 0);
}
