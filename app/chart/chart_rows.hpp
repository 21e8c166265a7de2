// Which machines a chart draws, and in which order.
#pragma once

#include <string>
#include <vector>

#include "sim/problem/machines.hpp"

namespace repetend::app {

struct ChartRow {
  MachineId machine;
  std::string label;  // "gpu0", of its other lanes "comm", of a machine of no device "pcie01"
  bool computes;
};

// Whether what does not compute has rows.
enum class FurtherLanes { shown, folded };

// Each device's computing lane with its other lanes below it, then the machines of no device. Of those that
// do not compute only what some block occupies is drawn, and nothing where they are folded.
std::vector<ChartRow> chart_rows(const Problem&, FurtherLanes = FurtherLanes::shown);

// Whether the block is in one of these rows.
bool has_row(const Problem&, BlockId, FurtherLanes);

}  // namespace repetend::app
