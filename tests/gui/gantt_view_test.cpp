#include "gui/view/gantt_view.hpp"

#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include "tests/gui/application.hpp"
#include "tests/gui/charted.hpp"
#include "tests/support/catch.hpp"

namespace repetend::test {

namespace {

// A view of two plans, shown and ready for events.
struct Shown {
  Shown() {
    view.resize(1000, 500);
    view.set_plans(two_plans());
    view.show();
  }
  // The middle of an instance on its first device, in the viewport.
  QPoint middle_of(std::size_t plan, Instance i) const {
    const gui::Layout layout = layout_now();
    const gui::ChartedPlan& chart = *view.plans()[plan];
    const DeviceId d = chart.problem().block(i.block).uses.front().device;
    const double x = layout.gutter + view.scale().to_pixel((chart.start(i) + chart.end(i)) / 2);
    for (const gui::LayoutRow& row : layout.rows)
      if (row.kind == gui::RowKind::device && row.plan == plan && row.index == d.index())
        return QPointF(x, layout.axis + row.top + row.height / 2).toPoint();
    throw std::logic_error("no such row");
  }
  gui::Layout layout_now() const {
    return gui::lay_out(
        {view.plans(), {view.folded(0), view.folded(1)}, view.style(), view.scale(), view.font()},
        view.viewport()->height());
  }
  void key(Qt::Key k, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(&view, k, modifiers); }
  void move(QPoint to) { QTest::mouseMove(view.viewport(), to); }
  void wheel(QPoint at, int delta, Qt::KeyboardModifiers modifiers) {
    QWheelEvent event(at, view.viewport()->mapToGlobal(at), {}, {0, delta}, Qt::NoButton, modifiers,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(view.viewport(), &event);
  }
  void drag(QPoint from, QPoint to, Qt::KeyboardModifiers modifiers = {}, bool release = true) {
    QTest::mousePress(view.viewport(), Qt::LeftButton, modifiers, from);
    for (const QPoint p : {from + (to - from) / 2, to}) {
      QMouseEvent event(QEvent::MouseMove, p, view.viewport()->mapToGlobal(p), Qt::NoButton, Qt::LeftButton,
                        modifiers);
      QApplication::sendEvent(view.viewport(), &event);
    }
    if (release) QTest::mouseRelease(view.viewport(), Qt::LeftButton, modifiers, to);
  }

  QApplication& running = application();  // before any widget
  gui::GanttView view;
};

const Instance b1_of_2{BlockId{6}, 2};  // blocks F0 .. F3, B3 .. B0

}  // namespace

TEST_CASE("everything is in sight at first") {
  const Shown shown;
  CHECK(shown.view.scale().to_pixel(0) > 0);
  CHECK(shown.view.scale().to_pixel(shown.view.end()) < shown.view.chart_width());
  CHECK(shown.view.scale().to_pixel(shown.view.end()) > 0.9 * shown.view.chart_width());
}

TEST_CASE("a click selects, a click beside it selects nothing") {
  Shown shown;
  const QSignalSpy changed(&shown.view, &gui::GanttView::selection_changed);
  QTest::mouseClick(shown.view.viewport(), Qt::LeftButton, {}, shown.middle_of(1, b1_of_2));
  REQUIRE(shown.view.selection());
  CHECK(shown.view.selection()->plan == 1);
  CHECK(shown.view.selection()->instance == b1_of_2);
  QTest::mouseClick(shown.view.viewport(), Qt::LeftButton, {}, QPoint(900, 485));
  CHECK(!shown.view.selection());
  CHECK(changed.count() == 2);
}

TEST_CASE("W, S, A and D zoom at the pointer and pan") {
  Shown shown;
  const QPoint pointer = shown.middle_of(0, b1_of_2);
  shown.move(pointer);
  const double before = shown.view.scale().ns_per_pixel;
  shown.key(Qt::Key_W);
  CHECK(shown.view.scale().ns_per_pixel < before);
  CHECK(std::abs(shown.middle_of(0, b1_of_2).x() - pointer.x()) <= 1);
  const Time from = shown.view.scale().from;
  shown.key(Qt::Key_D);
  CHECK(shown.view.scale().from > from);
  shown.key(Qt::Key_A);
  CHECK(std::abs(shown.view.scale().from - from) <= 1);
  shown.key(Qt::Key_S);
  CHECK(shown.view.scale().ns_per_pixel > 0.9 * before);
}

TEST_CASE("Ctrl and the wheel zoom at the pointer, Shift and dragging pan") {
  Shown shown;
  const QPoint pointer = shown.middle_of(0, b1_of_2);
  shown.wheel(pointer, 240, Qt::ControlModifier);
  CHECK(std::abs(shown.middle_of(0, b1_of_2).x() - pointer.x()) <= 1);
  const int x = shown.middle_of(0, b1_of_2).x();
  shown.drag(pointer, pointer - QPoint(60, 0), Qt::ShiftModifier);
  CHECK(std::abs(shown.middle_of(0, b1_of_2).x() - (x - 60)) <= 1);
}

TEST_CASE("F fits the selection, then everything") {
  Shown shown;
  const gui::TimeScale all = shown.view.scale();
  shown.view.select(gui::GanttView::Selected{0, b1_of_2});
  shown.key(Qt::Key_F);
  CHECK(shown.view.scale().ns_per_pixel < 0.2 * all.ns_per_pixel);
  shown.key(Qt::Key_F);
  CHECK(shown.view.scale() == all);
}

TEST_CASE("an instance dragged along its device asks for another order") {
  Shown shown;
  const QSignalSpy asked(&shown.view, &gui::GanttView::reorder_requested);
  std::optional<Instance> moved, before;
  QObject::connect(
      &shown.view, &gui::GanttView::reorder_requested, &shown.view,
      [&](std::size_t, DeviceId, Instance m, std::optional<Instance> b) { moved = m, before = b; });
  const Instance f0{BlockId{0}, 3}, earlier{BlockId{0}, 1};  // GPipe's first device: F0 of 0, 1, 2, ...
  shown.drag(shown.middle_of(1, f0), shown.middle_of(1, earlier) - QPoint(4, 0));
  REQUIRE(asked.count() == 1);
  CHECK(*moved == f0);
  CHECK(before == earlier);
}

}  // namespace repetend::test
