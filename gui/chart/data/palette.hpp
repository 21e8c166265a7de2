// The colours of app/chart/palette.hpp as Qt's.
#pragma once

#include <QColor>

#include "app/chart/palette.hpp"

namespace repetend::gui {

using Palette = app::PaletteOf<QColor>;

inline const Palette& palette(bool dark) {
  static const Palette light = app::converted<QColor>(app::palette(false)),
                       night = app::converted<QColor>(app::palette(true));
  return dark ? night : light;
}

// Of text on a coloured instance: what reads best there.
inline QColor text_on(QRgb colour) { return app::text_on(colour); }

}  // namespace repetend::gui
