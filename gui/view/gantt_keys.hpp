// These are the keys of a GanttView; docs/gui.md lists them.
#pragma once

class QKeyEvent;

namespace repetend::gui {

class GanttView;

// Does what the key stands for; false when it stands for nothing here.
bool press_key(GanttView&, const QKeyEvent&);

}  // namespace repetend::gui
