// The signs on the buttons of the player are drawn in the colour of the text beside them.
#pragma once

#include <QIcon>

namespace repetend::gui {

enum class PlaySign { play, pause, forward, back, start, end, stop };
QIcon play_icon(PlaySign, const QColor&);

}  // namespace repetend::gui
