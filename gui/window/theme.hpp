// Light and dark: Qt's colours made from the palette of the charts.
#pragma once

#include <QString>

namespace repetend::gui {

enum class Theme { system, light, dark };
QString to_string(Theme);
Theme theme_from(const QString&);  // anything unknown: system

// Does the system ask for dark? Told by the palette that the application started with.
bool system_is_dark();
bool is_dark(Theme);

void apply_palette(bool dark);  // to the whole application

}  // namespace repetend::gui
