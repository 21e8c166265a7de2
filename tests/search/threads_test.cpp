// Threads make the search faster and change nothing it says.
#include <thread>

#include "search/control/first_of.hpp"
#include "search/control/workers.hpp"
#include "search/search.hpp"
#include "search/trade_off.hpp"
#include "sim/formats/plan/plan_file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/perturbed.hpp"
#include "tests/support/placements.hpp"
#include "tests/support/problems.hpp"

namespace repetend::search {
namespace {

Placements slow_links(TransferMode mode) {
  Problem problem = test::pipeline(4, 12, 10, 20);
  problem.transfer = mode;
  problem.links.fallback = Link{1, 1'000'000'000};
  for (Device& device : problem.devices) device.memory = 3;
  return test::alone(problem);
}

Placements placements_of(int kind) {
  switch (kind) {
    case 0:
      return test::alone(test::tessel_placement("nn", {.micro_batches = 12, .memory = 6}));
    case 1:
      return test::alone(test::tessel_placement("v", {.micro_batches = 20, .memory = 3}));
    case 2:
      return slow_links(TransferMode::blocking);
    case 3:
      return slow_links(TransferMode::rendezvous);
    default:
      return {test::perturbed({"shape: v", "1f1b", 8, 24}, 1)};
  }
}

std::string text_of(const Result& result) {
  std::string text = result.plan ? write_plan(*result.plan) : result.reason;
  for (const std::string& note : result.notes) text += "\n" + note;
  return text + "\n" + std::to_string(result.states_expanded) + " states";
}

void expect_the_same(const Placements& placements, Options options, std::initializer_list<int> threads) {
  const std::string once = text_of(search(placements, options));
  for (const int several : threads) {
    options.threads = several;
    CHECK(text_of(search(placements, options)) == once);
  }
}

}  // namespace

TEST_CASE("The same answer, byte for byte, however many threads and wherever it is cut") {
  Options options;
  options.objective = GENERATE(Objective::makespan, Objective::latency, Objective::period, Objective::memory);
  options.state_limit = GENERATE(10u, 1'000u);
  expect_the_same(placements_of(GENERATE(range(0, 5))), options, {2, 3, 8});
}

// Of enough blocks for narrow beams, and for threads to share those of a beam.
TEST_CASE("The same answer for larger problems, byte for byte, however many threads") {
  Options options;
  options.objective = GENERATE(Objective::makespan, Objective::memory);
  options.state_limit = GENERATE(300u, 5'000u);
  const auto uneven = [](const char* shape, const char* schedule, int devices, int n, std::uint64_t seed) {
    return test::perturbed({shape, schedule, devices, n}, seed);
  };
  expect_the_same({uneven("shape: v", "1f1b", 40, 48, 1)}, options, {3});
  expect_the_same({uneven("shape: interleaved, chunks: 4", "interleaved", 4, 12, 1),
                   uneven("shape: interleaved, chunks: 4", "interleaved", 4, 12, 2)},
                  options, {2});
}

TEST_CASE("The same trade-off curve, byte for byte, however many threads") {
  const Placements placements = test::alone(test::tessel_placement("k", {.micro_batches = 6, .memory = 6}));
  Options options;
  options.state_limit = 2'000;
  const auto once = trade_off(placements, options);
  options.threads = GENERATE(2, 4);
  std::atomic<int> telling{0};
  std::atomic<bool> one_at_a_time{true};
  options.progress = [&](const Progress&) {
    if (++telling != 1) one_at_a_time = false;
    --telling;
  };
  const auto again = trade_off(placements, options);
  CHECK(one_at_a_time);
  REQUIRE(once.size() == again.size());
  for (std::size_t i = 0; i < once.size(); ++i) CHECK(write_plan(once[i].plan) == write_plan(again[i].plan));
}

TEST_CASE("Tasks all run; the first failure in their order is thrown after that") {
  Workers workers(GENERATE(1, 3, 64));
  std::vector<int> done(20);
  std::vector<std::function<void()>> tasks;
  for (int& d : done) tasks.emplace_back([&d] { ++d; });
  workers.run_all(tasks);
  CHECK(done == std::vector<int>(20, 1));
  tasks[5] = [] { throw std::runtime_error("five"); };
  tasks[15] = [] { throw std::runtime_error("fifteen"); };
  CHECK_THROWS_WITH(workers.run_all(tasks), "five");
  CHECK(done[19] == 2);
}

TEST_CASE("Tasks of tasks share the threads") {
  const int threads = GENERATE(1, 2, 5);
  Workers workers(threads);
  std::atomic<int> running{0}, most{0}, runs{0};
  const auto leaf = [&] {
    const int now = ++running;
    for (int known = most; known < now && !most.compare_exchange_weak(known, now);) {
    }
    std::this_thread::sleep_for(std::chrono::microseconds(200));
    --running;
    ++runs;
  };
  const auto branch = [&] { workers.run_all({leaf, leaf, leaf}); };
  workers.run_all({branch, branch, branch, branch});
  CHECK(runs == 12);
  CHECK(most <= threads);
}

TEST_CASE("A thread that has run out of work joins what another one has begun") {
  Workers workers(2);
  std::atomic<bool> first{false}, second{false};
  const auto wait_for = [](const std::atomic<bool>& flag) {
    while (!flag) std::this_thread::yield();
  };
  const auto begin_two = [&] {
    workers.run_all({[&] {
                       first = true;
                       wait_for(second);
                     },
                     [&] { second = true; }});
  };
  workers.run_all({begin_two, [&] { wait_for(first); }});
  CHECK(second);
}

TEST_CASE("Tries with one budget come to what one after the other would") {
  const std::vector<std::uint64_t> takes{30, 50, 40, 10};  // states, if there are any left
  const std::uint64_t limit = GENERATE(25u, 30u, 75u, 100u, 120u, 121u, 1'000u);
  const std::size_t finds = GENERATE(0u, 1u, 2u, 3u, 4u);
  const Left left = GENERATE(Left::at_first, Left::now);
  const auto run = [&](int threads) {
    Options options;
    options.state_limit = limit;
    options.threads = threads;
    Budget budget(options);
    std::vector<std::uint64_t> taken(takes.size());
    const Tries tries = first_of(takes.size(), budget, left, [&](std::size_t k, Budget& part) {
      for (std::uint64_t i = 0; i < takes[k] && !part.out(); ++i) part.spend();
      taken[k] = part.used();
      return k == finds && !part.out();
    });
    taken.resize(std::min(takes.size(), tries.failed + tries.found));
    return std::tuple(tries.failed, tries.found, taken, budget.used());
  };
  std::uint64_t used = 0;
  std::size_t failed = 0;
  bool found = false;
  for (std::size_t k = 0; k < takes.size() && !found && (k == 0 || used < limit); ++k) {
    used = std::min(limit, used + takes[k]);
    found = k == finds && used < limit;
    failed += !found;
  }
  const auto once = run(1);
  CHECK(std::get<0>(once) == failed);
  CHECK(std::get<1>(once) == found);
  CHECK(std::get<3>(once) == used);
  for (const int threads : {2, 3, 8}) CHECK(run(threads) == once);
}

TEST_CASE("Attempts are committed in their order, up to the one that settles it") {
  Workers workers(GENERATE(1, 2, 8));
  std::vector<int> committed;
  std::vector<Attempt> attempts;
  for (int i = 0; i < 6; ++i)
    attempts.push_back({[i](const Stop& needless) {
                          if (i > 3)  // goes on until it is needless
                            while (!needless()) std::this_thread::yield();
                        },
                        [i, &committed] {
                          committed.push_back(i);
                          return i == 3;
                        }});
  workers.run_in_order(attempts);
  CHECK(committed == std::vector<int>{0, 1, 2, 3});
}

}  // namespace repetend::search
