#include "gui/window/appearance.hpp"

#include <QApplication>
#include <QFontDatabase>
#include <QPalette>
#include <QStyle>
#include <algorithm>
#include <array>
#include <cmath>

#include "gui/chart/data/chart_style.hpp"

namespace repetend::gui {
namespace {

QPalette window_palette(bool dark) {
  const Palette& c = palette(dark);
  QPalette result;
  const auto set = [&](QPalette::ColorRole role, const QColor& colour) { result.setColor(role, colour); };
  set(QPalette::Window, c.heading);
  set(QPalette::Base, c.paper);
  set(QPalette::AlternateBase, c.row);
  set(QPalette::Button, c.heading);
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText,
                          QPalette::BrightText})
    set(role, c.ink);
  set(QPalette::ToolTipBase, c.heading);
  set(QPalette::PlaceholderText, c.quiet);
  set(QPalette::Link, c.accent);
  set(QPalette::Highlight, c.accent);
  set(QPalette::HighlightedText, c.paper);
  set(QPalette::Light, c.row);
  set(QPalette::Midlight, c.grid);
  set(QPalette::Mid, c.grid.darker(dark ? 80 : 115));
  set(QPalette::Dark, c.grid.darker(dark ? 60 : 140));
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
    result.setColor(QPalette::Disabled, role, c.quiet);
  result.setColor(QPalette::Disabled, QPalette::Highlight, c.latency);
  result.setColor(QPalette::Disabled, QPalette::HighlightedText, c.quiet);
  result.setColor(QPalette::Disabled, QPalette::Base, c.heading);
  return result;
}

// Fusion's standard palette follows the desktop's, whatever the application has set since.
bool system_is_dark() {
  return QApplication::style()->standardPalette().color(QPalette::Window).lightness() < 128;
}

void apply_palette(bool dark) {
  const QPalette all = window_palette(dark);
  QApplication::setPalette(all);
  // Fusion outlines with a darker Window: on dark ground only a lighter one gives one that can be seen.
  QPalette outlined = all;
  if (dark) outlined.setColor(QPalette::Window, palette(dark).quiet);
  for (const char* boxed : {"QLineEdit", "QTreeView", "QCheckBox", "QRadioButton"})
    QApplication::setPalette(outlined, boxed);
}

}  // namespace

QString to_string(Theme theme) {
  constexpr std::array names{"system", "light", "dark"};
  return names[static_cast<std::size_t>(theme)];
}

Theme theme_from(const QString& word) {
  for (const Theme theme : {Theme::light, Theme::dark})
    if (word == to_string(theme)) return theme;
  return Theme::system;
}

Appearance::Appearance(QObject* parent)
    : QObject(parent), font_points_(QFontDatabase::systemFont(QFontDatabase::GeneralFont).pointSizeF()) {}

void Appearance::set(Theme theme, qreal font_scale) {
  constexpr qreal smallest = 0.6, largest = 3;
  theme_ = theme;
  if (std::isfinite(font_scale)) font_scale_ = std::clamp(font_scale, smallest, largest);
  apply();
}

bool Appearance::is_dark() const {
  return theme_ == Theme::dark || (theme_ == Theme::system && system_is_dark());
}

void Appearance::follow_system() {
  if (theme_ == Theme::system) apply();
}

void Appearance::apply() {
  const bool dark = is_dark();
  apply_palette(dark);
  QFont scaled = QApplication::font();
  scaled.setPointSizeF(font_points_ * font_scale_);
  QApplication::setFont(scaled);
  emit changed(dark);
}

}  // namespace repetend::gui
