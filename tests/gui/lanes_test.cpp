// What the charts show of problems with lanes, machines of no device, pools, fused pairs and waits.
#include <QBuffer>
#include <QTest>
#include <QtSvg/QSvgGenerator>
#include <set>

#include "gui/chart/data/dependencies.hpp"
#include "gui/chart/data/words.hpp"
#include "gui/chart/geometry/hit.hpp"
#include "gui/chart/geometry/legend.hpp"
#include "gui/chart/paint/painter.hpp"
#include "gui/play/story.hpp"
#include "gui/view/gantt_view.hpp"
#include "tests/gui/application.hpp"
#include "tests/gui/charted.hpp"
#include "tests/support/catch.hpp"

namespace repetend::test {

namespace {

using gui::Hit;
using gui::LayoutRow;
using gui::RowKind;

// Of tests/support/drawn_plan.hpp.
const Instance forward_1{BlockId{0}, 1}, backward_0{BlockId{1}, 0}, backward_1{BlockId{1}, 1},
    copied{BlockId{2}, 1};
const MachineId d2h{1}, pcie{3};

const QSizeF wide_area(900, 400);

gui::Scene wide_scene(bool lanes) {
  application();  // fonts need one
  gui::Scene scene{{charted_wide()}, {}, {}, {}, QApplication::font()};
  scene.style.lanes = lanes;
  scene.scale = gui::TimeScale::fitted(0, scene.end(), 800);
  return scene;
}

std::vector<std::pair<RowKind, std::size_t>> rows_below_heading(const gui::Layout& layout) {
  std::vector<std::pair<RowKind, std::size_t>> result;
  for (const LayoutRow& row : layout.rows)
    if (row.kind != RowKind::heading) result.emplace_back(row.kind, row.index);
  return result;
}

// A point of a row, `part` of its height below its top.
QPointF point_in_row(const gui::Layout& layout, const gui::TimeScale& scale, MachineId m, Time at,
                     double part) {
  const LayoutRow& row = *layout.machine_row(0, m);
  return {layout.gutter + scale.to_pixel(at), layout.axis + row.top + part * row.height};
}

struct Painted {
  explicit Painted(const gui::Scene& shown, const gui::Marks& marks = {})
      : scene(shown), layout(gui::lay_out(scene, wide_area.height(), wide_area.width())) {
    QPainter painter(&image);
    gui::paint_charts(painter, QRectF({}, wide_area), scene, layout, 0, marks);
  }
  QRgb at(MachineId m, Time t, double part) const {
    return image.pixel(point_in_row(layout, scene.scale, m, t, part).toPoint());
  }
  std::set<QRgb> between(MachineId m, Time from, Time to) const {
    std::set<QRgb> colours;
    const QPoint first = point_in_row(layout, scene.scale, m, from, 0.1).toPoint();
    const QPoint last = point_in_row(layout, scene.scale, m, to, 0.1).toPoint();
    for (int x = first.x() + 2; x < last.x() - 2; ++x) colours.insert(image.pixel(x, first.y()));
    return colours;
  }

  gui::Scene scene;
  gui::Layout layout;
  QImage image{wide_area.toSize(), QImage::Format_RGB32};
};

// Of an instance while it is exposed: between and on the hatch lines.
std::set<QRgb> exposed_colours(QRgb work, const gui::Palette& colours) {
  const app::Tint exposed = app::to_tint(colours.exposed.rgb()), under = app::to_tint(work);
  return {app::to_rgb((exposed * colours.exposed_tint).over(under)),
          app::to_rgb((exposed * colours.exposed_hatch).over(under))};
}

// The wide plan as it was simulated, but for what is known of its waits.
std::shared_ptr<const gui::ChartedPlan> wide_without_waits() {
  auto chart = std::make_shared<gui::ChartedPlan>(*charted_wide());
  auto plan = std::make_shared<Plan>(*chart->plan);
  plan->couplings.waits.clear();
  chart->plan = plan;
  chart->fused.emplace(*plan->problem, plan->couplings.fused);
  return chart;
}

// How many pixels of a strip of rows differ.
int differences(const QImage& a, const QImage& b, double top, double bottom) {
  int count = 0;
  for (int y = static_cast<int>(std::ceil(top)); y < static_cast<int>(bottom); ++y)
    for (int x = 0; x < a.width(); ++x) count += a.pixel(x, y) != b.pixel(x, y);
  return count;
}

// A view of the plan that takes a person's clicks.
struct ShownWide {
  ShownWide() {
    view.resize(wide_area.toSize());
    view.set_plans({charted_wide()});
    view.show();
  }
  void click(QPointF at) { QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, at.toPoint()); }
  QPointF middle(Instance i, MachineId m, double part = 0.5) const {
    const gui::ChartedPlan& plan = *view.plans().front();
    return point_in_row(view.layout(), view.scale(), m, (plan.start(i) + plan.end(i)) / 2, part);
  }
  std::optional<Instance> selected() const {
    return view.selection() ? std::optional(view.selection()->instance) : std::nullopt;
  }

