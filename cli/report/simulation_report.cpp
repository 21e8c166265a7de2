#include "cli/report/simulation_report.hpp"

#include <algorithm>

#include "app/words/figures.hpp"
#include "app/words/table.hpp"
#include "cli/report/pools_and_choices.hpp"
#include "sim/core/human.hpp"
#include "sim/problem/extensions.hpp"

namespace repetend::cli {
namespace {

// Busy and idle time by cause, a row a device; causes that never occur are left out.
std::string device_table(const app::SimulatedPlan& run) {
  using enum app::Table::Align;
  const Problem& problem = run.problem();
  const std::vector<DeviceTime>& devices = run.times;
  std::vector<app::Table::Column> columns{{"device", left}, {"busy"}};
  std::vector<std::size_t> causes;
  for (std::size_t cause = 0; cause < idle_causes; ++cause)
    if (std::ranges::any_of(devices, [&](const DeviceTime& d) { return d.idle[cause] > 0; })) {
      causes.push_back(cause);
      columns.push_back({std::string(to_string(static_cast<IdleCause>(cause)))});
    }
  columns.push_back({"peak memory"});
  columns.push_back({"of"});
  app::Table table(std::move(columns));
  const auto share = [&](Time t) {
    return app::percent_text(run.makespan() ? static_cast<double>(t) / static_cast<double>(run.makespan())
                                            : 0);
  };
  for (std::size_t d = 0; d < devices.size(); ++d) {
    std::vector<std::string> row{problem.devices[d].name, share(devices[d].busy)};
    for (const std::size_t cause : causes) row.push_back(share(devices[d].idle[cause]));
    row.push_back(human_bytes(run.simulation.peak_memory[d]));
    row.push_back(human_bytes(problem.devices[d].memory));
    table.add(std::move(row));
  }
  return table.text("  ");
}

// The machines that do not compute: how long each is busy, and how much of that the computing lanes see.
std::string lane_table(const app::SimulatedPlan& run) {
  const Problem& problem = run.problem();
  if (problem.machines.empty() || run.makespan() == 0) return "";
  app::Table table({{"machine", app::Table::Align::left}, {"busy"}, {"exposed"}});
  const auto share = [&](Time t) {
    return app::percent_text(static_cast<double>(t) / static_cast<double>(run.makespan()));
  };
  for (MachineId m : machines(problem)) {
    const LaneTime& time = run.lanes[m.index()];
    if (!computes(problem, m)) table.add({machine_name(problem, m), share(time.busy), share(time.exposed())});
  }
  return "\n" + table.text("  ");
}

std::string distribution_text(const app::Distribution& d) {
  return fmt::format(
      "\n  {} runs with random durations: mean {}, 5 % below {}, half below {}, 95 % below {}\n", d.runs,
      human_time(d.mean), human_time(d.p5), human_time(d.p50), human_time(d.p95));
}

}  // namespace

std::string simulation_text(const SimulationReport& report) {
  const Simulation& simulation = report.run.simulation;
  std::string text;
  if (simulation.deadlock) {
    text = "deadlock: each waits for the next, and the last for the first\n";
    for (const std::string& step : simulation.deadlock->cycle) text += "  " + step + "\n";
  } else {
    text = fmt::format("makespan {}, bubble {}\n\n", human_time(simulation.makespan),
                       app::percent_text(report.run.bubble));
    text += device_table(report.run) + lane_table(report.run);
    const auto lines = pools_and_choices_in_words(report.run.problem(), simulation.peak_memory);
    if (!lines.empty()) text += "\n";
    for (const auto& [what, value] : lines) text += fmt::format("  {}: {}\n", what, value);
  }
  if (simulation.out_of_memory)
    text += "\nout of memory: " + in_words(report.run.problem(), *simulation.out_of_memory) + "\n";
  if (report.distribution) text += distribution_text(*report.distribution);
  return text;
}

Json simulation_json(const SimulationReport& report) {
  const Simulation& simulation = report.run.simulation;
  const Problem& problem = report.run.problem();
  const bool ended = !simulation.deadlock;
  Json json;
  json["makespan_ns"] = ended ? Json(simulation.makespan) : Json(nullptr);
  json["bubble_ratio"] = ended ? Json(report.run.bubble) : Json(nullptr);
  const std::span<const Bytes> peaks(simulation.peak_memory);
  json["peak_memory"] = Json::array();
  for (const Bytes peak : peaks.first(std::min(peaks.size(), problem.devices.size())))
    json["peak_memory"].push_back(peak);
  if (ended) add_pools_and_choices(problem, peaks, json);
  json["devices"] = Json::array();
  for (std::size_t d = 0; ended && d < report.run.times.size(); ++d) {
    const DeviceTime& time = report.run.times[d];
    Json idle;
    for (std::size_t cause = 0; cause < idle_causes; ++cause)
      if (cause < first_further_cause || time.idle[cause] != 0 || !is_plain(problem))
        idle[std::string(to_string(static_cast<IdleCause>(cause)))] = time.idle[cause];
    json["devices"].push_back({{"name", problem.devices[d].name}, {"busy", time.busy}, {"idle", idle}});
  }
  for (MachineId m : machines(problem))
    if (ended && !computes(problem, m))
      json["exposed_ns"][machine_name(problem, m)] = report.run.lanes[m.index()].exposed();
  json["deadlock"] = ended ? Json(nullptr) : Json(simulation.deadlock->cycle);
  json["out_of_memory"] = nullptr;
  if (const auto& oom = simulation.out_of_memory)
    json["out_of_memory"] = {{"instance", instance_name(problem, oom->instance)},
                             {"device", pool_name(problem, oom->pool)},
                             {"needed", oom->needed},
                             {"capacity", oom->capacity}};
  if (const auto& d = report.distribution)
    json["distribution"] = {
        {"runs", d->runs}, {"mean", d->mean}, {"p5", d->p5}, {"p50", d->p50}, {"p95", d->p95}};
  return json;
}

}  // namespace repetend::cli
