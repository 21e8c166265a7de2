// A simulated plan in words and as JSON: makespan, what each device did with its time, memory, and what went
// wrong.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "cli/report/monte_carlo.hpp"
#include "sim/engine/idle.hpp"

namespace repetend::cli {

struct SimulationReport {
  const Problem& problem;
  const Orders& orders;
  const Simulation& simulation;
  std::vector<DeviceTime> devices;  // none after a deadlock
  std::optional<Distribution> distribution;
};

SimulationReport report_simulation(const Problem&, const Orders&, const Simulation&);

std::string simulation_text(const SimulationReport&);
nlohmann::ordered_json simulation_json(const SimulationReport&);

// A table of busy and idle time by cause, a row a device; causes that never occur are left out.
std::string device_table(const Problem&, const std::vector<DeviceTime>&, Time makespan,
                         const std::vector<Bytes>& peak_memory);

}  // namespace repetend::cli
