// A style is what the charts show and how, plain, so that it can be kept and compared; a palette has every
// colour of the window but those of the work itself, which are in app/chart/work_colours.hpp.
#pragma once

#include <QColor>
#include <array>
#include <cstddef>
#include <optional>

#include "app/chart/work_colours.hpp"
#include "sim/engine/idle.hpp"

namespace repetend::gui {

struct ChartStyle {
  using ColourBy = app::ColourBy;

  ColourBy colour_by = ColourBy::micro_batch;
  bool transfers = false;  // a thin row a directed link, under the device that sends
  bool memory = false;     // a curve with its limit under every device, and of every other pool
  bool lanes = false;      // rows of what devices have besides their computing lanes, and of no device
  bool critical_path = false;
  bool bubbles = true;  // tinted by cause
  bool dark = false;
  qreal font_scale = 1;
  std::optional<std::size_t> reference = {};  // difference view: the plan that the others are compared with

  bool operator==(const ChartStyle&) const = default;
};

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
  QColor exposed;        // what a lane does while devices wait for it
  QColor work;           // difference view: less of it, or more
  QColor better, worse;  // and the makespan
  std::array<QColor, idle_causes> causes;
  float tint, hatch;                  // how strongly a bubble shows its cause, between and on the hatch lines
  float exposed_tint, exposed_hatch;  // the same of what is exposed, over the work

  const QColor& of(IdleCause cause) const { return causes[static_cast<std::size_t>(cause)]; }
};

const Palette& palette(bool dark);
QColor text_on(QRgb);  // what reads best on a coloured instance
QColor faint(QColor, float opacity);

}  // namespace repetend::gui
