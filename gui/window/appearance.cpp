// Theme and size of text.
#include <QApplication>
#include <QEvent>
#include <QLineEdit>
#include <algorithm>

#include "gui/panels/banner.hpp"
#include "gui/panels/curve.hpp"
#include "gui/panels/metrics_table.hpp"
#include "gui/panels/text_editor.hpp"
#include "gui/window/main_window.hpp"

namespace repetend::gui {

void MainWindow::set_theme(Theme theme) {
  theme_ = theme;
  apply_appearance();
}

void MainWindow::set_font_scale(qreal scale) {
  constexpr qreal smallest = 0.6, largest = 3;
  font_scale_ = std::clamp(scale, smallest, largest);
  apply_appearance();
}

void MainWindow::apply_appearance() {
  const bool dark = is_dark(theme_);
  apply_palette(dark);
  QFont scaled = QApplication::font();
  scaled.setPointSizeF(font_points_ * font_scale_);
  QApplication::setFont(scaled);
  find_->setFixedWidth(find_->fontMetrics().averageCharWidth() * 30);
  change_style([&](ChartStyle& style) {
    style.dark = dark;
    style.font_scale = 1;  // the charts take the application's font, which is scaled already
  });
  banner_->set_dark(dark);
  table_->set_dark(dark);
  editor_->set_dark(dark);
  curve_->set_dark(dark);
  emit appearance_changed(dark);
}

void MainWindow::changeEvent(QEvent* event) {
  QMainWindow::changeEvent(event);
  if (event->type() == QEvent::ThemeChange && theme_ == Theme::system) apply_appearance();
}

}  // namespace repetend::gui
