#include "gui/panels/example.hpp"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include "app/load/load.hpp"
#include "gui/chart/paint/strip.hpp"
#include "gui/work/rows.hpp"
#include "sim/core/error.hpp"

namespace repetend::gui {
namespace {

constexpr double search_s = 0.02;  // a thumbnail need not be of the best there is

std::string read(const QString& resource) {
  QFile file(resource);
  return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

Example scenario_example(const QFileInfo& file) {
  Example example;
  example.resource = file.filePath();
  example.title = file.completeBaseName();
  example.text = read(example.resource);
  example.summary = opening_comment(example.text);
  return example;
}

Example lesson_example(const Lesson& lesson, std::size_t index) {
  Example example;
  example.title = QStringLiteral("Lesson %1: %2").arg(index + 1).arg(QString::fromStdString(lesson.title));
  example.summary = QString::fromStdString(lesson.summary);
  example.lesson = index;
  example.text = lesson.scenario;
  const auto& schedules = lesson.steps.front().schedules;
  if (!schedules.empty() && schedules.front() != "search") example.schedule = schedules.front();
  return example;
}

}  // namespace

std::vector<Example> examples(const QString& folder, const std::vector<Lesson>& lessons) {
  std::vector<Example> result;
  for (const QFileInfo& file :
       QDir(folder).entryInfoList({QStringLiteral("*.yaml")}, QDir::Files, QDir::Name))
    result.push_back(scenario_example(file));
  for (std::size_t i = 0; i < lessons.size(); ++i) result.push_back(lesson_example(lessons[i], i));
  return result;
}

QString opening_comment(const std::string& text) {
  QStringList words;
  for (const QString& line : QString::fromStdString(text).split(QLatin1Char('\n'))) {
    // Deeper indented lines are commands and tables.
    if (!line.startsWith(QStringLiteral("# ")) || line.startsWith(QStringLiteral("#  "))) break;
    words << line.mid(2).trimmed();
  }
  return words.join(QLatin1Char(' '));
}

std::shared_ptr<const ChartedPlan> example_plan(const Example& example) {
  try {
    const Scenario scenario = app::load_scenario(example.text, example.title.toStdString()).scenario;
    if (!example.schedule.empty()) return schedule_row(example.schedule, scenario).chart;
    static const std::atomic<bool> never{false};
    Row best = search_row(run_search(scenario, search_s, never, {}), false);
    for (const char* schedule : {"1f1b", "1f1b+"}) {
      Row row = schedule_row(schedule, scenario);
      if (row.feasible && (!best.chart || row.metrics.makespan < best.metrics.makespan))
        best = std::move(row);
    }
    return best.chart;
  } catch (const RequestError&) {
    return nullptr;  // opening it will say why
  }
}

QImage thumbnail(const ChartedPlan* plan, QSize size, qreal ratio, bool dark) {
  QImage image(size * ratio, QImage::Format_ARGB32_Premultiplied);
  image.setDevicePixelRatio(ratio);
  image.fill(Qt::transparent);
  if (!plan) return image;
  constexpr double edge = 4;
  ChartStyle style;
  style.dark = dark;
  QPainter painter(&image);
  paint_strip(painter, *plan, style, plan->makespan(),
              QRectF(QPointF(), size).adjusted(edge, edge, -edge, -edge));
  return image;
}

}  // namespace repetend::gui
