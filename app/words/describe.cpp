#include "app/words/describe.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "sim/core/human.hpp"

namespace repetend::app {

namespace {

const std::string& device_name(const SimulatedPlan& plan, DeviceId d) {
  return plan.problem().device(d).name;
}

// "(running on gpu3)", or where it will run.
std::string whereabouts(const SimulatedPlan& plan, Instance i, Time at) {
  return fmt::format(" ({} on {})", plan.start(i) > at ? "still to run" : "running",
                     device_list(plan.problem(), i.block));
}

// Or for one that only moves data.
bool waits_for_block(IdleCause cause) {
  return cause == IdleCause::block || cause == IdleCause::communication || cause == IdleCause::offload;
}

std::string_view article(IdleCause cause) {
  switch (cause) {
    case IdleCause::memory:
    case IdleCause::communication:
      return "";
    case IdleCause::offload:
      return "an ";
    case IdleCause::host:
      return "the ";
    default:
      return "a ";
  }
}

std::string edge_of_time(const SimulatedPlan& plan, DeviceId d, const IdleInterval& idle) {
  if (idle.waiting.block == BlockId{}) return device_name(plan, d) + " has nothing to do";
  const bool start = idle.cause == IdleCause::warm_up;
  return fmt::format("{} is idle {} {} {}", device_name(plan, d), human_time(idle.end - idle.begin),
                     start ? "before its first work," : "after its last work,",
                     name_of(plan.problem(), idle.waiting));
}

}  // namespace

std::string name_of(const Problem& problem, Instance i) {
  return fmt::format("{} of micro-batch {}", problem.block(i.block).name, i.micro_batch);
}

std::string device_list(const Problem& problem, BlockId b) {
  const auto all = machines_of(problem, b);
  const bool all_compute = std::ranges::all_of(all, [&](MachineId m) { return computes(problem, m); });
  if (all.size() > 4)
    return fmt::format("{} {} from {} to {}", all.size(), all_compute ? "devices" : "machines",
                       machine_name(problem, all.front()), machine_name(problem, all.back()));
  std::string names;
  for (const MachineId m : all) names += (names.empty() ? "" : ", ") + machine_name(problem, m);
  return names;
}

std::string describe(const SimulatedPlan& plan, Instance i) {
  const Block& block = plan.problem().block(i.block);
  const std::string stage = block.stage ? fmt::format(", stage {}", *block.stage) : "";
  return fmt::format("{} ({}{}) on {}: {}, from {} to {}", name_of(plan.problem(), i), to_string(block.kind),
                     stage, device_list(plan.problem(), i.block), human_time(plan.end(i) - plan.start(i)),
                     human_time(plan.start(i)), human_time(plan.end(i)));
}

std::string describe(const SimulatedPlan& plan, DeviceId d, const IdleInterval& idle,
                     std::optional<Time> now) {
  if (idle.cause == IdleCause::warm_up || idle.cause == IdleCause::cool_down)
    return edge_of_time(plan, d, idle);
  const std::string waits =
      fmt::format("{} waits {}", device_name(plan, d), human_time(idle.end - idle.begin));
  const std::string waited = idle.waited_for ? name_of(plan.problem(), *idle.waited_for) : "another device";
  if (waits_for_block(idle.cause))
    return waits + " for " + waited +
           (idle.waited_for ? whereabouts(plan, *idle.waited_for, now.value_or(idle.begin)) : "");
  if (idle.cause == IdleCause::transfer) return waits + " for the data of " + waited + " (on the way)";
  const std::string next = name_of(plan.problem(), idle.waiting);
  if (idle.cause == IdleCause::gang)
    return waits + " for the other devices of " + next +
           (idle.waited_for ? ": one still runs " + waited : "");
  if (idle.cause == IdleCause::host) return waits + " for the host to launch " + next;
  if (waits_for_room(plan, idle)) return waits + ": " + waited + " makes room in memory first";
  // What the device runs next may be what makes room.
  if (find_use(plan.problem().block(idle.waiting.block), d)->release > 0)
    return waits + ": memory is full until " + next + " has run, and " + waited + " would not fit";
  return waits + ": " + waited + " could run, but would not fit into memory";
}

bool waits_for_room(const SimulatedPlan& plan, const IdleInterval& idle) {
  if (idle.cause != IdleCause::memory || !idle.waited_for) return false;
  return std::ranges::any_of(plan.plan->couplings.waits, [&](const Wait& wait) {
    return wait.before == *idle.waited_for && plan.start(wait.after) == plan.start(idle.waiting);
  });
}

std::string describe(const SimulatedPlan& plan, const TransferRun& run) {
  const Edge& edge = plan.problem().edge(run.edge);
  return fmt::format("{} sends {} of {} to {}: {}", device_name(plan, run.from), human_bytes(edge.bytes),
                     name_of(plan.problem(), {edge.from, run.micro_batch}), device_name(plan, run.to),
                     human_time(run.delivered - run.start));
}

std::string reason_text(const SimulatedPlan& plan) {
  if (const auto& deadlock = plan.simulation.deadlock)
    return fmt::format("deadlock: {}", fmt::join(deadlock->cycle, "; "));
  if (const auto& out = plan.simulation.out_of_memory)
    return "out of memory: " + in_words(plan.problem(), *out);
  return "";
}

std::vector<std::string> headline(const SimulatedPlan& plan) {
  if (const auto& deadlock = plan.simulation.deadlock)
    return {"deadlock: " + (deadlock->cycle.empty() ? "" : deadlock->cycle.front())};
  std::vector<std::string> parts{"makespan " + human_time(plan.makespan()),
                                 fmt::format("bubble {} %", human_number(100 * plan.bubble))};
  if (plan.simulation.out_of_memory) parts.push_back("out of memory");
  return parts;
}

std::string cause_name(IdleCause cause) {
  if (cause == IdleCause::warm_up || cause == IdleCause::cool_down) return std::string(to_string(cause));
  return fmt::format("waiting for {}{}", article(cause), to_string(cause));
}

}  // namespace repetend::app
