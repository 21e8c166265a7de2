// Inference: never above the pipeline that people run, nor above the better of two placements.
#include "sim/schedules/schedule.hpp"
#include "tests/search/search_problem.hpp"
#include "tests/search/seeds.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/placements.hpp"

namespace repetend::search {
namespace {

// The sum over the micro-batches of when the last of their blocks ends.
Time sum_of_completions(const Plan& plan) {
  const Problem& problem = *plan.problem;
  const Timetable times(plan);
  std::vector<Time> completion(static_cast<std::size_t>(problem.micro_batches));
  for (std::size_t i = 0; i < plan.start.size(); ++i) {
    const Instance instance = instance_at(problem, i);
    Time& last = completion[static_cast<std::size_t>(instance.micro_batch)];
    last = std::max(last, times.end(instance));
  }
  Time sum = 0;
  for (Time t : completion) sum += t;
  return sum;
}

Plan inference_pipeline(const std::shared_ptr<const Problem>& problem) {
  ScheduledPlan made = schedule_problem(*find_schedule("inference"), problem);
  REQUIRE(made.feasible());
  return *made.plan;
}

Plan best(const Placements& placements, Objective objective) {
  Options options;
  options.objective = objective;
  options.improvement_rounds =
      static_cast<std::uint64_t>(seeds(1, 0));  // under sanitizers it takes longer than all else
  Result result = search(placements, options);
  REQUIRE(result.plan);
  return *result.plan;
}

std::shared_ptr<const Problem> inference(const std::string& shape, int devices, int micro_batches) {
  return std::make_shared<const Problem>(
      test::tessel_placement(shape, {.devices = devices, .micro_batches = micro_batches, .training = false}));
}

// All devices share every block, as fast as they can: one after the other, at a cost that a shape may beat.
std::shared_ptr<const Problem> tensor_parallel(int devices, int micro_batches, Time time) {
  Problem problem;
  problem.name = "tensor-parallel";
  problem.placement = "tensor-parallel";
  problem.micro_batches = micro_batches;
  problem.devices.resize(static_cast<std::size_t>(devices));
  Block block{.name = "F0", .kind = BlockKind::forward, .stage = 0, .time = time};
  for (int d = 0; d < devices; ++d) {
    problem.devices[static_cast<std::size_t>(d)].name = "gpu" + std::to_string(d);
    block.uses.push_back({DeviceId{d}});
  }
  problem.blocks.push_back(block);
  return std::make_shared<const Problem>(std::move(problem));
}

}  // namespace

TEST_CASE("Inference: mean latency and makespan are never above the pipeline's", "[inference]") {
  const std::string shape = GENERATE("k", "nn", "m");
  const int devices = GENERATE(4, 8), micro_batches = GENERATE(1, 2, 3, 5, 8, 13, 32, 128);
  CAPTURE(shape, devices, micro_batches);
  const auto problem = inference(shape, devices, micro_batches);
  const Plan pipeline = inference_pipeline(problem);
  CHECK(makespan(best({problem}, Objective::makespan)) <= makespan(pipeline));
  CHECK(sum_of_completions(best({problem}, Objective::latency)) <= sum_of_completions(pipeline));
}

TEST_CASE("Inference with a tensor-parallel alternative: the better of both", "[inference]") {
  const std::string shape = GENERATE("k", "nn", "m");
  const int devices = GENERATE(4, 8), micro_batches = GENERATE(1, 2, 3, 5, 8, 13, 32, 128);
  const Time time = GENERATE(2, 4, 6);  // better for few micro-batches, or for all, or for none
  CAPTURE(shape, devices, micro_batches, time);
  const auto problem = inference(shape, devices, micro_batches);
  const auto shared = tensor_parallel(devices, micro_batches, time);
  const Placements both{problem, shared};
  const Time n = micro_batches;
  CHECK(makespan(best(both, Objective::makespan)) <=
        std::min(makespan(inference_pipeline(problem)), n * time));
  CHECK(sum_of_completions(best(both, Objective::latency)) <=
        std::min(sum_of_completions(inference_pipeline(problem)), time * n * (n + 1) / 2));
}

}  // namespace repetend::search
