// The window as a person uses it: mouse, keys, drops.
#include "gui/window/main_window.hpp"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QDockWidget>
#include <QLineEdit>
#include <QSlider>
#include <QToolButton>

#include "gui/panels/banner.hpp"
#include "gui/panels/block_model.hpp"
#include "gui/panels/field.hpp"
#include "gui/panels/metrics_table.hpp"
#include "tests/gui/open_window.hpp"
#include "tests/support/catch.hpp"

namespace repetend::test {

TEST_CASE("the window opens on search beside the schedules people use, the shortest of them all") {
  OpenWindow open;
  const auto& rows = open.session().rows();
  REQUIRE(rows.size() == 4);
  CHECK(rows[0].key == "search");
  CHECK_FALSE(rows[0].proof.empty());
  for (const gui::Row& row : rows) {
    CHECK(row.feasible);
    CHECK(row.metrics.makespan >= rows[0].metrics.makespan);
  }
  CHECK(open.window.chart().plans().size() == 4);
}

TEST_CASE("the tables keep Qt's rules while the scenario changes under them") {
  OpenWindow open;
  using Mode = QAbstractItemModelTester::FailureReportingMode;
  const QAbstractItemModelTester metrics(open.window.table().model(), Mode::Fatal);
  gui::BlockModel blocks(open.session());
  const QAbstractItemModelTester costs(&blocks, Mode::Fatal);
  open.session().set_schedules({"search", "gpipe", "zb-h1", "1f1b@whole-layers"});
  REQUIRE(open.settle());
  CHECK(open.window.table().model()->rowCount() == 4);
  const QModelIndex status = open.window.table().model()->index(2, gui::MetricsModel::status);
  CHECK(status.data().toString().contains(QStringLiteral("needs")));
  const QModelIndex time = blocks.index(1, gui::BlockModel::time);
  CHECK(blocks.setData(time, QStringLiteral("200ms")));
  REQUIRE(open.settle());
  CHECK(blocks.index(1, gui::BlockModel::time).data().toString() == QStringLiteral("200 ms"));
  CHECK(open.session().state().text.contains(QStringLiteral("blocks.F0.time: 200ms")));
}

TEST_CASE("a slider moved by keys plans anew, and undo brings back exactly what was") {
  OpenWindow open;
  const gui::State before = open.session().state();
  QSlider& slider = open.child<gui::Field>("micro_batches").slider();
  for (int i = 0; i < 3; ++i) QTest::keyClick(&slider, Qt::Key_Right);
  REQUIRE(open.settle());
  CHECK(open.session().plans()[0]->problem().micro_batches == 35);
  CHECK(open.session().state().text.contains(QStringLiteral("micro_batches: 35")));
  CHECK(open.child<gui::Field>("micro_batches").edit().text() == QStringLiteral("35"));
  CHECK(open.session().undo().count() == 1);  // one gesture, one step
  const gui::State after = open.session().state();
  open.press(Qt::Key_Z, Qt::ControlModifier);
  CHECK(open.session().state() == before);
  open.press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
  CHECK(open.session().state() == after);
}

TEST_CASE("every field of the scenario changes the problem") {
  OpenWindow open;
  const auto drag = [&](const char* name, int position) {
    open.child<gui::Field>(name).slider().setValue(position);
    open.session().end_gesture();
    REQUIRE(open.settle());
    INFO(name);
    CHECK(open.window.banner().message().toStdString() == "");
  };
  const auto problem = [&] { return *open.session().scenario()->problem; };
  drag("memory", 150);
  CHECK(problem().devices[0].memory != Bytes{32} << 30);
  drag("ratio", 100);
  CHECK(std::abs(problem().blocks[5].time - problem().blocks[1].time) < 1'000);  // the factor has few digits
  drag("straggler", 45);
  CHECK(problem().devices[1].speed == unit_speed / 2);
  drag("speed", 145);  // of all: the straggler stays one
  CHECK(problem().devices[0].speed == unit_speed / 2 * 3);
  CHECK(problem().devices[1].speed == unit_speed / 2);
  drag("latency", 200);
  CHECK(problem().links.fallback->latency == 10'000'000);
  drag("bandwidth", 0);
  CHECK(problem().links.fallback->bandwidth == 100'000'000);
}

TEST_CASE("what is typed into a field is set, and taken back by its arrow") {
  OpenWindow open;
  auto& field = open.child<gui::Field>("memory");
  field.edit().setFocus();
  field.edit().selectAll();
  QTest::keyClicks(&field.edit(), QStringLiteral("24GiB"));
  QTest::keyClick(&field.edit(), Qt::Key_Return);
  REQUIRE(open.settle());
  CHECK(open.session().scenario()->problem->devices[0].memory == Bytes{24} << 30);
  CHECK(open.session().state().text.contains(QStringLiteral("devices.*.memory: 24GiB")));
  auto* reset = field.findChild<QToolButton*>();
  REQUIRE(reset->isVisible());
  QTest::mouseClick(reset, Qt::LeftButton);
  REQUIRE(open.settle());
  CHECK(open.session().scenario()->problem->devices[0].memory == Bytes{32} << 30);
  CHECK_FALSE(reset->isVisible());

  QTest::keyClicks(&field.edit(), QStringLiteral(" parsecs"));
  QTest::keyClick(&field.edit(), Qt::Key_Return);
  REQUIRE(eventually([&] { return open.window.banner().message().contains(QStringLiteral("parsecs")); }));
  CHECK(open.window.chart().plans().size() == 4);
}

TEST_CASE("an order by key that can never run is refused in the window") {
  OpenWindow open;
  open.session().set_schedules({"1f1b"});
  REQUIRE(open.settle());
  gui::GanttView& chart = open.window.chart();
  REQUIRE(chart.find(QStringLiteral("B3@0")));  // right behind F3@0, which it needs
  const gui::State before = open.session().state();
  chart.setFocus();
  open.press(Qt::Key_Left, Qt::ControlModifier);
  REQUIRE(eventually(
      [&] { return open.window.banner().message().contains(QStringLiteral("wait for each other")); }));
  CHECK(open.session().state() == before);
}

TEST_CASE("find, select and copy by keyboard") {
  OpenWindow open;
  open.press(Qt::Key_F, Qt::ControlModifier);
  QTest::keyClicks(open.window.focusWidget(), QStringLiteral("B3@5"));
  open.press(Qt::Key_Return);
  const auto selected = open.window.chart().selection();
  REQUIRE(selected);
  CHECK(selected->instance.micro_batch == 5);
  open.press(Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
  CHECK(QApplication::clipboard()->text().startsWith(
      QStringLiteral("schedule,placement,feasible,makespan_ns")));
  CHECK(QApplication::clipboard()->text().count(QStringLiteral("\r\n")) == 5);
  open.press(Qt::Key_M, Qt::ControlModifier | Qt::ShiftModifier);
  CHECK(QApplication::clipboard()->text().startsWith(QStringLiteral("| schedule | placement |")));
  QTest::keyClicks(&open.child<QLineEdit>("find"), QStringLiteral("nonsense"));
  QTest::keyClick(&open.child<QLineEdit>("find"), Qt::Key_Return);
  CHECK(open.window.banner().message().contains(QStringLiteral("nonsense")));
}

TEST_CASE("the next start brings back what was open and how it looked") {
  QString text;
  {
    OpenWindow open;
    open.session().set_value(QStringLiteral("micro_batches"), QStringLiteral("7"));
    open.session().set_schedules({"search", "1f1b"});
    open.window.appearance().set_theme(gui::Theme::dark);
    REQUIRE(open.settle());
    text = open.session().state().text;
    open.window.close();
  }
  OpenWindow again(gui::MainWindow::Start::last_session);
  CHECK(again.session().state().text == text);
  CHECK(again.session().state().schedules == std::vector<std::string>{"search", "1f1b"});
  CHECK(again.window.appearance().theme() == gui::Theme::dark);
  CHECK(again.window.chart().style().dark);
  CHECK_FALSE(again.session().undo().canUndo());
}

TEST_CASE("text grows and shrinks by keys, and with it all that is written") {
  OpenWindow open;
  const qreal before = QApplication::font().pointSizeF();
  open.press(Qt::Key_Equal, Qt::ControlModifier);
  QApplication::processEvents();
  CHECK(QApplication::font().pointSizeF() > before);
  CHECK(open.window.chart().font().pointSizeF() > before);
  open.press(Qt::Key_0, Qt::ControlModifier);
  CHECK(QApplication::font().pointSizeF() == before);
}

}  // namespace repetend::test
