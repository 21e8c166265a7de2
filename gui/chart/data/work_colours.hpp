// The colour of an instance, the same in light and dark: by micro-batch, by stage or by kind.
#pragma once

#include <qrgb.h>

#include <string>
#include <vector>

#include "gui/chart/data/chart_style.hpp"
#include "sim/plan/plan.hpp"

namespace repetend::gui {

class WorkColours {
 public:
  WorkColours(const Problem&, ChartStyle::ColourBy);
  QRgb of(Instance) const;

 private:
  int micro_batches_;
  std::vector<std::size_t> shade_of_block_;  // by block: the row of `colours_`
  std::vector<std::vector<QRgb>> colours_;   // by shade, then along the micro-batches
};

// One entry of a legend: one colour, or several in their order.
struct LegendEntry {
  std::vector<QRgb> colours;
  std::string words;

  bool operator==(const LegendEntry&) const = default;
};
// What the colours of a problem's instances mean, at most about a dozen entries.
std::vector<LegendEntry> work_legend(const Problem&, ChartStyle::ColourBy);

}  // namespace repetend::gui
