// What the colours and lines of the charts mean, laid out in as many lines as it takes.
#pragma once

#include <QPen>
#include <vector>

#include "gui/chart/layout.hpp"

namespace repetend::gui {

struct LegendItem {
  enum class Swatch { none, box, bubble, line, ramp };

  Swatch swatch = Swatch::none;
  std::vector<QRgb> colours;  // ramp: several
  QString words;
  QPen pen = {};            // line
  double swatch_width = 0;  // pixels
  double x = 0, width = 0;  // from the left of the legend; with words and the space after them
  int line = 0;
};

struct Legend {
  std::vector<LegendItem> items;
  double line_height = 0;
  double height = 0;
  QFont font;
};

// Width 0: everything on one line.
Legend legend(const Scene&, double width);

}  // namespace repetend::gui
