// A panel's title: unlike Qt's own it follows the size of text. Dragging and double-clicking are the dock's.
#pragma once

#include <QDockWidget>

namespace repetend::gui {

class PanelTitle : public QWidget {
  Q_OBJECT

 public:
  explicit PanelTitle(QDockWidget&);
};

}  // namespace repetend::gui
