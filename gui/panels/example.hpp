// Examples come with the program: scenarios and lessons, compiled in.
#pragma once

#include <QImage>
#include <QString>
#include <optional>
#include <string>
#include <vector>

#include "gui/chart/data/charted_plan.hpp"
#include "gui/lessons/lesson.hpp"

namespace repetend::gui {

struct Example {
  QString title, summary;
  QString resource;                   // of a scenario
  std::optional<std::size_t> lesson;  // or its index
  std::string text;                   // the scenario's
  std::string schedule;               // that the thumbnail shows; empty: the best that is found quickly
};

// The examples of the folder come by name, then the lessons in their order.
std::vector<Example> examples(const QString& folder, const std::vector<Lesson>&);

// The summary is the paragraph of comments that a scenario's text begins with.
QString opening_comment(const std::string& text);

// The plan of its thumbnail is null when there is none. It takes a while, so it is for background threads.
std::shared_ptr<const ChartedPlan> example_plan(const Example&);

// A plan as a small picture: its devices' rows and nothing else; without a plan blank. ratio: pixels of the
// screen a logical one. Safe on any thread.
QImage thumbnail(const ChartedPlan*, QSize size, qreal ratio, bool dark);

}  // namespace repetend::gui
