#include "cli/report/wide_explanation.hpp"

#include <algorithm>
#include <ranges>

#include "app/exposure.hpp"
#include "app/more_room.hpp"
#include "app/words/figures.hpp"
#include "app/words/table.hpp"
#include "sim/core/human.hpp"
#include "sim/problem/extensions.hpp"

namespace repetend::cli {
namespace {

constexpr std::size_t most_machines = 4, most_exposures = 8;

std::string share_of_makespan(const app::SimulatedPlan& run, Time part) {
  return app::percent_text(run.makespan() ? static_cast<double>(part) / static_cast<double>(run.makespan())
                                          : 0);
}

// "gpu0.comm binds: 41.0 % of the critical path; then gpu1 20.0 %, ...".
std::string binding_text(const app::SimulatedPlan& run) {
  const auto times = app::path_by_machine(run);
  std::vector<MachineId> on_path;
  for (MachineId m : machines(run.problem()))
    if (times[m] > 0) on_path.push_back(m);
  std::ranges::stable_sort(on_path, std::greater{}, [&](MachineId m) { return times[m]; });
  std::string text;
  for (MachineId m : on_path | std::views::take(most_machines)) {
    const std::string name = machine_name(run.problem(), m), share = share_of_makespan(run, times[m]);
    if (text.empty())
      text = fmt::format("\n  {} binds: {} of the critical path", name, share);
    else
      text += fmt::format("{} {} {}", m == on_path[1] ? "; then" : ",", name, share);
  }
  if (on_path.size() > most_machines) text += fmt::format(" and {} others", on_path.size() - most_machines);
  if (!text.empty()) text += "\n";
  const auto waits = app::path_waits_by_pool(run);
  for (PoolId p : pools(run.problem()))
    if (waits[p] > 0)
      text += fmt::format("  it waits for room in {}: {}\n", pool_name(run.problem(), p),
                          waits[p] == 1 ? "once" : fmt::format("{} times", waits[p]));
  return text;
}

std::string exposures_text(const app::SimulatedPlan& run) {
  const Problem& problem = run.problem();
  const auto exposed = app::exposures(run);
  if (exposed.empty()) return "";
  using enum app::Table::Align;
  app::Table table({{"block", left}, {"machine", left}, {"exposed"}, {"while", left}});
  for (const app::Exposure& e : exposed | std::views::take(most_exposures))
    table.add({problem.block(e.block).name, machine_name(problem, e.machine), share_of_makespan(run, e.time),
               e.waiting ? problem.block(*e.waiting).name + " waits for it" : "nothing is left to compute"});
  std::string text = "\nwhat is exposed, and why\n" + table.text("  ");
  if (exposed.size() > most_exposures)
    text += fmt::format("  and {} others\n", exposed.size() - most_exposures);
  return text;
}

std::string more_room_text(const app::SimulatedPlan& run) {
  const Problem& problem = run.problem();
  const auto rooms = app::more_room(run);
  const auto full = app::full_by_order(run);
  if (rooms.empty() && full.empty()) return "";
  std::string text = "\nwhat more memory would gain (the order of work unchanged)\n";
  using enum app::Table::Align;
  app::Table table({{"pool", left}, {"more"}, {"makespan"}, {"saves"}});
  for (const app::MoreRoom& room : rooms)
    table.add({pool_name(problem, room.pool), human_bytes(room.more), human_time(room.makespan),
               share_of_makespan(run, run.makespan() - room.makespan)});
  if (!rooms.empty()) text += table.text("  ");
  for (PoolId p : full)
    text +=
        fmt::format("  {} is full by the order of work: more needs another plan\n", pool_name(problem, p));
  return text;
}

}  // namespace

std::string wide_explanation_text(const app::SimulatedPlan& run) {
  if (is_plain(run.problem())) return "";
  return binding_text(run) + exposures_text(run) + more_room_text(run);
}

void add_wide_explanation(const app::SimulatedPlan& run, Json& json) {
  const Problem& problem = run.problem();
  if (is_plain(problem)) return;
  Json on_path = Json::object(), waited = Json::object(), exposed = Json::array(), rooms = Json::array();
  const auto times = app::path_by_machine(run);
  for (MachineId m : machines(problem))
    if (times[m] > 0) on_path[machine_name(problem, m)] = times[m];
  const auto waits = app::path_waits_by_pool(run);
  for (PoolId p : pools(problem))
    if (waits[p] > 0) waited[pool_name(problem, p)] = waits[p];
  for (const app::Exposure& e : app::exposures(run))
    exposed.push_back({{"block", problem.block(e.block).name},
                       {"machine", machine_name(problem, e.machine)},
                       {"exposed_ns", e.time},
                       {"waiting", e.waiting ? Json(problem.block(*e.waiting).name) : Json(nullptr)}});
  for (const app::MoreRoom& room : app::more_room(run))
    rooms.push_back(
        {{"pool", pool_name(problem, room.pool)}, {"bytes", room.more}, {"makespan_ns", room.makespan}});
  json["critical_path"]["machines_ns"] = on_path;
  json["critical_path"]["waits_for_pools"] = waited;
  json["exposed"] = exposed;
  json["more_memory"] = rooms;
}

}  // namespace repetend::cli
