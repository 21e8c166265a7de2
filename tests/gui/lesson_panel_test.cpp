#include "gui/lessons/lesson_panel.hpp"

#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QRadioButton>
#include <QTest>

#include "gui/lessons/facts.hpp"
#include "gui/lessons/question_box.hpp"
#include "gui/window/main_window.hpp"
#include "tests/gui/application.hpp"
#include "tests/support/catch.hpp"

using namespace repetend;
using namespace repetend::gui;

namespace {

template <class Condition>
bool wait_for(Condition condition) {
  constexpr int most_ms = 20'000;
  return QTest::qWaitFor(condition, most_ms);
}

QPushButton* button(LessonPanel& panel, const QString& text) {
  for (auto* each : panel.findChildren<QPushButton*>())
    if (QString(each->text()).remove(QLatin1Char('&')).startsWith(text)) return each;
  return nullptr;
}

void choose_lesson(MainWindow& window, int lesson) {
  for (QAction* menu : window.menuBar()->actions())
    if (menu->text() == QStringLiteral("&Learn")) menu->menu()->actions().at(lesson)->trigger();
}

void answer_rightly(LessonPanel& panel) {
  const PreparedStep step = panel.prepared();
  const auto words = QString::fromStdString(in_words(step.answer));
  if (step.answer.unit == Fact::Unit::word)
    return panel.findChild<QRadioButton*>(QStringLiteral("choice ") + words)->click();
  auto* field = panel.findChild<QLineEdit*>(QStringLiteral("answer"));
  QTest::keyClicks(field, QStringLiteral("99999999"));
  QTest::keyClick(field, Qt::Key_Return);
  CHECK(panel.findChild<QLabel*>(QStringLiteral("verdict"))->text().contains(QStringLiteral("Not yet")));
  field->clear();
  QTest::keyClicks(field, words);
  QTest::keyClick(field, Qt::Key_Return);
}

// From the menu to the last step, whose question is answered.
void take(MainWindow& window, std::size_t lesson) {
  LessonPanel& panel = window.lessons();
  choose_lesson(window, static_cast<int>(lesson));
  const auto& steps = panel.lessons()[lesson].steps;
  for (std::size_t step = 0; step < steps.size(); ++step) {
    INFO(panel.lessons()[lesson].title << ": " << steps[step].title);
    REQUIRE(wait_for([&] { return panel.lesson() == lesson && panel.step() == step && panel.ready(); }));
    REQUIRE(panel.prepared().failure.empty());
    CHECK(window.session().state().schedules == steps[step].schedules);
    REQUIRE(wait_for([&] { return !window.session().plans().empty() && !window.session().busy(); }));
    CHECK(window.chart().style().lanes == steps[step].view.lanes);
    if (!steps[step].select.empty()) CHECK(window.chart().selection());
    if (steps[step].question) {
      answer_rightly(panel);
      CHECK(panel.findChild<QuestionBox*>()->answered());
    }
    if (step + 1 < steps.size()) QTest::mouseClick(button(panel, QStringLiteral("Next")), Qt::LeftButton);
  }
}

}  // namespace

TEST_CASE("An answer is read with or without its unit", "[lessons]") {
  const Fact time{Fact::Unit::time, 12.5e6};
  CHECK(read_answer("12.5", time) == 12.5e6);
  CHECK(read_answer("12,5 ms", time) == 12.5e6);
  CHECK(read_answer("12500us", time) == 12.5e6);
  CHECK_FALSE(read_answer("12 GiB", time));
  CHECK_FALSE(read_answer("twelve", time));
  CHECK_FALSE(read_answer("", time));
  CHECK(read_answer("25", {Fact::Unit::ratio, 0.25}) == 0.25);
  CHECK(read_answer("3 GiB", {Fact::Unit::bytes, 0x1p30}) == 3 * 0x1p30);
  CHECK(is_right(12.6e6, time, 0.01));
  CHECK_FALSE(is_right(12.7e6, time, 0.01));
  CHECK_FALSE(is_right(8.01, {Fact::Unit::number, 8}, 0));
  CHECK(is_right(0.273, {Fact::Unit::ratio, 3.0 / 11}, 0));
}

TEST_CASE("A lesson is taken from the menu to its end", "[lessons]") {
  test::application();
  MainWindow window;
  window.show();
  LessonPanel& panel = window.lessons();
  REQUIRE(panel.lessons().size() >= 10);
  const State before = window.session().state();
  take(window, 0);
  QTest::mouseClick(button(panel, QStringLiteral("Next")), Qt::LeftButton);
  REQUIRE(wait_for([&] { return panel.lesson() == 1U && panel.step() == 0 && panel.ready(); }));
  while (window.session().undo().canUndo()) window.session().undo().undo();
  CHECK(window.session().state() == before);
}

TEST_CASE("Lessons on lanes are taken in the window", "[lessons]") {
  test::application();
  MainWindow window;
  window.show();
  REQUIRE(window.lessons().lessons().size() >= 10);
  for (std::size_t lesson = 8; lesson < window.lessons().lessons().size(); ++lesson) take(window, lesson);
}

TEST_CASE("A step's instance is selected whatever was open before", "[lessons]") {
  test::application();
  MainWindow window;
  window.show();
  window.open_example(QStringLiteral(":/scenarios/gpt-4.yaml"));
  REQUIRE(wait_for([&] { return !window.session().plans().empty() && !window.session().busy(); }));
  window.start_lesson(9);
  window.lessons().go_to(1);
  REQUIRE(wait_for([&] { return window.lessons().ready() && !window.session().busy(); }));
  REQUIRE(window.chart().selection());
  CHECK(window.chart().selection()->instance.micro_batch == 5);
}
