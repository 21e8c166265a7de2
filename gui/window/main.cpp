#include <QApplication>

#include "gui/window/main_window.hpp"

int main(int argc, char** argv) {
  QApplication application(argc, argv);
  repetend::gui::MainWindow window;
  window.show();
  return QApplication::exec();
}
