// Repetends of wide problems: beside all cyclic schedules of small ones, and as whole plans.
#include <algorithm>
#include <tuple>

#include "search/wide/bounds.hpp"
#include "search/wide/completion.hpp"
#include "search/wide/repetend.hpp"
#include "sim/formats/scenario/scenario.hpp"
#include "sim/problem/durations.hpp"
#include "sim/verify/verify.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/cyclic_wide.hpp"
#include "tests/support/wide_problems.hpp"

using namespace repetend;
using namespace repetend::search;

namespace {

// Small enough for the reference: short times, and capacities that a
// micro-batch or two fill.
std::shared_ptr<const Problem> small_problem(std::uint64_t seed, int blocks) {
  test::WideProblem options;
  options.max_devices = 2;
  options.max_blocks = blocks;
  options.times = options.speeds = false;
  Problem problem = test::wide_problem(seed, options);
  for (Block& block : problem.blocks) block.time = std::min<Time>(block.time, 1 + block.time % 3);
  for (Pair& pair : problem.pairs) pair.time = std::min<Time>(pair.time, 1 + pair.time % 4);
  problem.micro_batches = 8;
  for (DeviceId d : ids<DeviceId>(problem.devices.size())) {
    Bytes acquired = 0;
    for (const Block& block : problem.blocks)
      if (const DeviceUse* use = find_use(block, d)) acquired += use->acquire + use->workspace;
    Device& device = problem.devices[d.index()];
    if (acquired > 0 && seed % 2 == 0) device.memory = device.static_memory + acquired + acquired / 2;
  }
  return std::make_shared<const Problem>(std::move(problem));
}

// Twelve repetitions, instance by instance: none of two in a machine run at once unless they are fused, and
// each comes after what it depends on.
void check_repetend(const Problem& problem, const WideRepetend& repetend) {
  const auto u = static_cast<std::size_t>(repetend.micro_batches);
  const auto start = [&](BlockId b, std::size_t n) {
    return repetend.start[b.index() * u + n % u] + static_cast<Time>(n / u) * repetend.period;
  };
  const auto group_of = [&](BlockId b, std::size_t n) {
    const std::pair<BlockId, int> copy{b, static_cast<int>(n % u)};
    for (std::size_t g = 0; g < repetend.fused.size(); ++g)
      if (std::ranges::count(repetend.fused[g], copy) > 0) return static_cast<int>(g);
    return -1;
  };
  const auto own = least_durations(problem);
  const auto duration = [&](BlockId b, std::size_t n) {
    const int g = group_of(b, n);
    if (g < 0) return own[b];
    std::vector<Instance> group;
    for (const auto& [block, copy] : repetend.fused[static_cast<std::size_t>(g)])
      group.push_back({block, copy});
    for (const Pair& pair : problem.pairs) {
      std::vector<BlockId> blocks = pair.first;
      blocks.insert(blocks.end(), pair.second.begin(), pair.second.end());
      if (std::ranges::equal(blocks, group, {}, {}, &Instance::block))
        return fused_duration(problem, pair, group);
    }
    return own[b];
  };
  constexpr std::size_t repetitions = 12;
  for (MachineId m : machines(problem)) {
    std::vector<std::tuple<Time, Time, int>> busy;  // start, end, group
    for (BlockId b : ids<BlockId>(problem.blocks.size()))
      if (problem.block(b).repeat == Repeat::each && runs_on(problem, b, m))
        for (std::size_t n = 0; n < repetitions * u; ++n)
          busy.emplace_back(start(b, n), start(b, n) + duration(b, n), group_of(b, n));
    std::ranges::sort(busy);
    for (std::size_t k = 1; k < busy.size(); ++k) {
      const auto [before, end, group] = busy[k - 1];
      const auto [at, later_end, other] = busy[k];
      CHECK((end <= at || (before == at && group >= 0 && group == other)));
    }
  }
  for (const Edge& edge : problem.edges) {
    if (problem.block(edge.from).repeat != Repeat::each || problem.block(edge.to).repeat != Repeat::each)
      continue;
    for (std::size_t n = 0; n < u; ++n) {
      const std::size_t later = n + static_cast<std::size_t>(edge.distance);
      const bool together = group_of(edge.from, n) >= 0 && edge.distance == 0 &&
                            group_of(edge.from, n) == group_of(edge.to, later) &&
                            start(edge.from, n) == start(edge.to, later);
      CHECK((together || start(edge.from, n) + duration(edge.from, n) <= start(edge.to, later)));
    }
  }
}

// The levels of devices when something starts after twelve of many repetitions; of problems without fused
// groups and blocks that run once, as others are held to the reference.
void check_memory(const Problem& problem, const WideRepetend& repetend) {
  const auto is_each = [](const Block& b) { return b.repeat == Repeat::each; };
  if (!repetend.fused.empty() || !std::ranges::all_of(problem.blocks, is_each)) return;
  const auto u = static_cast<std::size_t>(repetend.micro_batches);
  const auto own = least_durations(problem);
  const auto start = [&](BlockId b, std::size_t n) {
    return repetend.start[b.index() * u + n % u] + static_cast<Time>(n / u) * repetend.period;
  };
  const auto blocks = ids<BlockId>(problem.blocks.size());
  const auto level = [&](DeviceId d, Time at) {
    Bytes held = problem.device(d).static_memory;
    for (BlockId b : blocks)
      for (std::size_t n = 0; n < 40 * u; ++n) {
        const Block& block = problem.block(b);
        const bool started = start(b, n) <= at, ended = start(b, n) + own[b] <= at;
        Bytes acquire = 0, release = 0, workspace = 0;
        if (const DeviceUse* use = find_use(block, d))
          std::tie(acquire, release, workspace) = std::tie(use->acquire, use->release, use->workspace);
        for (const PoolUse& use : block.elsewhere)
          if (use.pool.index() == d.index())
            std::tie(acquire, release, workspace) = std::tie(use.acquire, use.release, use.workspace);
        const bool released = problem.memory_release == MemoryRelease::start ? started : ended;
        held += (started ? acquire : 0) - (released ? release : 0) + (started && !ended ? workspace : 0);
      }
    return held;
  };
  for (DeviceId d : ids<DeviceId>(problem.devices.size()))
    for (BlockId b : blocks)
      for (std::size_t c = 0; c < u; ++c) CHECK(level(d, start(b, 12 * u + c)) <= problem.device(d).memory);
}

struct Compared {
  int all = 0, least = 0;
};

// Against the reference: how often there is a cyclic schedule, and how often one of the least period is
// found.
Compared compare(int u, int blocks, std::uint64_t seeds) {
  Compared compared;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const auto problem = small_problem(seed, blocks);
    const auto works = [](const Block& b) { return b.repeat == Repeat::each && b.time > 0; };
    if (!is_periodic(*problem) || std::ranges::none_of(problem->blocks, works)) continue;
    const WideModel model(problem);
    Options options;
    Budget budget(options);
    const Time bound = u * wide_period_bound(model).value;
    const auto found = find_wide_repetend(model, u, bound, budget);
    const auto reference = test::least_cyclic(*problem, u);
    INFO("seed " << seed << ", u " << u);
    if (found) {
      REQUIRE(reference);
      CHECK(found->period >= reference->period);
      check_repetend(*problem, *found);
      check_memory(*problem, *found);
      const auto sequence = timed(model, played(model, *found));
      const auto plan = sequence ? to_plan(model, *sequence) : std::nullopt;
      CHECK((!plan || verify(*plan).empty()));
    }
    if (!reference) continue;
    CHECK(bound <= reference->period);
    ++compared.all;
    compared.least += found && found->period == reference->period;
  }
  return compared;
}

