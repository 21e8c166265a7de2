#include <QAction>
#include <QDialog>
#include <QDockWidget>
#include <QListWidget>

#include "gui/lessons/lesson_panel.hpp"
#include "gui/panels/gallery.hpp"
#include "tests/gui/screenshots/view.hpp"

namespace repetend::test {
namespace {

constexpr const char* broken_text = R"(# A pipeline of four stages.
name: my-pipeline
time_unit: ms
micro_batches: 16
devices: {count: 4, memory: 8}
placement: {shape: v, forward: 1, backward: 2, activaton: 1}
)";

// Sixteen stages of uneven work: the search goes on for minutes.
constexpr const char* long_search = R"(name: uneven-16
time_unit: ms
micro_batches: 96
devices: {count: 16, memory: 14}
placement: {shape: v, forward: [11, 13, 17, 10, 19, 12, 15, 18, 11, 14, 16, 13, 17, 12, 19, 15],
  backward: [23, 29, 31, 22, 37, 26, 31, 35, 24, 27, 33, 28, 36, 25, 39, 30]}
)";

void raise(OpenWindow& open, const char* panel) {
  auto& dock = open.child<QDockWidget>(panel);
  dock.show();
  dock.raise();
}

bool searched(OpenWindow& open) {
  return eventually([&] { return !open.session().busy(); });
}

void restyle(OpenWindow& open, const std::function<void(gui::ChartStyle&)>& change) {
  gui::ChartStyle style = open.window.chart().style();
  change(style);
  open.window.chart().set_style(style);
}

Instance instance(const Problem& problem, const char* block, int n) {
  const auto found = std::ranges::find(problem.blocks, block, &Block::name);
  return {BlockId{static_cast<std::size_t>(found - problem.blocks.begin())}, n};
}

QWidget* start(OpenWindow& open) { return &open.window; }

QWidget* memory_and_transfers(OpenWindow& open) {
  if (!open_example(open, "straggler-4")) return nullptr;
  restyle(open, [](gui::ChartStyle& style) { style.memory = style.transfers = true; });
  return &open.window;
}

// A reload is selected that waits for room in memory.
QWidget* lanes(OpenWindow& open) {
  if (!open_example(open, "offload-4")) return nullptr;
  restyle(open, [](gui::ChartStyle& style) { style.lanes = style.memory = true; });
  gui::GanttView& chart = open.window.chart();
  const gui::ChartedPlan& plan = *chart.plans().front();
  const auto& waits = plan.plan->couplings.waits;
  if (!waits.empty()) chart.select(gui::GanttView::Selected{0, waits[waits.size() / 2].after});
  return &open.window;
}

QWidget* fused(OpenWindow& open) { return open_example(open, "pairs-4") ? &open.window : nullptr; }

// To the exchange of gradients that makes it longer, the last of the four.
QWidget* iteration(OpenWindow& open) {
  if (!open_example(open, "iteration-4")) return nullptr;
  restyle(open, [](gui::ChartStyle& style) { style.lanes = style.critical_path = true; });
  return &open.window;
}

QWidget* critical_path(OpenWindow& open) {
  restyle(open, [](gui::ChartStyle& style) { style.critical_path = true; });
  return &open.window;
}

QWidget* difference(OpenWindow& open) {
  restyle(open, [](gui::ChartStyle& style) { style.reference = 2; });
  return &open.window;
}

QWidget* selection(OpenWindow& open) {
  gui::GanttView& chart = open.window.chart();
  chart.select(gui::GanttView::Selected{2, instance(chart.plans()[2]->problem(), "B0", 4)});
  chart.setFocus();
  chart.fit();
  gui::TimeScale scale = chart.scale();
  scale.ns_per_pixel *= 6;
  scale.from -= static_cast<Time>(scale.ns_per_pixel * chart.chart_width() * 0.42);
  chart.set_scale(scale);
  return &open.window;
}

QWidget* coloured(OpenWindow& open, const char* example, gui::ChartStyle::ColourBy by) {
  if (!open_example(open, example)) return nullptr;
  restyle(open, [&](gui::ChartStyle& style) { style.colour_by = by; });
  return &open.window;
}

QWidget* eight_stages(OpenWindow& open) {
  return coloured(open, "interleaved-4x2", gui::ChartStyle::ColourBy::stage);
}
QWidget* many_stages(OpenWindow& open) { return coloured(open, "m-16", gui::ChartStyle::ColourBy::stage); }
QWidget* kinds(OpenWindow& open) { return coloured(open, "zero-bubble-4", gui::ChartStyle::ColourBy::kind); }

