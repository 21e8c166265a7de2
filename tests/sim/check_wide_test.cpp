// What check() says of lanes, machines, pools, repeats, times by micro-batch, pairs and interference.
#include "sim/problem/check.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/findings.hpp"
#include "tests/support/wide_problem.hpp"

using namespace repetend;
using test::wide_problem;

namespace {

constexpr std::int64_t huge = std::numeric_limits<std::int64_t>::max();

using Case = test::SpoiltCase;

void check_all(const decltype(Finding::subject)& subject, const std::vector<Case>& cases) {
  test::check_findings(wide_problem(), subject, cases);
}

Block& block(Problem& problem, std::string_view name) {
  return *std::ranges::find(problem.blocks, name, &Block::name);
}

std::vector<std::string> messages(const Problem& problem) {
  std::vector<std::string> result;
  for (const Finding& finding : check(problem)) result.push_back(finding.message);
  return result;
}

}  // namespace

TEST_CASE("a sound problem that uses everything has no findings") {
  CHECK(messages(wide_problem()).empty());
  for (TransferMode mode : {TransferMode::async, TransferMode::rendezvous, TransferMode::blocking}) {
    Problem problem = wide_problem();
    problem.transfer = mode;
    problem.links.fallback = Link{5, 1'000'000'000};
    CHECK(messages(problem).empty());
  }
}

TEST_CASE("devices, machines and pools share one set of names") {
  check_all(MachineId{2},
            {
                {"two lanes are named gpu0.compute, expected unique names",
                 [](Problem& p) { p.machines[0].name = "compute"; }},
                {"a lane of gpu0 has no name, expected one", [](Problem& p) { p.machines[0].name = ""; }},
                {"speed of lane gpu0.comm is 0, expected a positive number",
                 [](Problem& p) { p.machines[0].speed = 0; }},
            });
  check_all(MachineId{3}, {
                              {"two lanes are named gpu0.comm, expected unique names",
                               [](Problem& p) { p.machines[1].name = "comm"; }},
                              {"machine 1 is a lane of device 7, expected an index below 2",
                               [](Problem& p) { p.machines[1].device = DeviceId{7}; }},
                          });
  check_all(
      MachineId{6},
      {
          {"machine gpu1 is named like a device, expected devices, machines and pools of different names",
           [](Problem& p) { p.machines[4].name = "gpu1"; }},
          {"machine gpu0.d2h is named like a lane, expected devices, machines and pools of different "
           "names",
           [](Problem& p) { p.machines[4].name = "gpu0.d2h"; }},
          {"machine 4 has no name, expected one", [](Problem& p) { p.machines[4].name = ""; }},
          {"speed of machine pcie01 is -3, expected a positive number",
           [](Problem& p) { p.machines[4].speed = -3; }},
      });
  check_all(
      PoolId{2},
      {
          {"pool gpu0 is named like a device, expected devices, machines and pools of different names",
           [](Problem& p) { p.pools[0].name = "gpu0"; }},
          {"pool pcie01 is named like a machine, expected devices, machines and pools of different names",
           [](Problem& p) { p.pools[0].name = "pcie01"; }},
          {"pool 0 has no name, expected one", [](Problem& p) { p.pools[0].name = ""; }},
          {"capacity of pool host0 is -1, expected a non-negative number",
           [](Problem& p) { p.pools[0].capacity = -1; }},
          {"static memory of pool host0 is -1, expected a non-negative number",
           [](Problem& p) { p.pools[0].static_memory = -1; }},
          {"static memory of host0 is 9 B, expected at most its capacity of 8 B",
           [](Problem& p) { p.pools[0].capacity = 8, p.pools[0].static_memory = 9; }},
      });
  check_all(PoolId{3}, {{"two pools are named host0, expected unique names",
                         [](Problem& p) { p.pools.push_back({.name = "host0"}); }}});
}

TEST_CASE("check names blocks with machines that they cannot occupy") {
  check_all(BlockId{4},
            {
                // O0, on gpu0's d2h lane and on pcie01
                {"block O0 occupies machine 9, expected an index below 7",
                 [](Problem& p) { p.blocks[4].machines[1] = MachineId{9}; }},
                {"block O0 lists gpu0.d2h out of order or twice, expected each of its machines "
                 "once, in order",
                 [](Problem& p) {
                   p.blocks[4].machines = {MachineId{6}, MachineId{3}};
                 }},
                {"block O0 lists pcie01 out of order or twice, expected each of its machines once, "
                 "in order",
                 [](Problem& p) { p.blocks[4].machines.push_back(MachineId{6}); }},
                {"block O0 occupies no lane of gpu0, expected at least one on each of its devices",
                 [](Problem& p) { p.blocks[4].machines = {MachineId{6}}; }},
                {"block O0 occupies a lane of gpu1, where it does not run, expected lanes of its "
                 "devices",
                 [](Problem& p) {
                   p.blocks[4].machines = {MachineId{1}, MachineId{3}};
                 }},
            });
}

TEST_CASE("check names pools that a block cannot change") {
  check_all(
      BlockId{4},
      {
          {"block O0 changes pool 5, expected an index below 3",
           [](Problem& p) { p.blocks[4].elsewhere[0].pool = PoolId{5}; }},
          {"block O0 lists host0 out of order or twice, expected each pool once, in order",
           [](Problem& p) { p.blocks[4].elsewhere.push_back({PoolId{2}}); }},
          {"block O0 lists gpu0 among other pools, expected what it does there with its devices",
           [](Problem& p) { p.blocks[4].elsewhere.insert(p.blocks[4].elsewhere.begin(), {PoolId{0}}); }},
          {"workspace of block O0 in host0 is -2, expected a non-negative number",
           [](Problem& p) { p.blocks[4].elsewhere[0].workspace = -2; }},
          {"acquired memory of block O0 on gpu1 is -2, expected a non-negative number",
           [](Problem& p) {
             p.blocks[4].elsewhere.insert(p.blocks[4].elsewhere.begin(), {PoolId{1}, -2});
           }},
      });
}

TEST_CASE("check judges times by micro-batch") {
  check_all(BlockId{1}, {
                            {"block F1 has 3 times, expected one for each of the 4 micro-batches",
                             [](Problem& p) { p.blocks[1].times.pop_back(); }},
                            {"time of block F1 in micro-batch 2 is -7, expected a non-negative number",
                             [](Problem& p) { p.blocks[1].times[2] = -7; }},
                            {"time of block F1 is -1, expected a non-negative number",
                             [](Problem& p) { p.blocks[1].time = -1; }},
                        });
  check_all(BlockId{8},
            {{"block U0 runs once an iteration and has a list of times, expected one time", [](Problem& p) {
                p.blocks[8].times = {1, 2, 3, 4};
              }}});
  check_all(MicroBatchScale{},
            {
                {"micro_batch_scale has 3 factors, expected one for each of the 4 micro-batches",
                 [](Problem& p) { p.scale.pop_back(); }},
                {"micro_batch_scale of micro-batch 1 is 0, expected a positive number",
                 [](Problem& p) { p.scale[1] = 0; }},
                {"micro_batch_scale of micro-batch 3 is -0.5, expected a positive number",
                 [](Problem& p) { p.scale[3] = -unit_speed / 2; }},
            });
  Problem nothing = wide_problem();
  for (Block& b : nothing.blocks) b.time = 0;
  nothing.blocks[1].times = {0, 0, 0, 0};
  CHECK(messages(nothing).empty());
}

TEST_CASE("what runs once an iteration leads to what runs later") {
  const auto with_edge = [](BlockId from, BlockId to, int distance) {
    return [=](Problem& p) { p.edges.push_back({from, to, 0, distance}); };
  };
  const BlockId f0{0}, b0{3}, p0{6}, u0{8};
  check_all(
      EdgeId{10},
      {
          {"edge F0 -> P0 leads from a block of each micro-batch to one of the first alone, expected it "
           "to lead to one of each or of the last",
           with_edge(f0, p0, 0)},
          {"edge U0 -> B0 leads from a block of the last micro-batch alone to one of each, expected it "
           "to lead to one that runs once an iteration",
           with_edge(u0, b0, 0)},
          {"distance of edge F0 -> U0 is 1, expected 0 where a block runs once an iteration",
           with_edge(f0, u0, 1)},
          {"distance of edge P0 -> F0 is 2, expected 0 where a block runs once an iteration",
           with_edge(p0, f0, 2)},
          {"distance of edge P0 -> U0 is 1, expected 0 where a block runs once an iteration",
           with_edge(p0, u0, 1)},
      });
  check_all(f0,
            {{"blocks F0 -> F1 -> B1 -> B0 -> W0 -> G0 -> U0 -> P0 -> F0 wait for each other, expected no "
              "cycle of edges of distance 0",
              with_edge(u0, p0, 0)}});
  Problem problem = wide_problem();
  problem.edges.push_back({p0, u0});
  CHECK(messages(problem).empty());
}

TEST_CASE("a cycle through a block that runs once is one whatever its distances") {
  Problem problem;
  problem.micro_batches = 3;
  problem.devices = {{.name = "gpu0"}};
  for (const auto& [name, repeat] :
       {std::pair{"P", Repeat::first}, {"A", Repeat::each}, {"B", Repeat::each}, {"U", Repeat::last}})
    problem.blocks.push_back({.name = name, .time = 1, .uses = {{DeviceId{0}}}, .repeat = repeat});
  problem.edges = {{BlockId{0}, BlockId{1}},
                   {BlockId{1}, BlockId{2}, 0, 2},
                   {BlockId{2}, BlockId{3}},
                   {BlockId{3}, BlockId{0}}};
  CHECK(
      messages(problem) ==
      std::vector<std::string>{"blocks P -> A -> B -> U -> P wait for each other, expected no cycle of edges "
                               "through a block that runs once an iteration"});
  problem.micro_batches = 2;  // no instance of B waits for one of A
  CHECK(messages(problem).empty());
}

TEST_CASE("pools balance over a micro-batch, and over an iteration for what runs once") {
  check_all(BlockId{5},
            {
                // R0
                {"a micro-batch acquires 5 B and releases 4 B in host0, expected as much released "
                 "as acquired",
                 [](Problem& p) { p.blocks[5].elsewhere[0].release = 4; }},
            });
  check_all(BlockId{8}, {
                            // U0 releases what P0 acquires
                            {"what runs once an iteration acquires 7 B and releases 6 B on gpu0, expected as "
                             "much released as acquired",
                             [](Problem& p) { p.blocks[8].uses[0].release = 6; }},
                        });
  check_all(PoolId{2}, {
                           {"memory of host0 adds up over all micro-batches to 2^62 B or more, expected less",
                            [](Problem& p) { block(p, "O0").elsewhere[0].acquire = huge / 8 + 1; }},
                           {"memory of host0 adds up over all micro-batches to 2^62 B or more, expected less",
                            [](Problem& p) {  // two lanes, each of which fits
                              block(p, "O0").elsewhere[0].workspace = block(p, "R0").elsewhere[0].workspace =
                                  huge / 4;
                            }},
                       });
}

TEST_CASE("releases before what acquires them are found in every pool, and of what runs once") {
  check_all(BlockId{4},
            {{"block O0 releases 5 B in host0, where a micro-batch holds 0 B at most by then, down "
              "to a level of -5 B, expected it after what acquires them",
              [](Problem& p) { std::swap(block(p, "O0").elsewhere[0], block(p, "R0").elsewhere[0]); }}});
  check_all(BlockId{6},
            {{"block P0 releases 7 B on gpu0, where what runs once an iteration holds 0 B at most "
              "by then, down to a level of -7 B, expected it after what acquires them",
              [](Problem& p) { std::swap(block(p, "P0").uses[0], block(p, "U0").uses[0]); }}});
}

TEST_CASE("sums of times count what runs once and fused pairs") {
  const char* message =
      "all blocks and transfers of 4 micro-batches, on 7 machines, add up to 2^62 ns (146 years) or more, "
      "expected less";
  check_all({}, {
                    {message, [](Problem& p) { p.pairs[0].time = huge; }},
                    {message, [](Problem& p) { p.pairs[0].time = huge / 32; }},
                    {message, [](Problem& p) { p.blocks[8].time = huge / 14 + 1; }},
                    {message, [](Problem& p) { p.scale[2] = huge, p.blocks[0].time = 10 * unit_speed; }},
                    {message, [](Problem& p) { p.blocks[1].times[3] = huge / 14; }},
                });
  Problem fits = wide_problem();
  fits.blocks[8].time = huge / 14 - 1000;
  CHECK(messages(fits).empty());
}

TEST_CASE("check names pairs that cannot run fused") {
  check_all(
      PairId{0},
      {
          {"pair 0 has a side of no blocks, expected at least one on each",
           [](Problem& p) { p.pairs[0].second.clear(); }},
          {"pair 0 names block 99, expected an index below 10",
           [](Problem& p) { p.pairs[0].first[0] = BlockId{99}; }},
          {"pair F0, F0 lists F0 twice, expected each block once",
           [](Problem& p) { p.pairs[0].second = p.pairs[0].first; }},
          {"pair F0, B1 lists B1, which occupies other machines than F0, expected the same",
           [](Problem& p) { p.pairs[0].second = {BlockId{2}}; }},
          {"pair F0, P0 lists P0, which runs once an iteration, expected blocks of each micro-batch",
           [](Problem& p) { p.pairs[0].second = {BlockId{6}}; }},
          {"time of pair F0, B0 is -1, expected a non-negative number",
           [](Problem& p) { p.pairs[0].time = -1; }},
          {"pair F0, [W0, B0] lists W0 before B0, which it waits for, expected them in dependency order",
           [](Problem& p) {
             p.pairs[0].second = {BlockId{9}, BlockId{3}};
           }},
          {"pair F0, [B0, W0] lists B0 and W0 with O1 between them, expected blocks that can start "
           "together",
           [](Problem& p) {
             p.pairs[0].second = {BlockId{3}, BlockId{9}};
             p.blocks.push_back({.name = "O1", .uses = {{DeviceId{0}}}, .machines = {MachineId{2}}});
             p.edges.push_back({BlockId{3}, BlockId{10}});
             p.edges.push_back({BlockId{10}, BlockId{9}});
           }},
      });
  check_all(PairId{1}, {{"pair B0, F0 is listed twice, expected it once", [](Problem& p) {
                           p.pairs.push_back({{BlockId{3}}, {BlockId{0}}, 9});
                         }}});
  Problem split = wide_problem();
  split.pairs[0].second = {BlockId{3}, BlockId{9}};
  CHECK(messages(split).empty());
}

TEST_CASE("check names interference that is of no two lanes") {
  check_all(InterferenceId{0},
            {
                {"interference names lane nvlink, expected a lane of some device",
                 [](Problem& p) { p.interference[0].second = "nvlink"; }},
                {"interference names lane pcie01, expected a lane of some device",
                 [](Problem& p) { p.interference[0].first = "pcie01"; }},
                {"interference is of lane comm with itself, expected two lanes",
                 [](Problem& p) { p.interference[0].first = "comm"; }},
                {"factor of the interference of lanes compute and comm is 0.9, expected at least 1",
                 [](Problem& p) { p.interference[0].factor = unit_speed / 10 * 9; }},
            });
  check_all(InterferenceId{1},
            {{"interference of lanes comm and compute is listed twice, expected it once", [](Problem& p) {
                p.interference.push_back({"comm", "compute", unit_speed});
              }}});
}