// A V shape whose stages but the last offload what a forward leaves and reload it before the backward, on
// lanes of each device's own or on one machine a direction that two devices share.
std::shared_ptr<const Problem> offloading(int stages, Time copy, Bytes memory, bool shared) {
  Problem problem;
  problem.micro_batches = 4 * stages;
  const auto count = static_cast<std::size_t>(stages);
  for (std::size_t d = 0; d < count; ++d) problem.devices.push_back({"gpu" + std::to_string(d), memory});
  for (const char* way : {"d2h", "h2d"})
    for (std::size_t d = 0; d < count; d += shared ? 2 : 1)
      problem.machines.push_back(
          {way + std::to_string(d), shared ? std::nullopt : std::optional(DeviceId{d})});
  problem.pools.push_back({"host"});
  const std::size_t ways = problem.machines.size() / 2;
  const auto add = [&](std::string name, std::size_t d, Time time, Bytes acquire, Bytes release) {
    problem.blocks.push_back(
        {.name = std::move(name), .time = time, .uses = {{DeviceId{d}, acquire, release}}});
    return BlockId{problem.blocks.size() - 1};
  };
  const auto copies = [&](std::size_t d, std::size_t way, Bytes acquire, Bytes release) {
    const BlockId b = add((way == 0 ? "O" : "R") + std::to_string(d), d, copy, acquire, release);
    problem.blocks.back().machines = {MachineId{count + way * ways + d / (shared ? 2 : 1)}};
    problem.blocks.back().elsewhere = {{PoolId{count}, release, acquire}};
    return b;
  };
  std::vector<BlockId> forward, reload;
  for (std::size_t d = 0; d < count; ++d) {
    forward.push_back(add("F" + std::to_string(d), d, 1, 1, 0));
    if (d > 0) problem.edges.push_back({forward[d - 1], forward[d]});
    if (d + 1 == count) break;
    const BlockId offload = copies(d, 0, 0, 1);
    reload.push_back(copies(d, 1, 1, 0));
    problem.edges.push_back({forward[d], offload});
    problem.edges.push_back({offload, reload[d]});
  }
  BlockId after = forward.back();
  for (std::size_t d = count; d-- > 0;) {
    const BlockId backward = add("B" + std::to_string(d), d, 3, 0, 1);
    problem.edges.push_back({after, backward});
    if (d + 1 < count) problem.edges.push_back({reload[d], backward});
    after = backward;
  }
  return std::make_shared<const Problem>(std::move(problem));
}

