#include "gui/view/minimap.hpp"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>

#include "gui/chart/data/chart_style.hpp"
#include "gui/chart/paint/painter.hpp"

namespace repetend::gui {

namespace {

constexpr int tall = 44, margin = 4;
constexpr double least_window = 6;  // pixels: what cannot be seen cannot be grabbed

}  // namespace

Minimap::Minimap(GanttView& view, QWidget* parent) : QWidget(parent), view_(view) {
  setFocusPolicy(Qt::StrongFocus);
  setAccessibleName(tr("Minimap"));
  setToolTip(tr("The whole time: drag the window to what you want to see"));
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  connect(&view, &GanttView::scale_changed, this, qOverload<>(&QWidget::update));
  connect(&view, &GanttView::playhead_changed, this, qOverload<>(&QWidget::update));
  connect(&view, &GanttView::plans_changed, this, qOverload<>(&QWidget::update));
}

QSize Minimap::sizeHint() const { return {400, tall}; }

TimeScale Minimap::scale() const {
  return TimeScale::fitted(0, std::max<Time>(view_.end(), 1), std::max(1, width() - 2 * margin));
}

// The window is the part in sight, and wide enough to be seen.
QRectF Minimap::window() const {
  const TimeScale mine = scale(), seen = view_.scale();
  double from = mine.to_pixel(seen.from), to = mine.to_pixel(seen.to_time(view_.chart_width()));
  from = std::clamp(from, 0.0, static_cast<double>(width() - 2 * margin));
  to = std::clamp(to, from, static_cast<double>(width() - 2 * margin));
  if (to - from < least_window)
    from = std::max(0.0, (from + to - least_window) / 2), to = from + least_window;
  return QRectF(margin + from, 1, to - from, height() - 2);
}

// Every device of the first plan is squeezed to what height there is.
void Minimap::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const Palette& colours = gui::palette(view_.style().dark);
  painter.fillRect(rect(), colours.paper);
  if (view_.plans().empty()) return;
  const double inside = width() - 2.0 * margin;
  paint_strip(painter, *view_.plans().front(), view_.style(), view_.end(),
              {static_cast<double>(margin), static_cast<double>(margin), inside, height() - 2.0 * margin});
  QColor veil = colours.paper;
  veil.setAlphaF(0.6F);
  const QRectF seen = window();
  painter.fillRect(QRectF(0, 0, seen.left(), height()), veil);
  painter.fillRect(QRectF(seen.right(), 0, width() - seen.right(), height()), veil);
  painter.setPen(QPen(colours.accent, hasFocus() ? 2 : 1));
  painter.drawRect(seen);
  if (view_.playhead())
    painter.fillRect(QRectF(margin + scale().to_pixel(*view_.playhead()) - 0.75, 0, 1.5, height()),
                     colours.playhead);
}

void Minimap::mousePressEvent(QMouseEvent* event) {
  const QRectF seen = window();
  const double x = event->position().x();
  // A window that was not hit comes to the pointer.
  grabbed_ = x >= seen.left() && x <= seen.right() ? x - seen.left() : seen.width() / 2;
  mouseMoveEvent(event);
}

void Minimap::mouseMoveEvent(QMouseEvent* event) {
  if (!(event->buttons() & Qt::LeftButton)) return;
  const double left = event->position().x() - margin - grabbed_;
  view_.set_scale({scale().to_time(left), view_.scale().ns_per_pixel});
}

void Minimap::keyPressEvent(QKeyEvent* event) {
  const double step = view_.chart_width() / 4;
  if (event->key() == Qt::Key_Left)
    view_.set_scale(view_.scale().panned(-step));
  else if (event->key() == Qt::Key_Right)
    view_.set_scale(view_.scale().panned(step));
  else
    QWidget::keyPressEvent(event);
}

}  // namespace repetend::gui