  QApplication& running = application();  // before any widget
  gui::GanttView view;
};

}  // namespace

TEST_CASE("further machines have rows where lanes are shown, and pools where memory is") {
  using Rows = std::vector<std::pair<RowKind, std::size_t>>;
  gui::Scene scene = wide_scene(false);
  const auto rows = [&] { return rows_below_heading(gui::lay_out(scene, 400)); };
  CHECK(rows() == Rows{{RowKind::device, 0}});
  scene.style.memory = true;
  CHECK(rows() == Rows{{RowKind::device, 0}, {RowKind::memory, 0}, {RowKind::memory, 1}});
  scene.style.lanes = true;
  CHECK(rows() == Rows{{RowKind::device, 0},
                       {RowKind::lane, d2h.index()},
                       {RowKind::memory, 0},
                       {RowKind::lane, pcie.index()},
                       {RowKind::memory, 1}});
  for (const double height : {120.0, 400.0, 2'000.0}) {
    const gui::Layout layout = gui::lay_out(scene, height);
    for (std::size_t k = 1; k < layout.rows.size(); ++k)
      REQUIRE(layout.rows[k].top > layout.rows[k - 1].bottom());
  }
  const gui::Layout layout = gui::lay_out(scene, 400);
  CHECK(layout.axis + layout.height + layout.legend <= 400);
}

TEST_CASE("what a lane runs is hit in its row, of a fused pair each in its half") {
  const gui::Scene scene = wide_scene(true);
  const gui::Layout layout = gui::lay_out(scene, wide_area.height(), wide_area.width());
  const auto instance_at = [&](MachineId m, Time at, double part) -> std::optional<Instance> {
    const Hit found = gui::hit(scene, layout, point_in_row(layout, scene.scale, m, at, part), wide_area, 0);
    if (!found.is_instance()) return {};
    return scene.plans[0]->at(found.machine(), *found.position);
  };
  for (const MachineId m : {d2h, pcie}) {
    CHECK(instance_at(m, 13'000, 0.5) == copied);
    CHECK_FALSE(instance_at(m, 5'000, 0.5));
  }
  CHECK(instance_at(MachineId{0}, 7'000, 0.25) == forward_1);
  CHECK(instance_at(MachineId{0}, 7'000, 0.75) == backward_0);
  CHECK(instance_at(MachineId{0}, 12'000, 0.25) == backward_1);
  CHECK(instance_at(MachineId{0}, 12'000, 0.75) == backward_1);
}

TEST_CASE("a fused pair is painted as two halves, and hatched is what is exposed") {
  for (const bool dark : {false, true}) {
    gui::Scene scene = wide_scene(true);
    scene.style.dark = dark;
    const Painted painted(scene);
    const app::WorkColours& colours = scene.plans[0]->colours_by(scene.style.colour_by);
    CHECK(painted.at(MachineId{0}, 5'000, 0.1) == colours.of(forward_1));
    CHECK(painted.at(MachineId{0}, 5'000, 0.9) == colours.of(backward_0));
    CHECK(painted.at(MachineId{0}, 11'000, 0.1) == colours.of(backward_1));
    CHECK(painted.at(MachineId{0}, 11'000, 0.9) == colours.of(backward_1));
    for (const MachineId m : {d2h, pcie}) {
      CHECK(painted.between(m, 10'000, 14'000) == std::set<QRgb>{colours.of(copied)});
      CHECK(painted.between(m, 14'000, 16'000) == exposed_colours(colours.of(copied), gui::palette(dark)));
      CHECK(painted.at(m, 5'000, 0.5) == gui::palette(dark).row.rgb());
    }
  }
}

TEST_CASE("an SVG holds halves and lanes as shapes") {
  const gui::Scene scene = wide_scene(true);
  QBuffer svg;
  {
    QSvgGenerator generator;
    generator.setOutputDevice(&svg);
    generator.setSize(wide_area.toSize());
    QPainter painter(&generator);
    gui::paint_charts(painter, QRectF({}, wide_area), scene.plans, scene.style, scene.font);
  }
  CHECK(svg.data().count("<image") == 0);
  const app::WorkColours& colours = scene.plans[0]->colours_by(scene.style.colour_by);
  for (const Instance i : {forward_1, backward_0, backward_1, copied})
    CHECK(svg.data().contains(QColor(colours.of(i)).name().toLatin1()));
}

TEST_CASE("the legend names what is exposed while it is shown") {
  CHECK(gui::legend_words(wide_scene(true)).contains(QStringLiteral("exposed")));
  CHECK_FALSE(gui::legend_words(wide_scene(false)).contains(QStringLiteral("exposed")));
}

TEST_CASE("lanes, pools, exposed time and waits are told in words") {
  const auto plan = charted_wide();
  CHECK(gui::describe(*plan, copied).contains(QStringLiteral("on gpu0.d2h, pcie: 6 us")));
  CHECK(gui::exposed_words(*plan, copied).startsWith(QStringLiteral("2 us of it is exposed")));
  CHECK(gui::exposed_words(*plan, forward_1).isEmpty());
  CHECK(gui::describe_memory(*plan, PoolId{1}, 12'000) == "host holds 3 B of 4 B at 12 us");
  CHECK(gui::peak_words(*plan, PoolId{1}) == "peak 3 B of 4 B");
  const auto of_copy = gui::dependencies(*plan, copied);
  REQUIRE(of_copy.size() == 1);
  CHECK(of_copy[0].from == forward_1);
  CHECK(of_copy[0].wait);
  CHECK(of_copy[0].binding);
  CHECK(gui::dependencies(*plan, forward_1).back().to == copied);
}

TEST_CASE("what lanes and fused pairs do happens while the plan is played") {
  const auto plan = charted_wide();
  std::vector<std::string> told;
  for (const gui::Happening& h : gui::happenings(*plan, 10'000))
    told.push_back(gui::words(*plan, h).toStdString());
  CHECK(told == std::vector<std::string>{
                    "gpu0 finishes F0 of micro-batch 1", "gpu0 finishes B0 of micro-batch 0",
                    "gpu0 starts B0 of micro-batch 1", "gpu0.d2h, pcie start O of micro-batch 1"});
  CHECK(gui::next_moment(*plan, 14'000) == 16'000);
}

// What it waits for is framed as well, in the upper half of its row: below that is only the arrow.
TEST_CASE("a selected instance that waits has an arrow from what it waits for, also while lanes are folded") {
  gui::Marks marks;
  marks.selected = gui::Marked{0, copied};
  for (const bool lanes : {false, true}) {
    gui::Scene scene = wide_scene(lanes);
    const Painted waits(scene, marks);
    scene.plans = {wide_without_waits()};
    const Painted does_not(scene, marks);
    const LayoutRow& device = *waits.layout.machine_row(0, MachineId{0});
    const double middle = waits.layout.axis + device.top + device.height / 2;
    const LayoutRow& last = lanes ? *waits.layout.machine_row(0, d2h) : device;
    CHECK(differences(waits.image, does_not.image, middle + 2, waits.layout.axis + last.bottom()) > 20);
    CHECK(differences(waits.image, does_not.image, waits.layout.axis + last.bottom() + 8,
                      wide_area.height()) == 0);
  }
}

TEST_CASE("a click on a device's name unfolds its lanes and folds them again") {
  ShownWide shown;
  const auto name = [&] {
    return QPointF(10, point_in_row(shown.view.layout(), shown.view.scale(), MachineId{0}, 0, 0.5).y());
  };
  CHECK(gui::describe(wide_scene(false), shown.view.at(name())) == "gpu0 also has d2h: click to show them");
  CHECK_FALSE(shown.view.layout().machine_row(0, d2h));
  shown.click(name());
  CHECK(shown.view.style().lanes);
  CHECK(shown.view.layout().machine_row(0, d2h));
  shown.click(name());
  CHECK_FALSE(shown.view.style().lanes);
}

TEST_CASE("clicks and keys select what lanes run and both of a fused pair") {
  ShownWide shown;
  shown.view.show_lanes(true);
  shown.click(shown.middle(copied, pcie));
  CHECK(shown.selected() == copied);
  CHECK(shown.view.selected_row() == pcie);
  shown.click(shown.middle(forward_1, MachineId{0}, 0.8));
  CHECK(shown.selected() == backward_0);
  QTest::keyClick(&shown.view, Qt::Key_Comma);
  CHECK(shown.selected() == forward_1);
  QTest::keyClick(&shown.view, Qt::Key_Period);
  QTest::keyClick(&shown.view, Qt::Key_Period);
  CHECK(shown.selected() == backward_1);
  QTest::keyClick(&shown.view, Qt::Key_Down);
  CHECK(shown.selected() == copied);
  CHECK(shown.view.selected_row() == d2h);
}

TEST_CASE("what is found in a folded lane unfolds it") {
  ShownWide shown;
  CHECK(shown.view.find(QStringLiteral("O")));
  CHECK(shown.selected() == copied);
  CHECK(shown.view.style().lanes);
}

}  // namespace repetend::test