// Measuring, with the pointer on a bubble.
QWidget* measure(OpenWindow& open) {
  gui::GanttView& chart = open.window.chart();
  const auto point = [&](double x) { return QPoint(static_cast<int>(x * chart.chart_width()), 407); };
  chart.setFocus();
  QTest::mouseMove(chart.viewport(), point(0.3));
  open.press(Qt::Key_M);
  QTest::mouseMove(chart.viewport(), point(0.505));
  return &open.window;
}

QWidget* text_error(OpenWindow& open) {
  raise(open, "text");
  open.session().set_text(QString::fromLatin1(broken_text));
  if (!eventually([&] { return open.session().failure().has_value(); })) return nullptr;
  return &open.window;
}

QWidget* refused(OpenWindow& open) {
  const Problem& problem = open.session().plans()[3]->problem();
  bool told = false;
  const auto heard = QObject::connect(&open.session(), &gui::Session::refused, [&] { told = true; });
  open.session().reorder(3, DeviceId{3}, instance(problem, "B3", 0), instance(problem, "F3", 0));
  const bool done = eventually([&] { return told; });
  QObject::disconnect(heard);
  return done ? &open.window : nullptr;
}

QWidget* searching(OpenWindow& open) {
  open.session().open_text(QString::fromLatin1(long_search), QStringLiteral("uneven-16.yaml"));
  const auto under_way = [&] { return open.session().busy() && open.session().progress().size() > 2; };
  if (!eventually(under_way)) return nullptr;
  QTest::qWait(300);
  return &open.window;
}

QWidget* lesson(OpenWindow& open) {
  open.window.start_lesson(3);
  open.window.lessons().go_to(1);
  const bool ready = eventually([&] { return open.window.lessons().ready() && !open.session().busy(); });
  return ready ? &open.window : nullptr;
}

// Paused in the middle of a plan, so that every run gives the same picture.
QWidget* play(OpenWindow& open) {
  if (!open_example(open, "uneven-4")) return nullptr;
  open.window.chart().set_playhead(open.session().plans()[0]->makespan() / 4);
  return &open.window;
}

QWidget* keys(OpenWindow& open) {
  open.press(Qt::Key_Question);
  auto* dialog = open.window.findChild<QDialog*>();
  return dialog && dialog->isVisible() ? dialog : nullptr;
}

QWidget* blocks(OpenWindow& open) {
  raise(open, "blocks");
  return &open.window;
}

QWidget* schedules(OpenWindow& open) {
  raise(open, "schedules");
  open.session().set_schedules({"search", "gpipe", "1f1b", "1f1b+", "interleaved", "zb-h1"});
  return searched(open) ? &open.window : nullptr;
}

QWidget* large_text(OpenWindow& open) {
  open.window.appearance().set_font_scale(2);
  const QWidget& panel = *open.child<QDockWidget>("scenario").widget();
  const auto has_grown = [&] { return panel.width() >= panel.minimumSizeHint().width(); };
  QTest::qWait(100);
  return eventually(has_grown) ? &open.window : nullptr;
}

QWidget* gallery(OpenWindow& open) {
  gui::Gallery& shown = open.window.show_gallery();
  shown.list().setCurrentRow(1);
  const auto done = [&] { return shown.painted() == shown.list().count(); };
  return eventually(done) ? &shown : nullptr;
}

QWidget* small_window(OpenWindow& open) {
  open.window.resize(1024, 640);
  return &open.window;
}

}  // namespace

bool open_example(OpenWindow& open, const char* name) {
  open.window.open_example(QStringLiteral(":/scenarios/%1.yaml").arg(QLatin1String(name)));
  return searched(open) && open.session().scenario() && open.session().scenario()->problem->name == name;
}

const std::vector<View>& views() {
  static const std::vector<View> all{
      {"start", start},
      {"gallery", gallery},
      {"memory-transfers", memory_and_transfers},
      {"lanes", lanes},
      {"fused", fused},
      {"iteration", iteration},
      {"critical-path", critical_path},
      {"difference", difference},
      {"selection", selection},
      {"stages-8", eight_stages},
      {"stages-many", many_stages},
      {"kinds", kinds},
      {"measure", measure},
      {"text-error", text_error},
      {"refused", refused},
      {"searching", searching},
      {"lesson", lesson},
      {"play", play},
      {"keys", keys},
      {"blocks", blocks},
      {"schedules", schedules},
      {"large-text", large_text},
      {"small-window", small_window},
  };
  return all;
}

}  // namespace repetend::test
