#include "cli/report/simulation_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/report/format.hpp"
#include "cli/report/table.hpp"
#include "sim/core/human.hpp"

namespace repetend::cli {

SimulationReport report_simulation(const Problem& problem, const Orders& orders,
                                   const Simulation& simulation) {
  SimulationReport report{problem, orders, simulation, {}, {}};
  if (!simulation.deadlock)
    report.devices = device_times(problem, orders, simulation, idle_intervals(problem, orders, simulation));
  return report;
}

std::string device_table(const Problem& problem, const std::vector<DeviceTime>& devices, Time makespan,
                         const std::vector<Bytes>& peak) {
  using enum Table::Align;
  std::vector<Table::Column> columns{{"device", left}, {"busy"}};
  std::vector<std::size_t> causes;
  for (std::size_t cause = 0; cause < idle_causes; ++cause)
    if (std::ranges::any_of(devices, [&](const DeviceTime& d) { return d.idle[cause] > 0; })) {
      causes.push_back(cause);
      columns.push_back({std::string(to_string(static_cast<IdleCause>(cause)))});
    }
  columns.push_back({"peak memory"});
  columns.push_back({"of"});
  Table table(std::move(columns));
  const auto share = [&](Time t) {
    return percent_text(makespan ? static_cast<double>(t) / static_cast<double>(makespan) : 0);
  };
  for (std::size_t d = 0; d < devices.size(); ++d) {
    std::vector<std::string> row{problem.devices[d].name, share(devices[d].busy)};
    for (const std::size_t cause : causes) row.push_back(share(devices[d].idle[cause]));
    row.push_back(human_bytes(peak[d]));
    row.push_back(human_bytes(problem.devices[d].memory));
    table.add(std::move(row));
  }
  return table.text("  ");
}

namespace {

std::string distribution_text(const Distribution& d) {
  return fmt::format(
      "\n  {} runs with random durations: mean {}, 5 % below {}, half below {}, 95 % below {}\n", d.runs,
      human_time(d.mean), human_time(d.p5), human_time(d.p50), human_time(d.p95));
}

}  // namespace

std::string simulation_text(const SimulationReport& report) {
  const Simulation& simulation = report.simulation;
  std::string text;
  if (simulation.deadlock) {
    text = "deadlock: each waits for the next, and the last for the first\n";
    for (const std::string& step : simulation.deadlock->cycle) text += "  " + step + "\n";
  } else {
    text = fmt::format("makespan {}, bubble {}\n\n", human_time(simulation.makespan),
                       percent_text(bubble_ratio(report.problem, simulation.makespan)));
    text += device_table(report.problem, report.devices, simulation.makespan, simulation.peak_memory);
  }
  if (simulation.out_of_memory)
    text += "\nout of memory: " + in_words(report.problem, *simulation.out_of_memory) + "\n";
  if (report.distribution) text += distribution_text(*report.distribution);
  return text;
}

nlohmann::ordered_json simulation_json(const SimulationReport& report) {
  using Json = nlohmann::ordered_json;
  const Simulation& simulation = report.simulation;
  Json json;
  json["makespan_ns"] = simulation.deadlock ? Json(nullptr) : Json(simulation.makespan);
  json["bubble_ratio"] =
      simulation.deadlock ? Json(nullptr) : Json(bubble_ratio(report.problem, simulation.makespan));
  json["peak_memory"] = simulation.peak_memory;
  json["devices"] = Json::array();
  for (std::size_t d = 0; d < report.devices.size(); ++d) {
    Json idle;
    for (std::size_t cause = 0; cause < idle_causes; ++cause)
      idle[std::string(to_string(static_cast<IdleCause>(cause)))] = report.devices[d].idle[cause];
    json["devices"].push_back(
        {{"name", report.problem.devices[d].name}, {"busy", report.devices[d].busy}, {"idle", idle}});
  }
  json["deadlock"] = simulation.deadlock ? Json(simulation.deadlock->cycle) : Json(nullptr);
  json["out_of_memory"] = nullptr;
  if (const auto& oom = simulation.out_of_memory)
    json["out_of_memory"] = {{"instance", instance_name(report.problem, oom->instance)},
                             {"device", report.problem.device(oom->device).name},
                             {"needed", oom->needed},
                             {"capacity", oom->capacity}};
  if (const auto& d = report.distribution)
    json["distribution"] = {
        {"runs", d->runs}, {"mean", d->mean}, {"p5", d->p5}, {"p50", d->p50}, {"p95", d->p95}};
  return json;
}

}  // namespace repetend::cli
