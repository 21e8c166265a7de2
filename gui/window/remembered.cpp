// What the next start brings back: the window, the style of the charts, and what was open.
#include <QCloseEvent>
#include <QFileInfo>
#include <QSettings>
#include <algorithm>

#include "gui/window/main_window.hpp"

namespace repetend::gui {
namespace {

// Raised when panels change so much that an old arrangement would not fit them.
constexpr int arrangement_version = 1;

QStringList names(const std::vector<std::string>& list) {
  QStringList result;
  for (const std::string& name : list) result << QString::fromStdString(name);
  return result;
}

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
  const State& state = session_->state();
  settings.setValue(QStringLiteral("open/text"), state.text);
  settings.setValue(QStringLiteral("open/name"), state.name);
  settings.setValue(QStringLiteral("open/schedules"), names(state.schedules));
}

void MainWindow::restore_window() {
  const QSettings settings;
  restoreGeometry(settings.value(QStringLiteral("window/geometry")).toByteArray());
  restoreState(settings.value(QStringLiteral("window/panels")).toByteArray(), arrangement_version);
  theme_ = theme_from(settings.value(QStringLiteral("style/theme")).toString());
  font_scale_ = std::clamp(settings.value(QStringLiteral("style/font_scale"), 1).toDouble(), 0.6, 3.0);
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

void MainWindow::restore_document() {
  const QSettings settings;
  const QString text = settings.value(QStringLiteral("open/text")).toString();
  if (text.isEmpty()) return;
  std::vector<std::string> schedules;
  for (const QString& name : settings.value(QStringLiteral("open/schedules")).toStringList())
    schedules.push_back(name.toStdString());
  session_->restore(text, settings.value(QStringLiteral("open/name")).toString(), std::move(schedules));
}

void MainWindow::closeEvent(QCloseEvent* event) {
  remember();
  event->accept();
}

}  // namespace repetend::gui
