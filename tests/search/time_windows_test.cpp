// Windows of time: every plan that is short enough lies within them, whatever the transfers and the memory;
// and branch and bound over orders finds what all orders show to be best.
#include "search/exact/time_windows.hpp"

#include <numeric>

#include "search/completion/play.hpp"
#include "search/exact/order_branching.hpp"
#include "search/exact/reoptimise.hpp"
#include "sim/semantics/evaluator.hpp"
#include "tests/search/seeds.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/exhaustive.hpp"
#include "tests/support/pipelines.hpp"
#include "tests/support/placements.hpp"
#include "tests/support/problems.hpp"

namespace repetend::search {
namespace {

// Of one machine, with the first and the last start of each activity in any schedule.
struct Schedules {
  bool any = false;
  std::vector<Time> first_start, last_end;
};

// In each order, the activities as early as they can, and as late.
Schedules all_schedules(const std::vector<Activity>& activities) {
  Schedules result{false, std::vector<Time>(activities.size(), 1'000'000),
                   std::vector<Time>(activities.size())};
  std::vector<std::size_t> order(activities.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  do {
    std::vector<Time> start(activities.size()), end(activities.size());
    Time free = 0, until = 1'000'000;
    bool possible = true;
    for (const std::size_t i : order) {
      start[i] = std::max(free, activities[i].earliest);
      free = start[i] + activities[i].duration;
      possible &= free <= activities[i].latest;
    }
    if (!possible) continue;
    for (auto i = order.rbegin(); i != order.rend(); ++i) {
      end[*i] = std::min(until, activities[*i].latest);
      until = end[*i] - activities[*i].duration;
    }
    result.any = true;
    for (std::size_t i = 0; i < order.size(); ++i) {
      result.first_start[i] = std::min(result.first_start[i], start[i]);
      result.last_end[i] = std::max(result.last_end[i], end[i]);
    }
  } while (std::ranges::next_permutation(order).found);
  return result;
}

WorkLimit steps(std::uint64_t most) { return WorkLimit(never_stop, most); }

struct TimedPlan {
  std::vector<Time> start;
  Time makespan, completions;
};

std::optional<TimedPlan> timed(const Problem& problem, const Orders& orders) {
  auto evaluator = Evaluator::compile(problem, orders);
  if (!evaluator) return std::nullopt;
  const Time makespan = evaluator->run();
  const Semantics semantics(problem);
  const std::vector<Time> ends = completed(semantics, evaluator->starts());
  return TimedPlan{evaluator->starts(), makespan, measured(Measure::completions, ends)};
}

bool holds(const TimeWindows& windows, const TimedPlan& plan) {
  for (std::size_t i = 0; i < plan.start.size(); ++i)
    if (plan.start[i] < windows.windows().earliest[i] || plan.start[i] > windows.windows().latest[i])
      return false;
  return true;
}

}  // namespace

TEST_CASE("No schedule of one machine is lost, and what has none is often seen") {
  std::mt19937_64 random(5);
  int impossible = 0, seen = 0, tightened = 0;
  for (int i = 0; i < 3'000; ++i) {
    std::vector<Activity> activities(static_cast<std::size_t>(test::uniform(random, 1, 6)));
    for (Activity& a : activities) {
      a.duration = test::uniform(random, 1, 9);
      a.earliest = test::uniform(random, 0, 20);
      a.latest = a.earliest + a.duration + test::uniform(random, 0, 20);
    }
    const Schedules all = all_schedules(activities);
    const std::vector<Activity> given = activities;
    const bool possible = OneMachine().tighten(activities);
    CAPTURE(i);
    impossible += !all.any;
    seen += !possible;
    if (all.any) REQUIRE(possible);
    for (std::size_t k = 0; all.any && k < activities.size(); ++k) {
      REQUIRE(activities[k].earliest <= all.first_start[k]);
      REQUIRE(activities[k].latest >= all.last_end[k]);
      tightened += activities[k].earliest > given[k].earliest || activities[k].latest < given[k].latest;
    }
  }
  CHECK(seen > impossible / 2);
  CHECK(tightened > 500);
}

TEST_CASE("Every plan lies within the windows of its own measure", "[random][windows]") {
  for (const TransferMode mode : test::transfer_modes) {
    std::mt19937_64 random(6);
    int plans = 0, narrow = 0;
    for (int i = 0; i < seeds(250, 40); ++i) {
      Problem problem = test::random_problem(random, {.transfer = mode});
      const Orders orders = test::random_orders(random, problem);
      const auto plan = timed(problem, orders);
      if (!plan) continue;
      test::give_memory_for(problem, orders);
      CAPTURE(to_string(mode), i);
      for (const Measure measure : {Measure::makespan, Measure::completions}) {
        TimeWindows windows(problem, measure);
        WorkLimit work = steps(5'000'000);
        REQUIRE(windows.begin(measure == Measure::makespan ? plan->makespan : plan->completions, work));
        REQUIRE(holds(windows, *plan));
        REQUIRE(windows.shave(work));
        REQUIRE(holds(windows, *plan));
        const auto& [earliest, latest] = windows.windows();
        for (std::size_t k = 0; k < plan->start.size(); ++k)
          narrow += latest[k] - earliest[k] < plan->makespan / 4;
      }
      ++plans;
    }
    CHECK(plans > 10);
    CHECK(narrow > plans);
  }
}

TEST_CASE("Windows never refute the best of all plans, and branch and bound finds it") {
  std::mt19937_64 random(7);
  int refuted = 0, compared = 0;
  for (int i = 0; compared < seeds(150, 30); ++i) {
    Problem problem =
        test::random_problem(random, {.max_devices = 3, .max_blocks = 4, .max_micro_batches = 3});
    if (problem.instances() > 7) continue;
    for (Device& d : problem.devices)
      if (d.memory != unlimited) d.memory = d.static_memory + test::uniform(random, 1, 12);
    const auto least = test::least_makespan(problem);
    if (!least) continue;
    CAPTURE(i);
    ++compared;
    TimeWindows windows(problem);
    WorkLimit work = steps(100'000'000);
    REQUIRE(windows.begin(*least, work));
    refuted += !windows.begin(*least - 1, work) || !windows.shave(work);
    const DraftModel model(problem);
    const std::vector<Time> nothing(problem.instances());
    const std::vector<bool> all(problem.instances(), true);
    auto found = OrderBranching(model, Measure::makespan).search(2 * *least + 1, nothing, all, 1'000, work);
    REQUIRE(found.best);
    CHECK(found.value >= *least);
    if (found.complete) CHECK(found.value == *least);
  }
  CHECK(refuted > compared / 2);
}

TEST_CASE("What is found around a plan is shorter, fits and leaves the other orders as they were") {
  std::mt19937_64 random(8);
  int shorter = 0;
  for (int i = 0; i < seeds(100, 25); ++i) {
    Problem problem = test::random_problem(random);
    const Orders orders = test::random_orders(random, problem);
    test::give_memory_for(problem, orders);
    const auto plan = timed(problem, orders);
    const DraftModel model(problem);
    Options options;
    options.state_limit = 5'000;
    Budget budget(options);
    CAPTURE(i);
    const auto better = reoptimise(model, plan->start, {}, budget);
    CHECK(budget.out());
    if (!better) continue;
    ++shorter;
    CHECK(!find_out_of_memory(problem, better->orders()));
    CHECK(timed(problem, better->orders())->makespan < plan->makespan);
    CHECK(timed(problem, better->orders())->start == better->starts());
  }
  CHECK(shorter > seeds(100, 25) / 10);
}

TEST_CASE("Windows of time see what memory makes devices wait for") {
  Problem problem = test::pipeline(4, 8, 10, 20);
  for (Device& d : problem.devices) d.memory = 1;
  // One micro-batch at a time: nothing overlaps.
  TimeWindows windows(problem);
  WorkLimit work = steps(100'000'000);
  CHECK(windows.begin(8 * 4 * 30, work));
  CHECK(!windows.begin(8 * 4 * 30 - 1, work));
}

}  // namespace repetend::search
