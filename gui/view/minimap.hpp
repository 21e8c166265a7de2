// The minimap shows the whole time of a GanttView's plans in one strip, with the part in sight as a window
// that can be dragged.
#pragma once

#include <QWidget>

#include "gui/view/gantt_view.hpp"

namespace repetend::gui {

class Minimap : public QWidget {
  Q_OBJECT

 public:
  explicit Minimap(GanttView& view, QWidget* parent = nullptr);  // lives no longer than the view

  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent*) override;
  void mousePressEvent(QMouseEvent*) override;
  void mouseMoveEvent(QMouseEvent*) override;
  void keyPressEvent(QKeyEvent*) override;

 private:
  TimeScale scale() const;
  QRectF window() const;

  GanttView& view_;
  double grabbed_ = 0;  // pixels from the window's left edge to where the mouse holds it
};

}  // namespace repetend::gui