Time least_found(const std::shared_ptr<const Problem>& problem) {
  const WideModel model(problem);
  Budget budget{Options{}};
  const auto found = find_wide_repetend(model, 1, wide_period_bound(model).value, budget);
  return found ? found->period : 0;
}

}  // namespace

TEST_CASE("no repetend of a small wide problem is shorter than the shortest, and few are longer") {
  const Compared one = compare(1, 5, 500);
  CHECK(one.all >= 450);
  CHECK(one.least >= one.all * 9 / 10);
  const Compared two = compare(2, 3, 100);
  CHECK(two.all >= 80);
  CHECK(two.least >= two.all * 8 / 10);
}

TEST_CASE("repetends offload beside computing, as known") {
  for (const int stages : {4, 8})
    for (const Time copy : {1, 2})
      for (const bool shared : {false, true}) {
        INFO(stages << " stages, copies of " << copy << (shared ? ", shared" : ""));
        // The one case in which the period that is known to do, 4, is not found.
        const bool missed = stages == 8 && copy == 2 && shared;
        CHECK(least_found(offloading(stages, copy, 2, shared)) <= (missed ? 5 : 4));
        CHECK(least_found(offloading(stages, copy, 2, shared)) >= 4);
        CHECK(least_found(offloading(stages, copy, 1, shared)) != 4);
      }
  CHECK(least_found(offloading(4, 4, 3, false)) == 4);
  CHECK(wide_period_bound(WideModel(offloading(4, 4, 2, false))).value > 4);
  CHECK(wide_period_bound(WideModel(offloading(4, 4, unlimited, true))).value == 8);
}

TEST_CASE("the repetends of a pair of DeepSeek-V3's chunks keep the busier lane busy") {
  Problem pair = *read_scenario(REPETEND_SOURCE_DIR "/scenarios/deepseek-pair.yaml").problem;
  pair.micro_batches = 8;
  CHECK(least_found(std::make_shared<const Problem>(pair)) == 118'160'000);
}
