#include "gui/window/main_window.hpp"

#include <QApplication>
#include <QFileInfo>
#include <QFontDatabase>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QMessageBox>
#include <QStatusBar>

#include "gui/chart/data/words.hpp"
#include "gui/panels/banner.hpp"
#include "gui/panels/metrics_table.hpp"
#include "gui/panels/text_editor.hpp"
#include "gui/window/shortcuts.hpp"
#include "sim/core/human.hpp"

namespace repetend::gui {

MainWindow::MainWindow(Start start)
    : session_(new Session(this)),
      font_points_(QFontDatabase::systemFont(QFontDatabase::GeneralFont).pointSizeF()) {
  setAcceptDrops(true);
  setObjectName(QStringLiteral("MainWindow"));
  make_views();
  make_panels();
  make_status();
  make_actions();
  connect_session();
  constexpr QSize first_size(1600, 950);
  resize(first_size);
  if (start != Start::example) restore_window();
  apply_appearance();
  const bool reopened = start == Start::last_session && restore_document();
  if (start != Start::empty && !reopened) open_first_example();
}

MainWindow::~MainWindow() = default;

void MainWindow::connect_session() {
  connect(session_, &Session::plans_changed, this, &MainWindow::show_plans);
  connect(session_, &Session::plans_changed, this, &MainWindow::show_status);
  connect(session_, &Session::busy_changed, this, &MainWindow::show_status);
  connect(session_, &Session::state_changed, this, &MainWindow::show_title);
  connect(session_, &Session::opened, this, &MainWindow::add_recent);
  connect(session_, &Session::failed, this, &MainWindow::show_failure);
  connect(session_, &Session::refused, this,
          [this](const QString& words) { banner_->show_message(words, false); });
  connect(banner_, &Banner::clicked, this, [this] {
    if (const auto& failure = session_->failure(); failure && failure->line > 0)
      editor_->show_line(failure->line);
  });
  connect(chart_, &GanttView::hovered, this,
          [this](const QString& words) { statusBar()->showMessage(words); });
  connect(chart_, &GanttView::reorder_requested, session_, &Session::reorder);
  connect(find_, &QLineEdit::returnPressed, this, &MainWindow::find_next);
}

// Of the scenario's text, until it is right again, or of a file that could not be read.
void MainWindow::show_failure(const QString& message, int line) {
  const bool of_text = session_->failure().has_value();
  if (!message.isEmpty())
    banner_->show_message(line > 0 ? tr("Line %1: %2").arg(line).arg(message) : message, of_text);
  else if (failure_shown_)
    banner_->hide_message();
  failure_shown_ = of_text;
  show_status();
  if (!message.isEmpty() && session_->state().text.isEmpty()) open_first_example();
}

// What there is to see when nothing else can be shown.
void MainWindow::open_first_example() { open_example(QStringLiteral(":/scenarios/gpt-4.yaml")); }

void MainWindow::show_plans() {
  const bool first = chart_->plans().empty();
  chart_->set_plans(session_->plans());
  if (first) chart_->fit();
}

void MainWindow::show_title() {
  const QString name = QFileInfo(session_->state().name).fileName();
  setWindowTitle(tr("%1[*] - Repetend").arg(name));
  setWindowModified(session_->modified());
  show_status();
}

void MainWindow::show_status() {
  const auto& failure = session_->failure();
  errors_->setText(failure ? tr("1 error") : tr("0 errors"));
  results_->setText(tr("results in %1 ms").arg(session_->milliseconds()) +
                    (session_->busy() ? tr(", improving") : QString()));
  const auto scenario = session_->scenario();
  if (!scenario) return;
  const Problem& problem = *scenario->problem;
  title_->setText(tr("%1: %2 devices, %3")
                      .arg(text(problem.name))
                      .arg(problem.devices.size())
                      .arg(text(human_micro_batches(problem.micro_batches))));
}

void MainWindow::change_style(const std::function<void(ChartStyle&)>& change) {
  ChartStyle style = chart_->style();
  change(style);
  chart_->set_style(style);
}

std::size_t MainWindow::current_plan() const {
  if (const auto selected = chart_->selection()) return selected->plan;
  const QModelIndex row = table_->currentIndex();
  for (std::size_t plan = 0; row.isValid() && plan < session_->plans().size(); ++plan)
    if (session_->row_of(plan).key == model_->row(row.row()).key) return plan;
  return 0;
}

QString MainWindow::plan_title(std::size_t plan) const { return text(session_->plans()[plan]->title); }

// Beside the window, so that the keys can be tried while they are read.
void MainWindow::show_keys() {
  if (auto* shown = findChild<Shortcuts*>()) return shown->raise();
  auto* keys = new Shortcuts(*menuBar(), this);
  keys->setAttribute(Qt::WA_DeleteOnClose);
  keys->show();
}

void MainWindow::show_about() {
  QMessageBox::about(this, tr("About Repetend"),
                     tr("<h3>Repetend %1</h3><p>Schedules for training and serving large neural networks: "
                        "searched, simulated, "
                        "explained.</p><p>Made with Qt %2.</p>")
                         .arg(QApplication::applicationVersion(), QLatin1String(qVersion())));
}

void MainWindow::find_next() {
  if (find_->text().isEmpty()) return;
  if (chart_->find(find_->text()))
    banner_->hide_message();
  else
    banner_->show_message(tr("No instance is called %1; try B3, 5 or B3@5").arg(find_->text()), false);
}

}  // namespace repetend::gui
