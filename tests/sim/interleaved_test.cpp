// Interleaving in groups of other sizes than the number of ranks: what it holds and how long it takes.
#include "sim/schedules/interleaved.hpp"

#include <fmt/format.h>

#include "sim/formats/scenario/scenario.hpp"
#include "sim/semantics/evaluator.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/generated.hpp"

namespace repetend::test {
namespace {

Problem chunks(int p, int v, int micro_batches) {
  const std::string text = fmt::format(
      "{{name: x, time_unit: ns, memory_unit: B, micro_batches: {}, devices: {{count: {}, memory: "
      "unlimited}}, "
      "placement: {{shape: interleaved, chunks: {}, forward: 1, backward: 2, activation: 1}}}}",
      micro_batches, p, v);
  return *parse_scenario(text, "x").placements().front();
}

std::optional<Time> time_of(const Problem& problem, const Orders& orders) {
  auto evaluator = Evaluator::compile(problem, orders);
  return evaluator ? std::optional(evaluator->run()) : std::nullopt;
}

}  // namespace

TEST_CASE("groups of p micro-batches with twice the stages ahead are Megatron-LM's", "[schedules]") {
  const Problem problem = chunks(4, 3, GENERATE(4, 8, 12, 20));
  const Recognition pipeline = recognise_pipeline(problem);
  const ScheduleResult megatron = find_schedule("interleaved")->make(problem);
  CHECK(std::get<Arrangement>(interleaved_in_groups(problem, pipeline, {4, 200})).orders ==
        std::get<Arrangement>(megatron).orders);
}

TEST_CASE("smaller groups take less memory and any number of micro-batches", "[schedules]") {
  const int p = GENERATE(2, 4, 7), v = GENERATE(2, 3), micro_batches = GENERATE(5, 16, 21);
  const Problem problem = chunks(p, v, micro_batches);
  const Recognition pipeline = recognise_pipeline(problem);
  const Time work = Time{3} * v * micro_batches;
  for (int group = 1; group <= p; ++group) {
    CAPTURE(p, v, micro_batches, group);
    const Orders orders =
        std::get<Arrangement>(interleaved_in_groups(problem, pipeline, {group, 100})).orders;
    const int groups = (micro_batches + group - 1) / group,
              first = 2 * group < micro_batches ? group : (micro_batches + groups - 1) / groups;
    CHECK(peak_memory(problem, orders).front() == std::min(micro_batches * v, (v - 1) * first + p));
    const auto time = time_of(problem, orders);
    if (2 * (micro_batches / groups) >= p) REQUIRE(time);  // smaller groups may deadlock
    if (!time) continue;
    CHECK(*time >= work + 3 * (p - 1));
    // A group of all ranks idles while the pipeline fills and drains alone.
    if (micro_batches % p == 0 && group == p) CHECK(*time == work + 3 * (p - 1));
  }
}

TEST_CASE("interleaved takes any number of micro-batches and groups of any size", "[schedules]") {
  struct Row {
    int micro_batches;
    const char* schedule;
    Time makespan;
    Bytes peak;
  };
  const auto row = GENERATE(Row{10, "interleaved:g=5", 69, 12}, Row{10, "interleaved", 69, 12},
                            Row{6, "interleaved", 45, 12}, Row{2, "interleaved", 27, 4},
                            Row{10, "interleaved:g=4", 79, 11}, Row{6, "interleaved:g=4", 55, 11});
  CAPTURE(row.micro_batches, row.schedule);
  const Outcome got = outcome(row.schedule, std::make_shared<Problem>(chunks(4, 2, row.micro_batches)));
  CHECK(got.makespan == row.makespan);
  CHECK(got.peaks.front() == row.peak);
}

TEST_CASE("every number of micro-batches has the bubble of its closed form", "[schedules]") {
  const int p = GENERATE(2, 3, 4, 7), v = GENERATE(2, 3);
  for (int m = 1; m <= 4 * p; ++m) {
    CAPTURE(p, v, m);
    const Problem problem = chunks(p, v, m);
    const auto time =
        time_of(problem, std::get<Arrangement>(find_schedule("interleaved")->make(problem)).orders);
    // Fewer micro-batches than ranks go through all chunks as one group, p stages for each.
    CHECK(time == Time{3} * v * std::max(m, p) + (m < p ? Time{3} * (m - 1) : Time{3} * (p - 1)));
  }
}

TEST_CASE("without a size the groups are the smallest that leave no small rest", "[schedules]") {
  struct Row {
    int p, micro_batches, group;
  };
  const auto row = GENERATE(Row{4, 8, 4}, Row{4, 10, 5}, Row{4, 11, 6}, Row{4, 6, 6}, Row{4, 2, 2},
                            Row{3, 14, 5}, Row{3, 26, 7}, Row{8, 20, 10}, Row{8, 26, 9});
  const Problem problem = chunks(row.p, 2, row.micro_batches);
  const std::string by_hand = fmt::format("interleaved:g={}", row.group);
  CHECK(std::get<Arrangement>(find_schedule("interleaved")->make(problem)).orders ==
        std::get<Arrangement>(find_schedule(by_hand)->make(problem)).orders);
}

TEST_CASE("groups are for chains that go round the devices", "[schedules]") {
  const std::string text =
      "{name: x, micro_batches: 4, devices: {count: 4}, placement: {shape: v, forward: 1, backward: 2}}";
  const Problem problem = *parse_scenario(text, "x").placements().front();
  CHECK(std::holds_alternative<NotApplicable>(
      interleaved_in_groups(problem, recognise_pipeline(problem), {1, 100})));
}

}  // namespace repetend::test
