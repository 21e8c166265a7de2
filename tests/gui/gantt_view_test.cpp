#include "gui/view/gantt_view.hpp"

#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include "gui/view/minimap.hpp"
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
        view.viewport()->height(), view.viewport()->width());
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

TEST_CASE("dropped where it was, or cancelled, an instance stays") {
  Shown shown;
  const QSignalSpy asked(&shown.view, &gui::GanttView::reorder_requested);
  const QPoint from = shown.middle_of(1, {BlockId{0}, 3});
  shown.drag(from, from + QPoint(20, 0));
  shown.drag(from, shown.middle_of(1, {BlockId{0}, 1}), {}, false);
  CHECK(shown.view.marks().dragged);
  shown.key(Qt::Key_Escape);
  CHECK(!shown.view.marks().dragged);
  QTest::mouseRelease(shown.view.viewport(), Qt::LeftButton, {}, from);
  CHECK(asked.count() == 0);
}

TEST_CASE("Ctrl and the arrows move the selection in its device's order") {
  Shown shown;
  std::vector<std::optional<Instance>> befores;
  QObject::connect(&shown.view, &gui::GanttView::reorder_requested, &shown.view,
                   [&](std::size_t, DeviceId, Instance, std::optional<Instance> b) { befores.push_back(b); });
  shown.view.select(gui::GanttView::Selected{1, {BlockId{0}, 3}});
  shown.key(Qt::Key_Left, Qt::ControlModifier);
  shown.key(Qt::Key_Right, Qt::ControlModifier);
  REQUIRE(befores.size() == 2);
  CHECK(befores[0] == Instance{BlockId{0}, 2});
  CHECK(befores[1] == Instance{BlockId{0}, 5});
  shown.view.select(gui::GanttView::Selected{1, {BlockId{7}, 6}});  // B0, the last but one
  shown.key(Qt::Key_Right, Qt::ControlModifier);
  REQUIRE(befores.size() == 3);
  CHECK(!befores[2]);  // at the end
}

TEST_CASE("points and commas step through a device, arrows to the others") {
  Shown shown;
  shown.key(Qt::Key_Period);
  REQUIRE(shown.view.selection());
  CHECK(shown.view.selection()->instance == Instance{BlockId{0}, 0});
  shown.key(Qt::Key_Period);
  CHECK(shown.view.selection()->instance == Instance{BlockId{0}, 1});
  shown.key(Qt::Key_Comma);
  shown.key(Qt::Key_Comma);
  CHECK(shown.view.selection()->instance == Instance{BlockId{0}, 0});
  shown.key(Qt::Key_Down);
  CHECK(shown.view.selection()->instance == Instance{BlockId{1}, 0});
  for (int k = 0; k < 3; ++k) shown.key(Qt::Key_Down);
  // The plan below, at the time at which F3 of micro-batch 0 starts.
  CHECK(shown.view.selection() == gui::GanttView::Selected{1, {BlockId{0}, 3}});
}

TEST_CASE("finding goes from one to the next and around, and shows it") {
  Shown shown;
  shown.view.set_scale(gui::TimeScale{0, 5});
  CHECK(shown.view.find("b2@7"));
  const gui::GanttView::Selected first{0, {BlockId{5}, 7}}, second{1, {BlockId{5}, 7}};
  CHECK(shown.view.selection() == first);
  const double x = shown.view.scale().to_pixel(shown.view.plans()[0]->start(first.instance));
  CHECK(x >= 0);
  CHECK(x < shown.view.chart_width());
  CHECK(shown.view.find("B2 7"));
  CHECK(shown.view.selection() == second);
  CHECK(shown.view.find("B2@7"));
  CHECK(shown.view.selection() == first);
  CHECK(!shown.view.find("B9"));
  CHECK(!shown.view.find("8"));
  CHECK(shown.view.find("6"));
  CHECK(shown.view.selection()->instance.micro_batch == 6);
}

TEST_CASE("M measures between two points") {
  Shown shown;
  const QPoint from = shown.middle_of(0, {BlockId{0}, 0}), to = shown.middle_of(0, {BlockId{7}, 7});
  shown.move(from);
  shown.key(Qt::Key_M);
  shown.move(to);
  shown.key(Qt::Key_M);
  REQUIRE(shown.view.marks().measured);
  const gui::ChartedPlan& plan = *shown.view.plans()[0];
  const Time between = plan.start({BlockId{7}, 7}) + 1'000 - plan.start({BlockId{0}, 0}) - 500;
  const gui::Measured measured = *shown.view.marks().measured;
  CHECK(std::abs(measured.to - measured.from - between) <= shown.view.scale().span(2));
  shown.key(Qt::Key_Escape);
  CHECK(!shown.view.marks().measured);
}

