// Every colour of the charts, for light and dark, in one table; nothing else names a colour.
#pragma once

#include <QColor>
#include <array>

#include "sim/engine/idle.hpp"

namespace repetend::gui {

struct Palette {
  QColor paper;    // behind everything
  QColor heading;  // behind a plan's title
  QColor row;      // behind a device's instances: what an unexplained bubble looks like
  QColor grid;
  QColor ink, quiet;  // text, and text that stands back
  QColor accent;      // what is selected
  QColor critical;    // the critical path
  QColor playhead;
  QColor memory, limit;  // the curve, and the line it must stay under
  QColor transfer, latency;
  QColor work;           // difference view: less of it, or more
  QColor better, worse;  // and the makespan
  std::array<QColor, idle_causes> causes;
  float tint, hatch;  // how strongly a bubble shows its cause, between and on the hatch lines
};

const Palette& palette(bool dark);

// Of text on a coloured instance: what reads best there.
QColor text_on(QRgb);

// The colour with this perceived lightness (0 to 1), chroma and hue (degrees): OKLCH (Ottosson, 2020).
QRgb oklch(double lightness, double chroma, double hue);

}  // namespace repetend::gui
