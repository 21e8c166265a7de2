// A moment of the story as text to show: a few lines, each with a sign in the colour that the chart gives it.
#pragma once

#include <QStringList>

#include "gui/chart/data/chart_style.hpp"
#include "gui/play/story.hpp"

namespace repetend::gui {

struct MomentText {
  QStringList happening, waiting;        // the words alone
  QString happening_html, waiting_html;  // with their signs
};

// Of thousands of devices only the first lines are written, and how many more there are.
MomentText moment_text(const ChartedPlan&, Time moment, const ChartStyle&);

}  // namespace repetend::gui
