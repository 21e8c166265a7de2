// What the next start brings back: the window and the style of the charts here, the rest in reopened.cpp.
#include <QCloseEvent>
#include <QSettings>
#include <algorithm>
#include <cmath>

#include "gui/window/main_window.hpp"

namespace repetend::gui {
namespace {

// Raised when panels change so much that an old arrangement would not fit them.
constexpr int arrangement_version = 1;

}  // namespace

void MainWindow::remember() const {
  QSettings settings;
  settings.setValue(QStringLiteral("window/geometry"), saveGeometry());
  settings.setValue(QStringLiteral("window/panels"), saveState(arrangement_version));
  settings.setValue(QStringLiteral("style/theme"), to_string(theme_));
  settings.setValue(QStringLiteral("style/font_scale"), font_scale_);
  const ChartStyle style = chart_->style();
  settings.setValue(QStringLiteral("style/colour_by"), static_cast<int>(style.colour_by));
  settings.setValue(QStringLiteral("style/transfers"), style.transfers);
  settings.setValue(QStringLiteral("style/memory"), style.memory);
  settings.setValue(QStringLiteral("style/critical_path"), style.critical_path);
  settings.setValue(QStringLiteral("style/bubbles"), style.bubbles);
  remember_document();
  remember_view();
}

void MainWindow::restore_window() {
  const QSettings settings;
  restoreGeometry(settings.value(QStringLiteral("window/geometry")).toByteArray());
  restoreState(settings.value(QStringLiteral("window/panels")).toByteArray(), arrangement_version);
  theme_ = theme_from(settings.value(QStringLiteral("style/theme")).toString());
  const double font_scale = settings.value(QStringLiteral("style/font_scale"), 1).toDouble();
  if (std::isfinite(font_scale)) font_scale_ = std::clamp(font_scale, 0.6, 3.0);
  change_style([&](ChartStyle& style) {
    const auto flag = [&](const char* key, bool& value) {
      value = settings.value(QStringLiteral("style/%1").arg(QLatin1String(key)), value).toBool();
    };
    style.colour_by = static_cast<ChartStyle::ColourBy>(
        std::clamp(settings.value(QStringLiteral("style/colour_by"), 0).toInt(), 0, 2));
    flag("transfers", style.transfers);
    flag("memory", style.memory);
    flag("critical_path", style.critical_path);
    flag("bubbles", style.bubbles);
  });
}

void MainWindow::closeEvent(QCloseEvent* event) {
  remember();
  event->accept();
}

}  // namespace repetend::gui
