// The legend says what the colours and lines of the charts mean, laid out in a few lines.
#pragma once

#include <QPen>
#include <vector>

#include "gui/chart/geometry/layout.hpp"

namespace repetend::gui {

struct LegendItem {
  enum class Swatch { heading, colours, bubble, line, more };  // heading, more (a count of the rest): none

  Swatch swatch = Swatch::heading;
  std::vector<QRgb> colours;  // side by side; bubble: one
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

// In an area of charts of this size. What does not fit into the lines that are worth their height is counted
// in a last item. Width 0: everything on one line.
Legend legend(const Scene&, QSizeF area);

// The words are all that it says, one a line.
QString legend_words(const Scene&);

}  // namespace repetend::gui
