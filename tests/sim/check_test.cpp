#include "sim/problem/check.hpp"

#include <functional>

#include "tests/support/catch.hpp"
#include "tests/support/problems.hpp"

using namespace repetend;

namespace {

constexpr std::int64_t huge = std::numeric_limits<std::int64_t>::max();

// F0 (gpu0) -> F1 (gpu1) -> B1 -> B0, links given.
Problem sound() {
  Problem problem = test::pipeline(2, 4, 1, 2);
  problem.transfer = TransferMode::async;
  problem.links.fallback = Link{5, 1'000'000'000};
  return problem;
}

struct Case {
  const char* message;
  std::function<void(Problem&)> spoil;
};

// The first finding must be the message; one bad part gives one finding.
void check_all(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    Problem problem = sound();
    c.spoil(problem);
    const std::vector<Finding> findings = check(problem);
    REQUIRE(findings.size() == 1);
    CHECK(findings.front().message == c.message);
  }
}

}  // namespace

TEST_CASE("a sound problem has no findings") {
  CHECK(check(sound()).empty());
  std::mt19937_64 random(11);
  for (int round = 0; round < 300; ++round)
    for (TransferMode mode : {TransferMode::none, TransferMode::async, TransferMode::rendezvous})
      CHECK(check(test::random_problem(random, {.transfer = mode})).empty());
}

TEST_CASE("check names bad devices and links") {
  check_all({
      {"two devices are named gpu0, expected unique names", [](Problem& p) { p.devices[1].name = "gpu0"; }},
      {"device 1 has no name, expected one", [](Problem& p) { p.devices[1].name = ""; }},
      {"speed of device gpu0 is 0, expected a positive number", [](Problem& p) { p.devices[0].speed = 0; }},
      {"memory of device gpu1 is -1, expected a non-negative number",
       [](Problem& p) { p.devices[1].memory = -1; }},
      {"static memory of device gpu0 is -2, expected a non-negative number",
       [](Problem& p) { p.devices[0].static_memory = -2; }},
      {"latency of the default link is -1, expected a non-negative number",
       [](Problem& p) { p.links.fallback->latency = -1; }},
      {"bandwidth of the link from gpu1 to gpu0 is 0, expected a positive number",
       [](Problem& p) {
         p.links.pairs[{DeviceId{1}, DeviceId{0}}] = Link{};
       }},
      {"a link leads from gpu0 to itself, expected two devices",
       [](Problem& p) {
         p.links.pairs[{DeviceId{0}, DeviceId{0}}] = Link{0, 1};
       }},
      {"a link leads from device 0 to device 7, expected indices below 2",
       [](Problem& p) {
         p.links.pairs[{DeviceId{0}, DeviceId{7}}] = Link{0, 1};
       }},
  });
}

TEST_CASE("check names bad blocks") {
  check_all({
      {"two blocks are named F0, expected unique names", [](Problem& p) { p.blocks[3].name = "F0"; }},
      {"time of block F1 is -1, expected a non-negative number", [](Problem& p) { p.blocks[1].time = -1; }},
      {"block F0 runs on no device, expected at least one", [](Problem& p) { p.blocks[0].uses.clear(); }},
      {"block F0 runs on device 9, expected an index below 2",
       [](Problem& p) { p.blocks[0].uses[0].device = DeviceId{9}; }},
      {"block B1 lists gpu0 out of order or twice, expected each of its devices once, in order",
       [](Problem& p) { p.blocks[2].uses.push_back({DeviceId{0}}); }},
      {"acquired memory of block F0 on gpu0 is -1, expected a non-negative number",
       [](Problem& p) { p.blocks[0].uses[0].acquire = -1; }},
      {"released memory of block B0 on gpu0 is -1, expected a non-negative number",
       [](Problem& p) { p.blocks[3].uses[0].release = -1; }},
      {"workspace of block F1 on gpu1 is -5, expected a non-negative number",
       [](Problem& p) { p.blocks[1].uses[0].workspace = -5; }},
  });
}

