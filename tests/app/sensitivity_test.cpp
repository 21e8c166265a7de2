#include <algorithm>

#include "app/what_if.hpp"
#include "sim/engine/engine.hpp"
#include "sim/formats/scenario/scenario.hpp"
#include "sim/problem/machines.hpp"
#include "sim/schedules/schedule.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/drawn_plan.hpp"
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

namespace {

// Each of its kind that helps is found with the makespan that the engine gives, and no other; returns the
// found.
std::vector<std::string> check_sped_up(const Plan& plan) {
  const Problem& problem = *plan.problem;
  const std::vector<app::Speedup> all = app::speedups(plan);
  std::vector<std::string> found;
  const auto check = [&](Problem changed, const std::string& part) {
    Plan quicker = plan;
    quicker.problem = std::make_shared<const Problem>(std::move(changed));
    const Time expected = simulate(quicker).makespan;
    const auto it = std::ranges::find(all, part, &app::Speedup::part);
    CAPTURE(part);
    REQUIRE((it != all.end()) == (expected < makespan(plan)));
    if (it == all.end()) return;
    CHECK(it->makespan == expected);
    found.push_back(part);
  };
  for (std::size_t k = 0; k < problem.machines.size(); ++k) {
    Problem changed = problem;
    changed.machines[k].speed = mul_div_ceil(changed.machines[k].speed, faster, base);
    const bool lane = problem.machines[k].device.has_value();
    check(std::move(changed),
          (lane ? "lane " : "machine ") + machine_name(problem, further_machine(problem, k)));
  }
  for (std::size_t k = 0; k < problem.pairs.size(); ++k) {
    Problem changed = problem;
    changed.pairs[k].time = mul_div_ceil(changed.pairs[k].time, base, faster);
    check(std::move(changed), "pair " + problem.block(problem.pairs[k].first[0]).name + " " +
                                  problem.block(problem.pairs[k].second[0]).name);
  }
  return found;
}

Plan scheduled(const std::string& file, const char* schedule) {
  const auto problem = read_scenario(REPETEND_SOURCE_DIR "/scenarios/" + file + ".yaml").problem;
  return schedule_problem(*find_schedule(schedule), problem).plan.value();
}

}  // namespace

TEST_CASE("lanes, machines and pairs are sped up, too", "[sensitivity]") {
  CHECK(check_sped_up(scheduled("iteration-4", "1f1b")) == std::vector<std::string>{"lane gpu0.comm"});
  const auto pairs = check_sped_up(scheduled("pairs-4", "1f1b-overlap"));
  CHECK(std::ranges::count(pairs, "pair F3 B3") == 1);
  // The copy takes as long as the slower of its two machines.
  Plan copies = test::fused_plan_with_copies();
  Problem problem = *copies.problem;
  const auto pcie = std::ranges::find(problem.machines, "pcie", &Machine::name);
  REQUIRE(pcie != problem.machines.end());
  pcie->speed = unit_speed / 3;
  copies.problem = std::make_shared<const Problem>(problem);
  const auto sped_up = check_sped_up(time_plan(copies));
  CHECK(std::ranges::count(sped_up, "machine pcie") == 1);
  CHECK(std::ranges::count(sped_up, "lane gpu0.d2h") == 0);
}
