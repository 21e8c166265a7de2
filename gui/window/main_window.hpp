// The window: menus, docks, and what connects the session with the views.
#pragma once

#include <QMainWindow>

namespace repetend::gui {

class MainWindow : public QMainWindow {
  Q_OBJECT
 public:
  MainWindow();
};

}  // namespace repetend::gui
