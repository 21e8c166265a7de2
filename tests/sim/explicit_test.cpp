#include "sim/formats/scenario/explicit.hpp"

#include "sim/problem/durations.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/problems.hpp"

using namespace repetend;

namespace {

// The design's own example of the explicit form.
const std::string example = R"(name: m-shape-4
time_unit: us
memory_unit: MiB
memory_release: end
micro_batches: 16
transfer: async
devices: {count: 4, memory: 6}
links:
  default: {latency: 5us, bandwidth: 25GB/s}
  pairs: [{from: 0, to: 1, latency: 2us, bandwidth: 300GB/s}]
blocks:
  - {name: E, kind: other, devices: [0, 1, 2, 3], time: 1}
  - {name: F0, kind: forward, stage: 0, devices: [0], time: 1, memory: +1, after: [E]}
  - {name: B0, kind: backward, stage: 0, devices: [gpu0], time: 3, memory: -1, workspace: 0,
     after: [{block: F0, bytes: 8MB, distance: 0}]}
)";

}  // namespace

TEST_CASE("the explicit form reads as the design says") {
  const Problem problem = read_problem(parse_yaml(example, "m.yaml"), "m.yaml");
  CHECK(problem.name == "m-shape-4");
  CHECK(problem.micro_batches == 16);
  CHECK(problem.transfer == TransferMode::async);
  CHECK(problem.devices.size() == 4);
  CHECK(problem.devices[3].memory == 6 * 1024 * 1024);
  CHECK(problem.links.fallback->latency == 5000);
  CHECK(problem.links.pairs.at({DeviceId{0}, DeviceId{1}}).bandwidth == 300'000'000'000);
  CHECK(problem.blocks[0].uses.size() == 4);
  CHECK(problem.blocks[1].time == 1000);
  CHECK(problem.blocks[1].uses[0].acquire == 1 << 20);
  CHECK(problem.blocks[2].uses[0].release == 1 << 20);
  CHECK(problem.edges[1].bytes == 8'000'000);
  CHECK(problem.edges[1].to == BlockId{2});
}

TEST_CASE("a problem survives its explicit form, byte for byte") {
  std::mt19937_64 random(11);
  for (int round = 0; round < 200; ++round) {
    const Problem problem =
        test::random_problem(random, {.transfer = round % 2 ? TransferMode::async : TransferMode::none});
    const std::string json = to_json(problem_document(problem));
    const Problem again = read_problem(parse_json(json, "p.json"), "p.json");
    REQUIRE(to_json(problem_document(again)) == json);
    REQUIRE(again.edges.size() == problem.edges.size());
    REQUIRE(least_durations(again) == least_durations(problem));
  }
}
