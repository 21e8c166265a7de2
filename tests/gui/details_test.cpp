// What the panel says of an instance of a problem with lanes, fused pairs and waits.
#include "gui/panels/details.hpp"

#include "tests/gui/application.hpp"
#include "tests/gui/charted.hpp"
#include "tests/support/catch.hpp"

namespace repetend::test {

namespace {

// The words on this instance of tests/support/drawn_plan.hpp.
std::string details_of(Instance i) {
  application();  // before any widget
  gui::GanttView view;
  const gui::Details details(view);
  view.set_plans({charted_wide()});
  view.select(gui::GanttView::Selected{0, i});
  return details.toPlainText().toStdString();
}

}  // namespace

TEST_CASE("details name what an instance runs fused with") {
  CHECK_THAT(details_of({BlockId{0}, 1}), ContainsSubstring("It runs fused with B0 of micro-batch 0."));
  CHECK_THAT(details_of({BlockId{1}, 0}), ContainsSubstring("It runs fused with F0 of micro-batch 1."));
  CHECK(details_of({BlockId{1}, 1}).find("fused") == std::string::npos);
}

TEST_CASE("details say for how long an instance is exposed, and what it waits for by the plan alone") {
  const std::string copy = details_of({BlockId{2}, 1});
  CHECK_THAT(copy, ContainsSubstring("2 us of it is exposed: a device waits for it, or nothing is left"));
  CHECK_THAT(copy,
             ContainsSubstring("F0 of micro-batch 1 (a wait of the plan) (it decided when this one starts)"));
  CHECK(details_of({BlockId{1}, 1}).find("exposed") == std::string::npos);
  CHECK(details_of({BlockId{1}, 1}).find("wait of the plan") == std::string::npos);
}

}  // namespace repetend::test
