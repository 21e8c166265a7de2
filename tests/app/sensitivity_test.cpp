#include <algorithm>

#include "app/what_if.hpp"
#include "sim/engine/engine.hpp"
#include "sim/formats/scenario/scenario.hpp"
#include "sim/problem/machines.hpp"
#include "sim/schedules/schedule.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/pipelines.hpp"
#include "tests/support/problems.hpp"

using namespace repetend;

namespace {

constexpr std::int64_t faster = 11, base = 10;

// What the engine says of a changed problem: the slow way, with nothing in common with speedups().
Time resimulated(Problem problem, const Orders& orders, const std::string& part) {
  for (Device& device : problem.devices)
    if (part == "device " + device.name) device.speed = mul_div_ceil(device.speed, faster, base);
  for (Block& block : problem.blocks)
    if (part == "block " + block.name) block.time = mul_div_ceil(block.time, base, faster);
  for (DeviceId a : ids<DeviceId>(problem.devices.size()))
    for (DeviceId b : ids<DeviceId>(problem.devices.size()))
      if (part == "link " + problem.device(a).name + " -> " + problem.device(b).name) {
        if (!find_link(problem, a, b)) continue;  // transfers are free
        Link link = *find_link(problem, a, b);
        link.latency = mul_div_ceil(link.latency, base, faster);
        link.bandwidth = mul_div_ceil(link.bandwidth, faster, base);
        problem.links.pairs[{a, b}] = link;
      }
  return simulate(problem, orders).makespan;
}

std::vector<std::string> parts(const Problem& problem) {
  std::vector<std::string> names;
  for (const Device& device : problem.devices) names.push_back("device " + device.name);
  for (const Block& block : problem.blocks) names.push_back("block " + block.name);
  for (const Device& a : problem.devices)
    for (const Device& b : problem.devices) names.push_back("link " + a.name + " -> " + b.name);
  return names;
}

// Every part whose speed-up shortens the simulated makespan is found with that makespan, and no other.
void check_against_engine(const Problem& problem, const Orders& orders) {
  const Time now = simulate(problem, orders).makespan;
  const std::vector<app::Speedup> found = app::speedups(test::plan_of(problem, orders));
  CHECK(std::ranges::is_sorted(found, {}, &app::Speedup::makespan));
  std::size_t helpful = 0;
  for (const std::string& part : parts(problem)) {
    const Time expected = resimulated(problem, orders, part);
    const auto it = std::ranges::find(found, part, &app::Speedup::part);
    CAPTURE(part, now);
    if (expected < now) {
      ++helpful;
      REQUIRE(it != found.end());
      CHECK(it->makespan == expected);
    } else {
      CHECK(it == found.end());
    }
  }
  CHECK(found.size() == helpful);
}

}  // namespace

TEST_CASE("speed-ups are what the engine makes of the faster part", "[sensitivity]") {
  for (const TransferMode mode : {TransferMode::none, TransferMode::async, TransferMode::rendezvous}) {
    const Problem problem = test::simgrid_case(mode, 10);
    check_against_engine(problem, test::one_forward_one_backward(problem));
  }
}

TEST_CASE("speed-ups of random problems are what the engine says", "[sensitivity]") {
  std::mt19937_64 random(17);
  for (int round = 0; round < 40; ++round) {
    const Problem problem =
        test::random_problem(random, {.transfer = round % 2 ? TransferMode::async : TransferMode::none});
    check_against_engine(problem, test::random_orders(random, problem));
  }
}

TEST_CASE("the slowest device of a pipeline is the first to speed up", "[sensitivity]") {
  Problem problem = test::pipeline(4, 32, 1'000'000, 2'000'000);
  problem.devices[2].speed = unit_speed / 2;
  CHECK(app::speedups(test::plan_of(problem, test::one_forward_one_backward(problem))).front().part ==
        "device gpu2");
}

TEST_CASE("lanes, machines and pairs are sped up, too", "[sensitivity]") {
  const std::pair<const char*, const char*> cases[] = {
      {"iteration-4", "1f1b"}, {"offload-4", "1f1b"}, {"pairs-4", "1f1b-overlap"}};
  std::size_t helpful = 0;
  for (const auto& [file, schedule] : cases) {
    const auto problem =
        read_scenario(std::string(REPETEND_SOURCE_DIR "/scenarios/") + file + ".yaml").problem;
    const Plan plan = schedule_problem(*find_schedule(schedule), problem).plan.value();
    const std::vector<app::Speedup> found = app::speedups(plan);
    const auto check = [&](Problem changed, const std::string& part) {
      Plan faster_plan = plan;
      faster_plan.problem = std::make_shared<const Problem>(std::move(changed));
      const Time expected = simulate(faster_plan).makespan;
      const auto it = std::ranges::find(found, part, &app::Speedup::part);
      CAPTURE(file, part);
      CHECK((it != found.end()) == (expected < makespan(plan)));
      if (it == found.end()) return;
      ++helpful;
      CHECK(it->makespan == expected);
    };
    for (std::size_t k = 0; k < problem->machines.size(); ++k) {
      Problem changed = *problem;
      changed.machines[k].speed = mul_div_ceil(changed.machines[k].speed, faster, base);
      check(std::move(changed), "lane " + machine_name(*problem, further_machine(*problem, k)));
    }
    for (std::size_t k = 0; k < problem->pairs.size(); ++k) {
      Problem changed = *problem;
      changed.pairs[k].time = mul_div_ceil(changed.pairs[k].time, base, faster);
      std::string part = "pair";
      for (const auto* side : {&changed.pairs[k].first, &changed.pairs[k].second})
        for (BlockId b : *side) part += " " + problem->block(b).name;
      check(std::move(changed), part);
    }
  }
  CHECK(helpful >= 2);
}
