#include "gui/window/main_window.hpp"

#include <QDropEvent>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QStatusBar>

#include "gui/chart/data/words.hpp"
#include "gui/lessons/lesson_panel.hpp"
#include "gui/panels/banner.hpp"
#include "gui/panels/curve.hpp"
#include "gui/panels/gallery.hpp"
#include "gui/panels/metrics_table.hpp"
#include "gui/panels/text_editor.hpp"
#include "gui/play/play_bar.hpp"

namespace repetend::gui {

MainWindow::MainWindow(Start start)
    : menus_(*this, work_, files_, appearance_), last_session_(work_, appearance_) {
  setAcceptDrops(true);
  setObjectName("MainWindow");
  add_status();
  connect_session();
  connect_views();
  constexpr QSize first_size(1600, 950);
  resize(first_size);
  start == Start::example ? appearance_.apply() : last_session_.restore_window();
  const bool reopened = start == Start::last_session && last_session_.restore_document();
  if (start != Start::empty && !reopened) open_first_example();
}

void MainWindow::add_status() {
  title_ = new QLabel;
  errors_ = new QLabel;
  results_ = new QLabel;
  for (QLabel* label : {title_, errors_, results_}) {
    label->setContentsMargins(8, 0, 8, 0);
    statusBar()->addPermanentWidget(label);
  }
}

void MainWindow::connect_session() {
  const Session* session = &work_.session;
  connect(session, &Session::plans_changed, this, &MainWindow::show_plans);
  connect(session, &Session::plans_changed, this, &MainWindow::show_status);
  connect(session, &Session::busy_changed, this, &MainWindow::show_status);
  connect(session, &Session::state_changed, this, &MainWindow::show_title);
  connect(session, &Session::failed, this, &MainWindow::show_failure);
  connect(session, &Session::refused, this,
          [this](const QString& words) { work_.banner.show_message(words, false); });
}

void MainWindow::connect_views() {
  connect(&work_.banner, &Banner::clicked, this, [this] {
    if (const auto& failure = work_.session.failure(); failure && failure->line > 0)
      work_.editor.show_line(failure->line);
  });
  connect(&work_.chart, &GanttView::hovered, this,
          [this](const QString& words) { statusBar()->showMessage(words); });
  connect(&work_.chart, &GanttView::reorder_requested, &work_.session, &Session::reorder);
  connect(&work_.find, &QLineEdit::returnPressed, this, [this] { work_.find_next(); });
  connect(&appearance_, &Appearance::changed, this, &MainWindow::take_appearance);
}

void MainWindow::take_appearance(bool dark) {
  work_.find.setFixedWidth(work_.find.fontMetrics().averageCharWidth() * 30);
  work_.change_style([&](ChartStyle& style) {
    style.dark = dark;
    style.font_scale = 1;  // the charts take the application's font, which is scaled already
  });
  work_.banner.set_dark(dark);
  work_.table.set_dark(dark);
  work_.editor.set_dark(dark);
  work_.curve.set_dark(dark);
  work_.play.set_dark(dark);
  if (gallery_) gallery_->set_dark(dark);
}

// A failure is of the scenario's text, until it is right again, or of a file that could not be read.
void MainWindow::show_failure(const QString& message, int line) {
  const bool of_text = work_.session.failure().has_value();
  if (!message.isEmpty())
    work_.banner.show_message(line > 0 ? tr("Line %1: %2").arg(line).arg(message) : message, of_text);
  else if (failure_shown_)
    work_.banner.hide_message();
  failure_shown_ = of_text;
  show_status();
  if (!message.isEmpty() && work_.session.state().text.isEmpty()) open_first_example();
}

void MainWindow::show_plans() {
  const bool first = work_.chart.plans().empty();
  work_.chart.set_plans(work_.session.plans());
  if (first) work_.chart.fit();
}

void MainWindow::show_title() {
  const QString name = QFileInfo(work_.session.state().name).fileName();
  setWindowTitle(tr("%1[*] - Repetend").arg(name));
  setWindowModified(work_.session.modified());
  show_status();
}

void MainWindow::show_status() {
  const Session& session = work_.session;
  errors_->setText(session.failure() ? tr("1 error") : tr("0 errors"));
  results_->setText(tr("results in %1 ms").arg(session.milliseconds()) +
                    (session.busy() ? tr(", improving") : QString()));
  const auto scenario = session.scenario();
  if (!scenario) return;
  const Problem& problem = *scenario->problem;
  title_->setText(tr("%1: %2 devices, %3")
                      .arg(text(problem.name))
                      .arg(problem.devices.size())
                      .arg(text(human_micro_batches(problem.micro_batches))));
}

void MainWindow::start_lesson(std::size_t lesson) {
  work_.show_lesson();
  work_.lessons.start(lesson);
}

Gallery& MainWindow::show_gallery() {
  if (!gallery_) {
    gallery_ = new Gallery(examples(":/scenarios", work_.lessons.lessons()), this);
    gallery_->set_dark(appearance_.is_dark());
    connect(gallery_, &Gallery::chosen, this, [this](const Example& example) {
      example.lesson ? start_lesson(*example.lesson) : open_example(example.resource);
    });
  }
  gallery_->show();
  gallery_->raise();
  return *gallery_;
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  if (event->mimeData()->hasUrls()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
  if (!event->mimeData()->hasUrls()) return;
  event->acceptProposedAction();
  files_.drop(*event->mimeData());
}

void MainWindow::closeEvent(QCloseEvent* event) {
  last_session_.remember();
  event->accept();
}

void MainWindow::changeEvent(QEvent* event) {
  QMainWindow::changeEvent(event);
  if (event->type() == QEvent::ThemeChange) appearance_.follow_system();
}

}  // namespace repetend::gui