TEST_CASE("check names bad edges") {
  check_all({
      {"edge 0 names block -1, expected an index below 4", [](Problem& p) { p.edges[0].from = BlockId{}; }},
      {"edge 1 names block 4, expected an index below 4", [](Problem& p) { p.edges[1].to = BlockId{4}; }},
      {"bytes of edge F0 -> F1 is -8, expected a non-negative number",
       [](Problem& p) { p.edges[0].bytes = -8; }},
      {"distance of edge F1 -> B1 is -1, expected a non-negative number",
       [](Problem& p) { p.edges[1].distance = -1; }},
      {"distance of edge F1 -> B1 is 2000000000, expected at most 1000000000",
       [](Problem& p) { p.edges[1].distance = 2'000'000'000; }},
      {"edge F0 -> F1 needs a link from gpu0 to gpu1, expected one in `pairs` or a `default` link",
       [](Problem& p) {
         p.links.fallback.reset();
         p.links.pairs[{DeviceId{1}, DeviceId{0}}] = Link{0, 1};
       }},
      {"blocks F0 -> F1 -> B1 -> F0 wait for each other, expected no cycle of edges of distance 0",
       [](Problem& p) {
         p.edges.push_back({BlockId{2}, BlockId{0}});
       }},
      {"blocks B1 -> B1 wait for each other, expected no cycle of edges of distance 0",
       [](Problem& p) {
         p.edges.push_back({BlockId{2}, BlockId{2}});
       }},
  });
}

TEST_CASE("check names what does not add up") {
  check_all({
      {"there are no blocks, expected at least one",
       [](Problem& p) {
         p.blocks.clear();
         p.edges.clear();
       }},
      {"micro_batches is 0, expected 1 to 1000000000", [](Problem& p) { p.micro_batches = 0; }},
      {"4 blocks and 1000000000 micro-batches make 4000000000 instances, expected fewer than 2147483648",
       [](Problem& p) { p.micro_batches = 1'000'000'000; }},
      {"a micro-batch acquires 3 B and releases 1 B on gpu0, expected as much released as acquired",
       [](Problem& p) { p.blocks[0].uses[0].acquire = 3; }},
      {"static memory of gpu1 is 9 B, expected at most its capacity of 8 B",
       [](Problem& p) {
         p.devices[1].memory = 8;
         p.devices[1].static_memory = 9;
       }},
      {"memory of gpu0 adds up over all micro-batches to 2^62 B or more, expected less",
       [](Problem& p) { p.blocks[0].uses[0].acquire = p.blocks[3].uses[0].release = huge / 8 + 1; }},
      {"all transfers of 4 micro-batches add up to 2^62 B or more, expected less",
       [](Problem& p) {
         p.edges[0].bytes = huge / 4;
         p.links.fallback->bandwidth = huge;
       }},
  });
  Problem no_devices = sound();
  no_devices.devices.clear();
  CHECK(check(no_devices).front().message == "there are no devices, expected at least one");
}

TEST_CASE("check finds times that could overflow") {
  const char* message =
      "all blocks and transfers of 4 micro-batches, on 2 devices, add up to 2^62 ns (146 years) or more, "
      "expected less";
  check_all({
      {message, [](Problem& p) { p.blocks[0].time = huge; }},
      {message, [](Problem& p) { p.blocks[0].time = huge / 16 + 1; }},
      {message, [](Problem& p) { p.links.fallback->latency = huge; }},
      {message, [](Problem& p) { p.devices[0].speed = 1, p.blocks[0].time = huge / 1000; }},
      {message, [](Problem& p) { p.links.fallback->bandwidth = 1, p.edges[0].bytes = huge / 1'000'000'000; }},
  });
  Problem just_fits = sound();
  just_fits.blocks[0].time = huge / 16 - 100;
  CHECK(check(just_fits).empty());
}

TEST_CASE("findings point at their subject, every independent one is reported") {
  Problem problem = sound();
  problem.blocks[1].time = -1;
  problem.devices[1].speed = -1;
  problem.edges[2].bytes = -1;
  const std::vector<Finding> findings = check(problem);
  REQUIRE(findings.size() == 3);
  CHECK(std::get<DeviceId>(findings[0].subject) == DeviceId{1});
  CHECK(std::get<BlockId>(findings[1].subject) == BlockId{1});
  CHECK(std::get<EdgeId>(findings[2].subject) == EdgeId{2});
}

TEST_CASE("each strong component is one finding, recurrences are none") {
  Problem problem = test::pipeline(4, 2, 1, 1);
  problem.edges.push_back({BlockId{1}, BlockId{0}});
  problem.edges.push_back({BlockId{5}, BlockId{3}});
  problem.edges.push_back({BlockId{7}, BlockId{0}, 0, 1});
  const std::vector<Finding> findings = check(problem);
  REQUIRE(findings.size() == 2);
  CHECK_THAT(findings[0].message, ContainsSubstring("F0 -> F1 -> F0 wait"));
  CHECK_THAT(findings[1].message, ContainsSubstring("F3 -> B3 -> B2 -> F3 wait"));
}

namespace {

Block memory_block(const char* name, Bytes acquire, Bytes release) {
  return {.name = name, .time = 1, .uses = {{DeviceId{0}, acquire, release}}};
}

// What check says of blocks on one device that follow each other as the edges say.
std::vector<std::string> messages(std::vector<Block> blocks, std::vector<Edge> edges) {
  Problem problem;
  problem.devices = {{.name = "gpu0"}};
  problem.blocks = std::move(blocks);
  problem.edges = std::move(edges);
  problem.micro_batches = 2;
  std::vector<std::string> result;
  for (const Finding& finding : check(problem)) result.push_back(finding.message);
  return result;
}

// Whether some order of the blocks of one micro-batch never takes the level of a device below zero.
bool some_order_holds(const Problem& problem, DeviceId d) {
  const std::size_t blocks = problem.blocks.size();
  std::vector<char> reached(std::size_t{1} << blocks);
  reached[0] = 1;
  for (std::size_t set = 0; set < reached.size(); ++set) {
    if (!reached[set]) continue;
    const auto has = [&](BlockId b) { return ((set >> b.index()) & 1) != 0; };
    for (BlockId b : ids<BlockId>(blocks)) {
      const auto fed = [&](const Edge& e) { return e.distance > 0 || e.to != b || has(e.from); };
      if (has(b) || !std::ranges::all_of(problem.edges, fed)) continue;
      Bytes level = 0;
      for (BlockId other : ids<BlockId>(blocks))
        if (const DeviceUse* use = has(other) || other == b ? find_use(problem.block(other), d) : nullptr)
          level += use->acquire - use->release;
      if (level >= 0) reached[set | (std::size_t{1} << b.index())] = 1;
    }
  }
  return reached.back() != 0;
}

}  // namespace

TEST_CASE("a block that releases what nothing holds is found, wherever it is listed") {
  const Block take = memory_block("C", 5, 0), give = memory_block("A", 0, 5);
  const std::string message =
      "block A releases 5 B on gpu0, where a micro-batch holds 0 B at most by then, down to a level of -5 B, "
      "expected it after what acquires them";
  CHECK(messages({give, take}, {{BlockId{0}, BlockId{1}}}) == std::vector{message});
  CHECK(messages({take, give}, {{BlockId{1}, BlockId{0}}}) == std::vector{message});
  CHECK(messages({give, take}, {{BlockId{0}, BlockId{1}}, {BlockId{1}, BlockId{0}, 0, 1}}) ==
        std::vector{message});
  CHECK(messages({give, take}, {}).empty());
  CHECK(messages({take, give}, {{BlockId{0}, BlockId{1}}}).empty());
  CHECK(
      messages({memory_block("A", 1, 4), memory_block("C", 3, 0)}, {{BlockId{0}, BlockId{1}}}) ==
      std::vector<std::string>{"block A releases 4 B on gpu0, where a micro-batch holds 1 B at most by then, "
                               "down to a level of -3 B, expected it after what acquires them"});
}

TEST_CASE(
    "only problems are refused in which every order takes a level below zero, and nearly all of these") {
  std::mt19937_64 random(7);
  int refused = 0, missed = 0, held = 0;
  for (int round = 0; round < 1000; ++round) {
    std::vector<Block> made;
    for (int b = 0; b < 7; ++b)
      made.push_back(memory_block(std::string(1, static_cast<char>('A' + b)).c_str(), 0, 0));
    for (int k = 0; k < 3; ++k) {
      const auto amount = static_cast<Bytes>(1 + random() % 3);
      made[random() % made.size()].uses[0].acquire += amount;
      made[random() % made.size()].uses[0].release += amount;
    }
    std::vector<Edge> edges;
    for (std::size_t b = 1; b < made.size(); ++b)
      for (std::size_t a = 0; a < b; ++a)
        if (random() % 3 == 0) edges.push_back({BlockId{a}, BlockId{b}, 0, random() % 8 == 0 ? 1 : 0});
    Problem problem;
    problem.devices = {{.name = "gpu0"}};
    problem.blocks = made;
    problem.edges = edges;
    const bool holds = some_order_holds(problem, DeviceId{0}), found = !check(problem).empty();
    if (found) CHECK(!holds);
    refused += found;
    missed += !found && !holds;
    held += holds;
  }
  CHECK(refused > 200);
  CHECK(held > 200);
  CHECK(missed < refused / 5);
}
