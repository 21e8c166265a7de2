#include "gui/lessons/lesson_panel.hpp"

#include <QComboBox>
#include <QCoreApplication>
#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QTextBrowser>
#include <QTextTable>
#include <QThreadPool>
#include <QVBoxLayout>

#include "gui/lessons/planned_scenario.hpp"
#include "gui/lessons/question_box.hpp"
#include "sim/core/error.hpp"

namespace repetend::gui {

namespace {

// Markdown says nothing of how tables look.
void show_markdown(QTextBrowser& browser, const std::string& text) {
  browser.setMarkdown(QString::fromStdString(text));
  for (QTextFrame* frame : browser.document()->rootFrame()->childFrames()) {
    auto* table = qobject_cast<QTextTable*>(frame);
    if (!table) continue;
    QTextTableFormat format = table->format();
    format.setCellSpacing(0);
    format.setCellPadding(4);
    format.setBorderCollapse(true);
    table->setFormat(format);
  }
}

}  // namespace

LessonPanel::LessonPanel(Session& session, GanttView& view, QWidget* parent)
    : QWidget(parent), session_(session), view_(view), lessons_(read_lessons(":/scenarios/lessons")) {
  lay_out();
  for (const Lesson& lesson : lessons_.lessons) {
    chooser_->addItem(QString::fromStdString(lesson.title));
    chooser_->setItemData(chooser_->count() - 1, QString::fromStdString(lesson.summary), Qt::ToolTipRole);
  }
  chooser_->setCurrentIndex(-1);
  question_->hide();
  connect(chooser_, &QComboBox::activated, this, [this](int i) { start(static_cast<std::size_t>(i)); });
  connect(back_, &QPushButton::clicked, this, [this] { go_to(step_ - 1); });
  connect(next_, &QPushButton::clicked, this, &LessonPanel::next);
  connect(&view_, &GanttView::plans_changed, this, &LessonPanel::mark_plans);
}

void LessonPanel::lay_out() {
  auto* column = new QVBoxLayout(this);
  chooser_ = new QComboBox;
  chooser_->setPlaceholderText(tr("Choose a lesson"));
  chooser_->setAccessibleName(tr("Lesson"));
  chooser_->setToolTip(tr("The lessons, from the simplest on"));
  heading_ = new QLabel;
  heading_->setTextFormat(Qt::RichText);
  heading_->setWordWrap(true);
  text_ = new QTextBrowser;
  text_->setFrameShape(QFrame::NoFrame);
  text_->setOpenLinks(false);
  text_->setAccessibleName(tr("The step's text"));
  question_ = new QuestionBox;
  back_ = new QPushButton(tr("&Back"));
  next_ = new QPushButton(tr("&Next"));
  back_->setEnabled(false);
  next_->setEnabled(false);
  auto* buttons = new QHBoxLayout;
  buttons->addWidget(back_);
  buttons->addWidget(next_);
  column->addWidget(chooser_);
  column->addWidget(heading_);
  column->addWidget(text_, 1);
  column->addWidget(question_);
  column->addLayout(buttons);
}

void LessonPanel::start(std::size_t lesson) {
  if (lesson >= lessons_.lessons.size()) return;
  lesson_ = lesson;
  chooser_->setCurrentIndex(static_cast<int>(lesson));
  go_to(0);
}

void LessonPanel::go_to(std::size_t step) {
  if (!lesson_ || step >= lessons_.lessons[*lesson_].steps.size()) return;
  step_ = step;
  prepare_step();
}

void LessonPanel::next() {
  if (step_ + 1 < lessons_.lessons[*lesson_].steps.size())
    go_to(step_ + 1);
  else
    start(*lesson_ + 1);
}

// The facts take a search or two, so they are worked out on another thread; they are dropped when another
// step was asked for meanwhile.
void LessonPanel::prepare_step() {
  ready_ = false;
  const std::uint64_t number = ++asked_;
  QPointer<LessonPanel> panel(this);
  QThreadPool::globalInstance()->start([panel, number, lesson = lessons_.lessons[*lesson_], step = step_] {
    const PreparedStep prepared = prepare(lesson, lesson.steps[step]);
    QMetaObject::invokeMethod(
        QCoreApplication::instance(),
        [panel, number, prepared] {
          if (panel && panel->asked_ == number) panel->show_step(prepared);
        },
        Qt::QueuedConnection);
  });
}

void LessonPanel::show_step(const PreparedStep& prepared) {
  prepared_ = prepared;
  ready_ = true;
  const Lesson& lesson = lessons_.lessons[*lesson_];
  const bool last = step_ + 1 == lesson.steps.size(), last_lesson = *lesson_ + 1 == lessons_.lessons.size();
  heading_->setText(QString("<b>%1</b><br>%2")
                        .arg(QString::fromStdString(current().title).toHtmlEscaped(),
                             tr("step %1 of %2").arg(step_ + 1).arg(lesson.steps.size())));
  back_->setEnabled(step_ > 0);
  next_->setEnabled(!last || !last_lesson);
  next_->setText(last ? tr("&Next lesson") : tr("&Next"));
  question_->setVisible(current().question && prepared.failure.empty());
  if (prepared.failure.empty()) {
    show_markdown(*text_, prepared.text);
    if (current().question) question_->ask(*current().question, prepared);
    apply_step();
  } else {
    text_->setPlainText(QString::fromStdString(prepared.failure));
  }
}

void LessonPanel::apply_step() {
  ChartStyle style = view_.style();
  style.colour_by = current().view.colour_by;
  style.memory = current().view.memory;
  style.transfers = current().view.transfers;
  style.critical_path = current().view.critical_path;
  style.lanes = current().view.lanes;
  style.reference.reset();
  view_.set_style(style);
  view_.select({});
  view_.set_playhead(prepared_.play_to);
  marking_ = !current().select.empty();
  session_.undo().beginMacro(tr("lesson: %1").arg(QString::fromStdString(current().title)));
  session_.open_text(QString::fromStdString(prepared_.scenario),
                     QString::fromStdString(lessons_.lessons[*lesson_].file));
  session_.set_schedules(current().schedules);
  session_.undo().endMacro();
  if (!session_.busy()) mark_plans();  // nothing changed, so no plans will come
}

// By the row's key: the search's own row may be a plan of that schedule, too, and goes when it is not asked
// for.
void LessonPanel::mark_plans() {
  if (!marking_) return;
  const QString select = QString::fromStdString(current().select);
  const std::string schedule = select.section(' ', 0, 0).toStdString();
  for (std::size_t plan = 0; plan < session_.plans().size(); ++plan) {
    const ChartedPlan& chart = *session_.plans()[plan];
    if (session_.row_of(plan).key != schedule) continue;
    const std::string name = select.section(' ', 1, 1).toStdString();
    try {
      view_.select(
          GanttView::Selected{plan, instance_at(chart.problem(), find_instance(chart.problem(), name))});
      marking_ = false;
    } catch (const RequestError&) {
      // The plans are still those of what was open before, which need not have such an instance.
    }
    return;
  }
}

}  // namespace repetend::gui
