// Progress, cancellation and limits. What would take minutes must end soon, but nothing here depends on how
// fast the machine is.
#include <chrono>

#include "search/completion/list_schedule.hpp"
#include "search/search.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/placements.hpp"

namespace repetend::search {
namespace {

Placements large() {
  return {std::make_shared<const Problem>(
      test::tessel_placement("nn", {.devices = 16, .micro_batches = 64, .memory = 20}))};
}

// A search that would go on for minutes.
Options endless() {
  Options options;
  options.beam_width = 4096;
  options.state_limit = 1'000'000'000;
  return options;
}

double seconds_of(const std::function<void()>& what) {
  const auto begin = std::chrono::steady_clock::now();
  what();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

TEST_CASE("A time limit ends the search with the best so far") {
  Options options = endless();
  options.time_limit_s = 0.2;
  options.threads = GENERATE(1, 2);
  Result result;
  const double seconds = seconds_of([&] { result = search(large(), options); });
  REQUIRE(result.plan);
  CHECK(seconds < 5);  // a Debug build under sanitizers, on a busy machine
  CHECK_THAT(result.notes.back(), ContainsSubstring("ended at its limit"));
}

TEST_CASE("Cancelled while it runs, the search answers with the best so far") {
  std::atomic<bool> cancel{false};
  Options options = endless();
  options.cancel = &cancel;
  Time best = 0;
  options.progress = [&](const Progress& p) {
    best = p.best_makespan;
    if (p.states > 0) cancel = true;
  };
  const Result result = search(large(), options);
  REQUIRE(result.plan);
  CHECK(makespan(*result.plan) == best);
  CHECK(result.states_expanded > 0);
  CHECK(result.states_expanded < 1'000'000);
}

TEST_CASE("Progress never goes back") {
  Options options;
  options.threads = 4;
  std::vector<Progress> events;
  options.progress = [&](const Progress& p) { events.push_back(p); };
  const Placements placements{
      std::make_shared<const Problem>(test::tessel_placement("m", {.micro_batches = 8, .memory = 6}))};
  const Result result = search(placements, options);
  REQUIRE(events.size() > 2);
  CHECK(events.front().makespan_bound == result.makespan_bound.value);
  CHECK(events.back().best_makespan == makespan(*result.plan));
  for (std::size_t i = 1; i < events.size(); ++i) {
    const Progress &before = events[i - 1], &now = events[i];
    CHECK((before.best_makespan == 0 || now.best_makespan <= before.best_makespan));
    CHECK(now.states >= before.states);
    CHECK(now.seconds >= before.seconds);
  }
}

TEST_CASE("Lists end when the search is cancelled") {
  const std::atomic<bool> cancel{true};
  Options options;
  options.cancel = &cancel;
  const Problem problem = test::tessel_placement("v", {.micro_batches = 100});
  const Priority priority = plain_priorities(problem).front();
  const DraftModel model(problem);
  const Segments segments = single_blocks(problem);
  CHECK(list_schedule(model, segments, priority, Budget{Options{}}));
  CHECK(!list_schedule(model, segments, priority, Budget{options}));
}

}  // namespace repetend::search
