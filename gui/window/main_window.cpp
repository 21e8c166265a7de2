#include "gui/window/main_window.hpp"

namespace repetend::gui {

MainWindow::MainWindow() { setWindowTitle(QStringLiteral("Repetend")); }

}  // namespace repetend::gui
