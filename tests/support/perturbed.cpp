#include "tests/support/perturbed.hpp"

#include <fmt/format.h>

#include "sim/core/error.hpp"
#include "sim/formats/scenario/scenario.hpp"
#include "sim/schedules/schedule.hpp"
#include "tests/support/problems.hpp"

namespace repetend::test {
namespace {

constexpr Bytes gigabyte_per_second = 1'000'000'000;  // a byte a nanosecond

Problem even(const PerturbedCase& wanted) {
  const std::string text = fmt::format(
      "name: perturbed\nmicro_batches: {}\ndevices: {{count: {}}}\nmemory_unit: B\n"
      "placement: {{{}, forward: 1ms, activation: 1, {}}}\n",
      wanted.micro_batches, wanted.devices, wanted.placement,
      wanted.placement.find("zb") == std::string::npos ? "backward: 2ms"
                                                       : "input_gradient: 1ms, weight_gradient: 1ms");
  return *parse_scenario(text, "perturbed.yaml").problem;
}

// Of a stage: all its blocks once.
Time mean_work(const Problem& problem) {
  Time sum = 0, stages = 0;
  for (const Block& block : problem.blocks) {
    sum += block.time;
    stages += block.kind == BlockKind::forward;
  }
  return sum / stages;
}

void give_memory_of(const std::string& name, Problem& problem) {
  const auto schedule = find_schedule(name);
  if (!schedule) throw RequestError("no schedule '" + name + "'");
  const ScheduleResult made = schedule->make(problem);
  if (const auto* why = std::get_if<NotApplicable>(&made)) throw RequestError(why->reason);
  const std::vector<Bytes> peaks = peak_memory(problem, std::get<Arrangement>(made).orders);
  for (DeviceId d : ids<DeviceId>(problem.devices.size()))
    problem.devices[d.index()].memory = peaks[d.index()];
}

}  // namespace

std::shared_ptr<const Problem> perturbed(const PerturbedCase& wanted, std::uint64_t seed) {
  auto problem = std::make_shared<Problem>(even(wanted));
  std::mt19937_64 random(seed);
  for (Block& block : problem->blocks) block.time = block.time * uniform(random, 700, 1300) / 1000;
  const Bytes bytes = mean_work(*problem) / 20;
  for (Edge& edge : problem->edges) edge.bytes = bytes;
  problem->transfer = TransferMode::async;
  problem->links.fallback = Link{0, gigabyte_per_second};
  give_memory_of(wanted.schedule, *problem);
  return problem;
}

}  // namespace repetend::test
