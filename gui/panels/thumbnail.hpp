// A plan as a small picture: its devices' rows and nothing else; without a plan blank.
#pragma once

#include <QImage>

#include "gui/chart/data/charted_plan.hpp"

namespace repetend::gui {

// ratio: pixels of the screen a logical one. Safe on any thread.
QImage thumbnail(const ChartedPlan*, QSize size, qreal ratio, bool dark);

}  // namespace repetend::gui
