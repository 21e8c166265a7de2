#include "gui/window/files.hpp"

#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QMimeData>
#include <QSettings>

#include "gui/chart/paint/painter.hpp"
#include "gui/export/picture.hpp"
#include "gui/panels/banner.hpp"
#include "gui/panels/metrics_table.hpp"

namespace repetend::gui {
namespace {

constexpr int recent_files = 10;
const QString recent_key = "recent";

}  // namespace

Files::Files(Workspace& work) : work_(work) {
  QObject::connect(&work.session, &Session::opened, &work.window,
                   [this](const QString& file) { add_recent(file); });
}

void Files::open_example(const QString& resource) {
  QFile file(resource);
  if (!file.open(QIODevice::ReadOnly))
    return work_.banner.show_message(tr("no example %1").arg(resource), false);
  work_.session.open_text(QString::fromUtf8(file.readAll()), QFileInfo(resource).fileName());
}

void Files::drop(const QMimeData& data) {
  const QList<QUrl> urls = data.urls();
  for (const QUrl& url : urls) {
    if (!url.isLocalFile()) {
      work_.banner.show_message(tr("%1 is not a file on this machine").arg(url.toString()), false);
    } else if (url == urls.front()) {
      work_.session.open_file(url.toLocalFile());
    } else {
      work_.session.add_plan(url.toLocalFile());
    }
  }
}

void Files::ask_open() {
  const QString file =
      QFileDialog::getOpenFileName(&work_.window, tr("Open a scenario or a plan"), {},
                                   tr("Scenarios and plans (*.yaml *.yml *.json);;All files (*)"));
  if (!file.isEmpty()) work_.session.open_file(file);
}

void Files::ask_add_plan() {
  const QString file = QFileDialog::getOpenFileName(&work_.window, tr("Show a plan beside these"), {},
                                                    tr("Plans (*.json);;All files (*)"));
  if (!file.isEmpty()) work_.session.add_plan(file);
}

void Files::save_scenario() {
  const QString& name = work_.session.state().name;
  // An example has no file of its own, and a plan's file is not for its scenario.
  if (!QFileInfo(name).isAbsolute() || name.endsWith(".json")) return save_scenario_as();
  work_.attempt([&] { work_.session.save_scenario(name); });
}

void Files::save_scenario_as() {
  const QString suggestion = QFileInfo(work_.session.state().name).completeBaseName() + ".yaml";
  const QString file = QFileDialog::getSaveFileName(&work_.window, tr("Save the scenario"), suggestion,
                                                    tr("Scenarios (*.yaml)"));
  if (!file.isEmpty() && work_.attempt([&] { work_.session.save_scenario(file); })) add_recent(file);
}

void Files::save_plan() {
  if (work_.session.plans().empty()) return;
  const std::size_t plan = work_.current_plan();
  const QString file =
      QFileDialog::getSaveFileName(&work_.window, tr("Save the plan of %1").arg(work_.plan_title(plan)),
                                   "plan.json", tr("Plans (*.json)"));
  if (file.isEmpty() || !work_.attempt([&] { work_.session.save_plan(plan, file); })) return;
  add_recent(file);
  work_.banner.show_note(tr("Wrote %1").arg(QFileInfo(file).fileName()));
}

void Files::export_picture(const QString& what, const std::function<void(const QString&)>& write) {
  const QString file = QFileDialog::getSaveFileName(&work_.window, tr("Export %1").arg(what), "repetend.png",
                                                    tr("Pictures (*.png *.svg *.pdf)"));
  if (!file.isEmpty() && work_.attempt([&] { write(file); }))
    work_.banner.show_note(tr("Wrote %1").arg(QFileInfo(file).fileName()));
}

void Files::export_charts(const QString& file) const {
  const QFont text = work_.window.font();
  const ChartStyle style = work_.chart.style();
  const Charts& plans = work_.session.plans();
  const int width = work_.chart.width();
  const QSize size(width, static_cast<int>(natural_height(plans, style, text, width)));
  write_picture(file, size, [&](QPainter& painter) {
    paint_charts(painter, QRectF(QPointF(), size), plans, style, text);
  });
}

// The picture is of a table of its own, which is as large as it takes to show everything.
void Files::export_table(const QString& file) const {
  MetricsTable all(work_.metrics);
  all.setFont(work_.table.font());
  all.set_dark(work_.chart.style().dark);
  all.setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  all.setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  all.resize(all.whole());
  write_picture(file, all);
}

void Files::add_recent(const QString& file) {
  QSettings settings;
  QStringList recent = settings.value(recent_key).toStringList();
  const QString path = QFileInfo(file).absoluteFilePath();
  recent.removeAll(path);
  recent.prepend(path);
  while (recent.size() > recent_files) recent.removeLast();
  settings.setValue(recent_key, recent);
}

void Files::fill_recent(QMenu& menu) {
  menu.clear();
  const QStringList recent = QSettings().value(recent_key).toStringList();
  for (const QString& file : recent) {
    QAction* action = menu.addAction(QFileInfo(file).fileName(), &work_.window,
                                     [this, file] { work_.session.open_file(file); });
    action->setToolTip(file);
    action->setStatusTip(file);
  }
  if (recent.isEmpty()) menu.addAction(tr("nothing opened yet"))->setEnabled(false);
}

}  // namespace repetend::gui
