#include "gui/panels/gallery.hpp"

#include <QDialogButtonBox>
#include <QDir>
#include <QEvent>
#include <QFile>
#include <QFileInfo>
#include <QLabel>
#include <QListWidget>
#include <QVBoxLayout>
#include <algorithm>

#include "app/load/load.hpp"
#include "gui/chart/paint/painter.hpp"
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
  const std::string text = read(file.filePath());
  return {file.completeBaseName(), opening_comment(text), file.filePath(), {}, text};
}

Example lesson_example(const Lesson& lesson, std::size_t index) {
  Example example{QString("Lesson %1: %2").arg(index + 1).arg(QString::fromStdString(lesson.title)),
                  QString::fromStdString(lesson.summary),
                  {},
                  index,
                  lesson.scenario};
  const auto& schedules = lesson.steps.front().schedules;
  if (!schedules.empty() && schedules.front() != "search") example.schedule = schedules.front();
  return example;
}

}  // namespace

std::vector<Example> examples(const QString& folder, const std::vector<Lesson>& lessons) {
  std::vector<Example> result;
  for (const QFileInfo& file : QDir(folder).entryInfoList({"*.yaml"}, QDir::Files, QDir::Name))
    result.push_back(scenario_example(file));
  for (std::size_t i = 0; i < lessons.size(); ++i) result.push_back(lesson_example(lessons[i], i));
  return result;
}

QString opening_comment(const std::string& text) {
  QStringList words;
  for (const QString& line : QString::fromStdString(text).split('\n')) {
    // Deeper indented lines are commands and tables.
    if (!line.startsWith("# ") || line.startsWith("#  ")) break;
    words << line.mid(2).trimmed();
  }
  return words.join(' ');
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

Gallery::Gallery(std::vector<Example> examples, QWidget* parent)
    : QDialog(parent),
      examples_(std::move(examples)),
      plans_(examples_.size()),
      list_(new QListWidget),
      summary_(new QLabel) {
  setWindowTitle(tr("Examples and lessons"));
  for (const Example& example : examples_) {
    auto* item = new QListWidgetItem(example.title, list_);
    item->setToolTip(example.summary);
    item->setTextAlignment(Qt::AlignHCenter | Qt::AlignTop);
  }
  fit_to_font();
  lay_out();
  connect(list_, &QListWidget::currentRowChanged, this, &Gallery::show_summary);
  connect(list_, &QListWidget::itemActivated, this, &Gallery::choose);
  list_->setCurrentRow(0);
}

void Gallery::lay_out() {
  list_->setViewMode(QListView::IconMode);
  list_->setMovement(QListView::Static);
  list_->setResizeMode(QListView::Adjust);
  list_->setWordWrap(true);
  list_->setAccessibleName(tr("Examples and lessons"));
  summary_->setWordWrap(true);
  summary_->setAlignment(Qt::AlignTop);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Open | QDialogButtonBox::Cancel);
  connect(buttons, &QDialogButtonBox::accepted, this, &Gallery::choose);
  connect(buttons, &QDialogButtonBox::rejected, this, &Gallery::reject);
  auto* column = new QVBoxLayout(this);
  column->addWidget(list_, 1);
  column->addWidget(summary_);
  column->addWidget(buttons);
  constexpr int columns = 5, rows = 5;
  const int em = fontMetrics().height(), room = parentWidget() ? parentWidget()->height() : 60 * em;
  resize(list_->gridSize().width() * columns + 4 * em,
         std::min(room, list_->gridSize().height() * rows + 10 * em));
}

void Gallery::fit_to_font() {
  const int em = fontMetrics().height();
  list_->setIconSize({13 * em, 6 * em});
  list_->setGridSize({14 * em, 9 * em});
  summary_->setMinimumHeight(4 * em);
  for (int row = 0; row < list_->count(); ++row) list_->item(row)->setSizeHint(list_->gridSize());
}

void Gallery::set_dark(bool dark) {
  dark_ = dark;
  ++round_;
  if (isVisible()) paint_thumbnails();
}

void Gallery::showEvent(QShowEvent* event) {
  QDialog::showEvent(event);
  list_->setFocus();
  if (shown_ != round_) paint_thumbnails();
}

void Gallery::changeEvent(QEvent* event) {
  QDialog::changeEvent(event);
  if (event->type() != QEvent::FontChange) return;
  fit_to_font();
  ++round_;
  if (isVisible()) paint_thumbnails();
}

void Gallery::paint_thumbnails() {
  shown_ = round_;
  painted_ = 0;
  for (std::size_t i = 0; i < examples_.size(); ++i) {
    const auto task = [this, i, plan = plans_[i], example = examples_[i], size = list_->iconSize(),
                       ratio = devicePixelRatioF(), dark = dark_, round = round_] {
      const auto charted = plan ? plan : example_plan(example);
      const QImage image = thumbnail(charted.get(), size, ratio, dark);
      QMetaObject::invokeMethod(
          this, [=, this] { take(i, charted, image, round); }, Qt::QueuedConnection);
    };
    i == 0 ? painting_.post(task) : painting_.append(task);  // the first in the place of an earlier theme's
  }
}

void Gallery::take(std::size_t example, std::shared_ptr<const ChartedPlan> plan, const QImage& image,
                   int round) {
  plans_[example] = std::move(plan);
  if (round != round_) return;
  ++painted_;
  QIcon icon;
  for (const auto mode : {QIcon::Normal, QIcon::Selected})  // the same: a tint would hide what it shows
    icon.addPixmap(QPixmap::fromImage(image), mode);
  list_->item(static_cast<int>(example))->setIcon(icon);
}

void Gallery::show_summary() {
  const int row = list_->currentRow();
  summary_->setText(row < 0 ? QString() : examples_[static_cast<std::size_t>(row)].summary);
}

void Gallery::choose() {
  const int row = list_->currentRow();
  if (row < 0) return;
  hide();
  emit chosen(examples_[static_cast<std::size_t>(row)]);
}

}  // namespace repetend::gui
