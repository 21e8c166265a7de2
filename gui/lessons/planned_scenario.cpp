#include "gui/lessons/planned_scenario.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>
#include <ranges>

#include "app/compare/row.hpp"
#include "search/search.hpp"
#include "sim/core/error.hpp"
#include "sim/problem/machines.hpp"
#include "sim/problem/pools.hpp"
#include "sim/schedules/schedule.hpp"

namespace repetend::gui {
namespace {

// The id of that name among these, or else an error that says what there is.
auto find_named(auto ids, auto name_of, const std::string& name, std::string_view what) {
  std::vector<std::string> names;
  for (const auto id : ids) {
    names.emplace_back(name_of(id));
    if (names.back() == name) return id;
  }
  if (names.empty()) throw RequestError(fmt::format("no {} is called {}, there is none", what, name));
  throw RequestError(fmt::format("no {} is called {}, expected {}", what, name, fmt::join(names, ", ")));
}

}  // namespace

DeviceId find_device(const Problem& problem, const std::string& name) {
  return find_named(
      ids<DeviceId>(problem.devices.size()), [&](DeviceId d) { return problem.device(d).name; }, name,
      "device");
}

BlockId find_block(const Problem& problem, const std::string& name) {
  return find_named(
      ids<BlockId>(problem.blocks.size()), [&](BlockId b) { return problem.block(b).name; }, name, "block");
}

PoolId find_pool(const Problem& problem, const std::string& name) {
  return find_named(
      pools(problem), [&](PoolId p) { return pool_name(problem, p); }, name, "device or pool");
}

MachineId find_lane(const Problem& problem, const std::string& name) {
  return find_named(
      machines(problem), [&](MachineId m) { return machine_name(problem, m); }, name, "lane");
}

std::size_t find_choice(const Problem& problem, const std::string& name) {
  return find_named(
      std::views::iota(std::size_t{0}, problem.chosen.size()),
      [&](std::size_t k) { return problem.chosen[k].first; }, name, "choice");
}

std::size_t find_instance(const Problem& problem, const std::string& name) {
  const std::size_t at = name.find('@');
  int micro_batch = -1;
  if (at != std::string::npos) std::from_chars(&name[at] + 1, name.data() + name.size(), micro_batch);
  if (micro_batch < 0 || micro_batch >= problem.micro_batches)
    throw RequestError(
        fmt::format("'{}' is no instance, expected a block and a micro-batch from 0 to {}: F0@0", name,
                    problem.micro_batches - 1));
  return instance_index(problem, {find_block(problem, name.substr(0, at)), micro_batch});
}

Time PlannedScenario::bound() {
  made("search");
  return bound_;
}

const PlannedScenario::Made& PlannedScenario::made(const std::string& schedule) {
  const auto known = made_.find(schedule);
  return known != made_.end() ? known->second : made_.emplace(schedule, make(schedule)).first->second;
}

PlannedScenario::Made PlannedScenario::make(const std::string& name) {
  if (name == "search") return search();
  const auto schedule = find_schedule(name);
  if (!schedule) throw RequestError(fmt::format("no schedule is called {}", name));
  const app::ComparisonRow row = app::best_schedule_row(*schedule, scenario_.placements());
  if (row.plan && row.plan->timed()) return {app::simulated(row.plan), row.feasible};
  throw RequestError(fmt::format("{} gives no plan here: {}", name, row.reason));
}

PlannedScenario::Made PlannedScenario::search() {
  const search::Result result = search::search(scenario_.placements());
  bound_ = result.makespan_bound.value;
  if (!result.plan) throw RequestError("the search finds no plan here: " + result.reason);
  return {app::simulated(std::make_shared<const Plan>(*result.plan)), true};
}

}  // namespace repetend::gui
