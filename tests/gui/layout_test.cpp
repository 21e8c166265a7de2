#include "gui/chart/geometry/layout.hpp"

#include "gui/chart/geometry/hit.hpp"
#include "tests/gui/application.hpp"
#include "tests/gui/charted.hpp"
#include "tests/support/catch.hpp"

namespace repetend::test {

namespace {

using gui::Hit;
using gui::LayoutRow;
using gui::RowKind;

gui::Scene scene_of(gui::Charts plans) {
  application();  // fonts need one
  gui::Scene scene{std::move(plans), {}, {}, {}, QApplication::font()};
  scene.scale = gui::TimeScale::fitted(0, scene.end(), 800);
  return scene;
}

std::size_t count(const gui::Layout& layout, RowKind kind) {
  return static_cast<std::size_t>(std::ranges::count(layout.rows, kind, &LayoutRow::kind));
}

const QSizeF area(1'000, 600);

QPointF middle(const gui::Scene& scene, const gui::Layout& layout, const LayoutRow& row, Time at) {
  return {layout.gutter + scene.scale.to_pixel(at), layout.axis + row.top + row.height / 2};
}

const LayoutRow& first_row(const gui::Layout& layout, RowKind kind) {
  return *std::ranges::find(layout.rows, kind, &LayoutRow::kind);
}

}  // namespace

TEST_CASE("rows follow each other without overlapping, whatever is shown") {
  gui::Scene scene = scene_of(two_plans());
  for (const bool memory : {false, true})
    for (const bool transfers : {false, true})
      for (const double height : {50.0, 600.0, 3'000.0}) {
        scene.style.memory = memory;
        scene.style.transfers = transfers;
        const gui::Layout layout = gui::lay_out(scene, height);
        for (std::size_t k = 1; k < layout.rows.size(); ++k)
          REQUIRE(layout.rows[k].top > layout.rows[k - 1].bottom());
        CHECK(layout.height >= layout.rows.back().bottom());
        CHECK(count(layout, RowKind::device) == 8);
        CHECK(count(layout, RowKind::memory) == (memory ? 8 : 0));
        CHECK(count(layout, RowKind::link) == (transfers ? 12 : 0));
      }
}

TEST_CASE("rows share the height that is there") {
  const gui::Scene scene = scene_of(two_plans());
  const auto height_of = [&](double height) {
    return first_row(gui::lay_out(scene, height), RowKind::device).height;
  };
  CHECK(height_of(260) < height_of(300));
  CHECK(height_of(2'000) == height_of(3'000));
  const gui::Layout layout = gui::lay_out(scene, 260);
  CHECK(layout.axis + layout.height + layout.legend <= 260);
}

TEST_CASE("a folded plan keeps its heading alone") {
  gui::Scene scene = scene_of(two_plans());
  scene.folded = {true, false};
  const gui::Layout layout = gui::lay_out(scene, 600);
  CHECK(count(layout, RowKind::heading) == 2);
  CHECK(count(layout, RowKind::device) == 4);
}

TEST_CASE("a heading sticks while its plan is in sight") {
  const gui::Scene scene = scene_of(two_plans());
  const gui::Layout layout = gui::lay_out(scene, 600);
  CHECK(gui::heading_place(layout, 0, 0).top() == 0);
  CHECK(gui::heading_place(layout, 0, 30).top() == 0);
  CHECK(gui::heading_place(layout, 0, layout.bottom_of(0)).bottom() <= 0);
  CHECK(gui::heading_place(layout, 1, 0).top() == layout.heading_of(1).top);
}

TEST_CASE("every instance is found at its middle, every bubble between them") {
  const gui::Scene scene = scene_of(two_plans());
  const gui::Layout layout = gui::lay_out(scene, area.height());
  for (const LayoutRow& row : layout.rows) {
    if (row.kind != RowKind::device) continue;
    const gui::ChartedPlan& plan = *scene.plans[row.plan];
    const MachineId m = row.machine();
    for (std::size_t k = 0; k < plan.ran(m); ++k) {
      const Time at = (plan.start(plan.at(m, k)) + plan.end(plan.at(m, k))) / 2;
      const Hit found = gui::hit(scene, layout, middle(scene, layout, row, at), area, 0);
      REQUIRE(found.part == Hit::Part::device);
      CHECK(found.plan == row.plan);
      CHECK(found.position == k);
    }
    for (const IdleInterval& idle : plan.idle[row.index]) {
      if (idle.end - idle.begin < 200) continue;  // within a pixel of an instance
      const Hit found =
          gui::hit(scene, layout, middle(scene, layout, row, (idle.begin + idle.end) / 2), area, 0);
      REQUIRE(found.idle);
      CHECK(found.idle->begin == idle.begin);
    }
  }
}

TEST_CASE("transfers, memory, headings and the rest are told apart") {
  gui::Scene scene = scene_of(two_plans());
  scene.style.memory = scene.style.transfers = true;
  const gui::Layout layout = gui::lay_out(scene, area.height());
  const auto part_at = [&](QPointF p) { return gui::hit(scene, layout, p, area, 0).part; };
  const gui::ChartedPlan& plan = *scene.plans.front();
  const TransferRun& run = plan.simulation.transfers[plan.links.front().transfers.front()];
  const Hit link = gui::hit(scene, layout,
                            middle(scene, layout, first_row(layout, RowKind::link), run.start + 10), area, 0);
  CHECK(link.part == Hit::Part::link);
  CHECK(link.position == 0);
  CHECK(part_at(middle(scene, layout, first_row(layout, RowKind::memory), 0)) == Hit::Part::memory);
  CHECK(part_at({300, layout.axis + 5}) == Hit::Part::heading);
  CHECK(part_at({300, 2}) == Hit::Part::axis);
  CHECK(part_at({300, area.height() - 2}) == Hit::Part::legend);
  CHECK(part_at(middle(scene, layout, first_row(layout, RowKind::device), -Time{1} << 40)) ==
        Hit::Part::nothing);
}

}  // namespace repetend::test
