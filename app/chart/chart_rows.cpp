#include "app/chart/chart_rows.hpp"

namespace repetend::app {

std::vector<ChartRow> chart_rows(const Problem& problem, FurtherLanes further) {
  const auto blocks = blocks_by_machine(problem);
  std::vector<ChartRow> rows;
  for (DeviceId d : ids<DeviceId>(problem.devices.size()))
    for (MachineId m : lanes_of(problem, d)) {
      const bool first = computes(problem, m);
      if (first || !blocks[m].empty())
        rows.push_back({m, first ? machine_name(problem, m) : std::string(lane_name(problem, m)), first});
    }
  if (further == FurtherLanes::folded) {
    std::erase_if(rows, [](const ChartRow& row) { return !row.computes; });
    return rows;
  }
  for (MachineId m : machines(problem))
    if (!owner(problem, m) && !blocks[m].empty()) rows.push_back({m, machine_name(problem, m), false});
  return rows;
}

bool has_row(const Problem& problem, BlockId b, FurtherLanes further) {
  return further == FurtherLanes::shown || computes(problem, machines_of(problem, b).front());
}

}  // namespace repetend::app
