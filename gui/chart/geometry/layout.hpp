// A layout says where everything is: the charts one above the other, in logical pixels, the vertical ones
// from the top of the first chart. Plain arithmetic, tested without a window.
#pragma once

#include <QFont>
#include <QRectF>
#include <memory>
#include <optional>
#include <vector>

#include "gui/chart/data/charted_plan.hpp"
#include "gui/chart/geometry/time_scale.hpp"

namespace repetend::gui {

using Charts = std::vector<std::shared_ptr<const ChartedPlan>>;

enum class RowKind { heading, device, memory, link, lane };

struct LayoutRow {
  RowKind kind = RowKind::heading;
  std::size_t plan = 0;
  std::size_t index = 0;  // of the machine (device, lane), the pool (memory) or of ChartedPlan::links (link)
  double top = 0, height = 0;

  double bottom() const { return top + height; }
  // Whether it shows what a machine runs: a device's computing lane, or with `lanes` any other.
  bool runs() const { return kind == RowKind::device || kind == RowKind::lane; }
  MachineId machine() const { return MachineId{index}; }
};

struct Layout {
  std::vector<LayoutRow> rows;  // from top to bottom
  double height = 0;            // of all charts
  double axis = 0;              // height of the time axis above them
  double legend = 0;            // height of the legend below them
  double gutter = 0;            // width of the names on their left
  double difference = 0;        // width of the difference view on their right; 0 without it
  // The width of the charts themselves.
  double left_over(double width) const { return std::max(1.0, width - gutter - difference); }

  const LayoutRow* row_at(double y) const;                          // null between and outside of rows
  const LayoutRow* machine_row(std::size_t plan, MachineId) const;  // null where it is folded
  const LayoutRow& heading_of(std::size_t plan) const;
  double bottom_of(std::size_t plan) const;  // of its last row
};

// A scene is what is shown, and how; the widget, thumbnails and exports all fill one.
struct Scene {
  Charts plans;
  std::vector<bool> folded = {};  // by plan; missing: not folded
  ChartStyle style;
  TimeScale scale;  // pixel 0 is the left edge of the charts, right of the gutter
  QFont font;       // already of its final size

  bool is_folded(std::size_t plan) const { return plan < folded.size() && folded[plan]; }
  Time end() const;  // of the plan that ends last
  bool compares() const { return style.reference && *style.reference < plans.size(); }  // difference view
};

// Marks stand out on the charts: the selection, the pointer, the playhead, a measurement, a drag.
struct Marked {
  std::size_t plan = 0;
  Instance instance;
  bool operator==(const Marked&) const = default;
};

struct Measured {
  Time from = 0, to = 0;
  bool operator==(const Measured&) const = default;
};

// This instance is being dragged along its device.
struct Dragged {
  std::size_t plan = 0;
  DeviceId device;
  std::size_t position = 0;  // in the device's order, of what is dragged
  std::size_t before = 0;    // the position it would be dropped before; the order's size: at the end
  double offset = 0;         // pixels that the ghost has moved
  bool moves() const { return before != position && before != position + 1; }
  bool operator==(const Dragged&) const = default;
};

struct Marks {
  std::optional<Time> playhead;
  std::optional<Marked> selected, hovered;
  std::optional<Measured> measured;
  std::optional<Dragged> dragged;
};

// Where a block is shown: in the row of the first of its machines that has one; while those are folded, in
// that of its first device. Null where the plan is folded.
const LayoutRow* row_of(const Layout&, std::size_t plan, const Problem&, BlockId);

QFont scaled(QFont, double factor);

// Where a plan's heading is on the screen, from the top of the charts: it sticks to the top while its rows
// are in sight. Width 0: as wide as the charts.
QRectF heading_place(const Layout&, std::size_t plan, double scroll);

// Rows of devices share the height, between what can be read and what is needless. Width 0: see legend().
Layout lay_out(const Scene&, double height, double width = 0);

}  // namespace repetend::gui
