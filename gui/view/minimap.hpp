// The minimap shows all of a GanttView's time in a strip; the part in sight is a window that can be dragged.
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
