// The story of a simulation: its moments, what happens at them, and the words for it.
#include "gui/play/story.hpp"

#include <map>
#include <set>

#include "gui/chart/data/words.hpp"
#include "tests/gui/charted.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/pipelines.hpp"
#include "tests/support/problems.hpp"

namespace repetend::test {

namespace {

using gui::Happening;
using What = Happening::What;

std::vector<std::string> told_at(const gui::ChartedPlan& plan, Time t) {
  std::vector<std::string> result;
  for (const Happening& h : gui::happenings(plan, t)) result.push_back(gui::words(plan, h).toStdString());
  return result;
}

std::vector<std::string> waits_at(const gui::ChartedPlan& plan, Time t) {
  std::vector<std::string> result;
  for (const gui::Waiting& w : gui::waiting(plan, t))
    result.push_back(gui::describe(plan, w.device, *w.why, t).toStdString());
  return result;
}

std::shared_ptr<const gui::ChartedPlan> charted(Problem problem, Orders orders) {
  Plan plan;
  plan.orders = std::move(orders);
  plan.problem = std::make_shared<const Problem>(std::move(problem));
  return gui::chart_plan("plan", std::make_shared<const Plan>(std::move(plan)));
}

// By walking over everything: the moments, and how many things happen at each.
std::map<Time, std::size_t> expected_story(const gui::ChartedPlan& plan) {
  std::map<Time, std::size_t> result{{plan.makespan(), 0}};
  const Simulation& s = plan.simulation;
  for (std::size_t k = 0; k < s.start.size(); ++k) {
    if (s.start[k] == never) continue;
    ++result[s.start[k]];
    if (s.end[k] > s.start[k]) ++result[s.end[k]];
  }
  for (const TransferRun& run : s.transfers) {
    ++result[run.start];
    if (run.delivered > run.start) ++result[run.delivered];
  }
  for (const auto& device : plan.idle)
    for (const IdleInterval& idle : device) result[idle.begin];
  return result;
}

void check_story(const gui::ChartedPlan& plan) {
  const auto expected = expected_story(plan);
  std::vector<Time> forward, backward;
  for (auto t = gui::next_moment(plan, -1); t; t = gui::next_moment(plan, *t)) forward.push_back(*t);
  for (auto t = gui::moment_before(plan, plan.makespan() + 1); t; t = gui::moment_before(plan, *t))
    backward.push_back(*t);
  std::ranges::reverse(backward);
  CHECK(forward == backward);
  REQUIRE(forward.size() == expected.size());
  std::size_t k = 0;
  for (const auto& [t, count] : expected) {
    CHECK(forward[k++] == t);
    const auto told = gui::happenings(plan, t);
    CHECK(told.size() == count);
    CHECK(std::ranges::is_sorted(told));
    CHECK(gui::moment_at(plan, t) == t);
    for (const Happening& h : told) CHECK_FALSE(gui::words(plan, h).isEmpty());
  }
}

}  // namespace

TEST_CASE("a plan tells what happens at each moment, and why a device waits") {
  const auto plan = charted_pipeline("1F1B", 2, 2);  // F 1 us, B 2 us, messages 100 ns
  using Words = std::vector<std::string>;
  CHECK(told_at(*plan, 0) == Words{"gpu0 starts F0 of micro-batch 0"});
  CHECK(waits_at(*plan, 0) == Words{"gpu1 is idle 1.10 us before its first work, F1 of micro-batch 0"});
  CHECK(told_at(*plan, 1'000) == Words{"gpu0 finishes F0 of micro-batch 0",
                                       "gpu0 sends 40 B of F0 of micro-batch 0 to gpu1: 100 ns",
                                       "gpu0 starts F0 of micro-batch 1"});
  CHECK(told_at(*plan, 1'100) ==
        Words{"the activations of F0 of micro-batch 0 arrive at gpu1 after 100 ns",
              "gpu1 starts F1 of micro-batch 0: the first work of gpu1, after 1.10 us"});
  CHECK(
      told_at(*plan, 4'200) ==
      Words{"the gradient of B1 of micro-batch 0 arrives at gpu0 after 100 ns",
            "gpu0 starts B0 of micro-batch 0: it waited 2.20 us for the gradient from gpu1 (100 ns of it on "
            "the way)"});
  CHECK(waits_at(*plan, 2'500) == Words{"gpu0 waits 2.10 us for B1 of micro-batch 0 (running on gpu1)"});
  CHECK(told_at(*plan, 2'500).empty());
  CHECK(gui::last_words(*plan).toStdString() == "everything has run: 9.20 us");
}

TEST_CASE("a full memory is told as why a device waits") {
  Problem problem = pipeline(2, 3, 1'000, 2'000, 4);
  problem.devices[0].memory = 4;  // one micro-batch at a time
  Orders orders(2);
  for (std::int32_t n = 0; n < 3; ++n) {
    orders[MachineId{0}].push_back({BlockId{0}, n}), orders[MachineId{0}].push_back({BlockId{3}, n});
    orders[MachineId{1}].push_back({BlockId{1}, n}), orders[MachineId{1}].push_back({BlockId{2}, n});
  }
  const auto plan = charted(std::move(problem), std::move(orders));
  CHECK(
      waits_at(*plan, 1'500) ==
      std::vector<std::string>{"gpu0 waits 3 us: memory is full until B0 of micro-batch 0 has run, and F0 of "
                               "micro-batch 1 would not fit"});
  CHECK(
      told_at(*plan, 4'000).back() ==
      "gpu0 starts B0 of micro-batch 0: it waited 3 us because memory was too full for F0 of micro-batch 1");
}

TEST_CASE("who makes room in memory is told as what a device waits for") {
  Problem problem = pipeline(1, 2, 1'000, 2'000, 0);
  problem.machines = {{"d2h", DeviceId{0}}};
  problem.devices[0].memory = 1;
  problem.blocks[0].uses[0].acquire = 1;
  Block copy{.name = "O", .kind = BlockKind::offload, .time = 2'000, .uses = {{DeviceId{0}, 0, 1, 0}}};
  copy.machines = {MachineId{1}};
  problem.blocks.push_back(copy);
  problem.edges.push_back({.from = BlockId{0}, .to = BlockId{2}});
  const Instance f0{BlockId{0}, 0}, f1{BlockId{0}, 1}, b0{BlockId{1}, 0}, b1{BlockId{1}, 1},
      o0{BlockId{2}, 0}, o1{BlockId{2}, 1};
  Plan plan = plan_of(std::move(problem), {{f0, f1, b0, b1}, {o0, o1}});
  plan.couplings.waits = {{o0, f1}};
  const auto chart = gui::chart_plan("offload", std::make_shared<const Plan>(std::move(plan)));
  CHECK(waits_at(*chart, 1'500) ==
        std::vector<std::string>{"gpu0 waits 2 us: O of micro-batch 0 makes room in memory first"});
  CHECK(told_at(*chart, 3'000).back() ==
        "gpu0 starts F0 of micro-batch 1: it waited 2 us for O of micro-batch 0 to make room in memory");
}

TEST_CASE("a wait of the plan is told as one for the instance, which makes nothing for who waits") {
  const auto plan = charted_schedule(
      "devices: {count: 4}\nmicro_batches: 8\n"
      "placement: {shape: zb, forward: 1, input_gradient: 1, weight_gradient: 1}\n",
      "1f1b-whole");
  REQUIRE_FALSE(plan->plan->couplings.waits.empty());
  std::size_t for_weights = 0;
  for (auto t = gui::next_moment(*plan, -1); t; t = gui::next_moment(*plan, *t))
    for (const std::string& words : told_at(*plan, *t)) {
      INFO(words);
      CHECK(words.find("for what W") == std::string::npos);
      for_weights += words.find(" for W") != std::string::npos;
    }
  CHECK(for_weights > 0);
}

TEST_CASE("a gang is told once, with the device that waited longest") {
  Problem problem = pipeline(2, 1, 1'000, 2'000);
  problem.blocks[1].uses = {{DeviceId{0}, 0, 0, 0}, {DeviceId{1}, 0, 0, 0}};  // F1 runs on both
  problem.blocks[2].uses = {{DeviceId{1}, 0, 0, 0}};
  const auto f0 = Instance{BlockId{0}, 0}, f1 = Instance{BlockId{1}, 0}, b1 = Instance{BlockId{2}, 0},
             b0 = Instance{BlockId{3}, 0};
  const auto plan = charted(std::move(problem), {{f0, f1, b0}, {f1, b1}});
  CHECK(told_at(*plan, 1'000) ==
        std::vector<std::string>{"gpu0 finishes F0 of micro-batch 0",
                                 "gpu0, gpu1 start F1 of micro-batch 0: the first work of gpu1, after 1 us"});
}

TEST_CASE("a deadlock ends the story with its circle") {
  auto orders = one_forward_one_backward(pipeline(2, 2, 1'000, 2'000));
  std::swap(orders[MachineId{1}][0], orders[MachineId{1}][1]);
  const auto plan = charted(pipeline(2, 2, 1'000, 2'000), orders);
  CHECK(gui::last_words(*plan).startsWith("nothing can run any more: gpu"));
  check_story(*plan);
}

TEST_CASE("every moment of random plans is found, forwards and backwards, with all that happens") {
  std::mt19937_64 random(7);
  for (int round = 0; round < 60; ++round) {
    RandomProblem shape;
    shape.transfer = round % 2 == 0 ? TransferMode::async : TransferMode::none;
    Problem problem = random_problem(random, shape);
    Orders orders = random_orders(random, problem);
    INFO("round " << round);
    check_story(*charted(std::move(problem), std::move(orders)));
  }
}

}  // namespace repetend::test
