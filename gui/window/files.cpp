// Opening, saving and dropping files.
#include <QDropEvent>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QMessageBox>
#include <QMimeData>
#include <QSettings>

#include "gui/panels/banner.hpp"
#include "gui/window/main_window.hpp"
#include "sim/core/error.hpp"

namespace repetend::gui {
namespace {

constexpr int recent_files = 10;
const QString recent_key = QStringLiteral("recent");

QString filter() { return MainWindow::tr("Scenarios and plans (*.yaml *.yml *.json);;All files (*)"); }

}  // namespace

void MainWindow::open(const QString& file) { session_->open_file(file); }

void MainWindow::open_example(const QString& resource) {
  QFile file(resource);
  if (!file.open(QIODevice::ReadOnly)) return banner_->show_message(tr("no example %1").arg(resource), false);
  session_->open_text(QString::fromUtf8(file.readAll()), QFileInfo(resource).fileName());
}

void MainWindow::ask_open() {
  const QString file = QFileDialog::getOpenFileName(this, tr("Open a scenario or a plan"), {}, filter());
  if (!file.isEmpty()) open(file);
}

void MainWindow::ask_add_plan() {
  const QString file = QFileDialog::getOpenFileName(this, tr("Show a plan beside these"), {},
                                                    tr("Plans (*.json);;All files (*)"));
  if (!file.isEmpty()) session_->add_plan(file);
}

bool MainWindow::save() {
  const QString& name = session_->state().name;
  // An example has no file of its own, and a plan's file is not for its scenario.
  if (!QFileInfo(name).isAbsolute() || name.endsWith(QStringLiteral(".json"))) return save_as();
  try {
    session_->save_scenario(name);
    return true;
  } catch (const RequestError& error) {
    banner_->show_message(QString::fromUtf8(error.what()), false);
    return false;
  }
}

bool MainWindow::save_as() {
  const QString suggestion = QFileInfo(session_->state().name).completeBaseName() + QStringLiteral(".yaml");
  const QString file =
      QFileDialog::getSaveFileName(this, tr("Save the scenario"), suggestion, tr("Scenarios (*.yaml)"));
  if (file.isEmpty()) return false;
  try {
    session_->save_scenario(file);
    add_recent(file);
    return true;
  } catch (const RequestError& error) {
    banner_->show_message(QString::fromUtf8(error.what()), false);
    return false;
  }
}

// The selected instance's plan, else the row selected in the table, else the first.
void MainWindow::save_plan() {
  if (session_->plans().empty()) return;
  const std::size_t plan = current_plan();
  const QString file = QFileDialog::getSaveFileName(this, tr("Save the plan of %1").arg(plan_title(plan)),
                                                    QStringLiteral("plan.json"), tr("Plans (*.json)"));
  if (file.isEmpty()) return;
  try {
    session_->save_plan(plan, file);
    add_recent(file);
    banner_->show_note(tr("Wrote %1").arg(QFileInfo(file).fileName()));
  } catch (const RequestError& error) {
    banner_->show_message(QString::fromUtf8(error.what()), false);
  }
}

void MainWindow::add_recent(const QString& file) {
  QSettings settings;
  QStringList recent = settings.value(recent_key).toStringList();
  const QString path = QFileInfo(file).absoluteFilePath();
  recent.removeAll(path);
  recent.prepend(path);
  while (recent.size() > recent_files) recent.removeLast();
  settings.setValue(recent_key, recent);
}

void MainWindow::fill_recent(QMenu* menu) {
  menu->clear();
  const QStringList recent = QSettings().value(recent_key).toStringList();
  for (const QString& file : recent) {
    QAction* action = menu->addAction(QFileInfo(file).fileName(), this, [this, file] { open(file); });
    action->setToolTip(file);
    action->setStatusTip(file);
  }
  if (recent.isEmpty()) menu->addAction(tr("nothing opened yet"))->setEnabled(false);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  if (event->mimeData()->hasUrls()) event->acceptProposedAction();
}

// The first file is opened; plans after it are put beside it.
void MainWindow::dropEvent(QDropEvent* event) {
  const QList<QUrl> urls = event->mimeData()->urls();
  if (urls.isEmpty()) return;
  event->acceptProposedAction();
  for (const QUrl& url : urls) {
    if (!url.isLocalFile()) {
      banner_->show_message(tr("%1 is not a file on this machine").arg(url.toString()), false);
    } else if (url == urls.front()) {
      open(url.toLocalFile());
    } else {
      session_->add_plan(url.toLocalFile());
    }
  }
}

}  // namespace repetend::gui