TEST_CASE("a plan folds by its heading and by Enter") {
  Shown shown;
  const gui::Layout layout = shown.layout_now();
  const QPoint heading(200, static_cast<int>(layout.axis + layout.heading_of(1).top + 5));
  QTest::mouseClick(shown.view.viewport(), Qt::LeftButton, {}, heading);
  CHECK(shown.view.folded(1));
  shown.view.select(gui::GanttView::Selected{0, b1_of_2});
  shown.move(QPoint(2, 2));
  shown.key(Qt::Key_Return);
  CHECK(shown.view.folded(0));
}

TEST_CASE("other plans keep the zoom, the folds and the selection that are still there") {
  Shown shown;
  shown.view.set_scale(gui::TimeScale{3'000, 7});
  shown.view.set_folded(1, true);
  shown.view.select(gui::GanttView::Selected{0, b1_of_2});
  gui::Charts plans = two_plans(4, 12);
  std::ranges::reverse(plans);
  shown.view.set_plans(plans);
  CHECK(shown.view.folded(0));
  CHECK(!shown.view.folded(1));
  CHECK(shown.view.selection() == gui::GanttView::Selected{1, b1_of_2});
  CHECK(shown.view.scale() == gui::TimeScale{3'000, 7});
  shown.view.set_plans({charted_pipeline("1F1B", 2, 2)});  // no B1 of micro-batch 2
  CHECK(!shown.view.selection());
}

TEST_CASE("better plans wait for the mouse to let go of the ones that are there") {
  Shown shown;
  const gui::Charts before = shown.view.plans(), after = two_plans();
  const QPoint from = shown.middle_of(1, b1_of_2);
  shown.drag(from, from + QPoint(30, 0), {}, false);
  shown.view.set_plans(after);
  CHECK(shown.view.plans() == before);
  REQUIRE(shown.view.marks().dragged);
  QTest::mouseRelease(shown.view.viewport(), Qt::LeftButton, {}, from);
  CHECK(shown.view.plans() == after);

  shown.drag(from, from + QPoint(30, 0), {}, false);
  shown.view.set_plans(before);
  shown.key(Qt::Key_Escape);
  CHECK(shown.view.plans() == before);
  shown.drag(from, from + QPoint(30, 0), {}, false);
  shown.view.set_plans({after[0]});  // nothing to drag there any more
  CHECK(shown.view.plans().size() == 1);
  CHECK_FALSE(shown.view.marks().dragged);
}

TEST_CASE("what is under the pointer is told in words") {
  Shown shown;
  const QSignalSpy told(&shown.view, &gui::GanttView::hovered);
  shown.move(shown.middle_of(0, b1_of_2));
  REQUIRE(told.count() > 0);
  CHECK_THAT(told.back().front().toString().toStdString(),
             Catch::Matchers::StartsWith("B1 of micro-batch 2 (backward, stage 1) on gpu1: 2 us"));
}

TEST_CASE("a pointer outside of the charts, and instances that are not there, are nothing") {
  Shown shown;
  gui::ChartStyle style = shown.view.style();
  for (const bool compared : {false, true}) {
    style.reference = compared ? std::optional<std::size_t>(1) : std::nullopt;
    shown.view.set_style(style);
    const gui::Scene scene{shown.view.plans(), {}, style, shown.view.scale(), shown.view.font()};
    const QPointF beside = shown.middle_of(0, b1_of_2) + QPointF(5'000, 0);
    const gui::Hit hit = gui::hit(scene, shown.layout_now(), beside, shown.view.viewport()->size(), 0);
    CHECK(hit.part == gui::Hit::Part::nothing);
    CHECK(gui::describe(scene, hit).isEmpty());
  }
  for (const Instance missing :
       {Instance{BlockId{99}, 0}, Instance{BlockId{0}, 99}, Instance{BlockId{0}, -1}}) {
    shown.view.select(gui::GanttView::Selected{0, missing});
    CHECK_FALSE(shown.view.selection());
  }
}

TEST_CASE("the minimap's window moves the view") {
  Shown shown;
  gui::Minimap minimap(shown.view);
  minimap.resize(800, 40);
  minimap.show();
  shown.view.set_scale(gui::TimeScale{0, shown.view.scale().ns_per_pixel / 4});
  const Time before = shown.view.scale().from;
  QTest::mouseClick(&minimap, Qt::LeftButton, {}, QPoint(600, 20));
  CHECK(shown.view.scale().from > before);
  const Time clicked = shown.view.scale().from;
  QTest::keyClick(&minimap, Qt::Key_Left);
  CHECK(shown.view.scale().from < clicked);
}

TEST_CASE("the view is painted while everything is going on") {
  Shown shown;
  shown.view.select(gui::GanttView::Selected{0, b1_of_2});
  shown.view.set_playhead(shown.view.end() / 2);
  const QImage marked = shown.view.grab().toImage();
  shown.view.select({});
  shown.view.set_playhead({});
  CHECK(marked != shown.view.grab().toImage());
}

}  // namespace repetend::test
