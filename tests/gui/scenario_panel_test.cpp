#include <QLineEdit>
#include <QSlider>

#include "gui/panels/field.hpp"
#include "gui/panels/scales.hpp"
#include "sim/formats/scenario/units.hpp"
#include "tests/gui/open_window.hpp"
#include "tests/support/catch.hpp"

namespace repetend::test {

TEST_CASE("links that come back show what they are") {
  OpenWindow open;
  gui::Field& latency = open.child<gui::Field>("latency");
  const QString first = latency.edit().text();
  REQUIRE_FALSE(first.isEmpty());
  for (const char* example : {"zero-bubble-4", "gpt-4"}) {
    open.window.open_example(QStringLiteral(":/scenarios/%1.yaml").arg(QLatin1String(example)));
    REQUIRE(eventually([&] {
      return open.session().scenario() && open.session().scenario()->problem->name == example &&
             !open.session().plans().empty();
    }));
    open.settle();
    const bool links = open.session().scenario()->problem->links.fallback.has_value();
    CHECK(latency.edit().isEnabled() == links);
    CHECK(latency.edit().text() == (links ? first : QString()));
  }
}

TEST_CASE("the memory's knob stays where it is put") {
  OpenWindow open;
  QSlider& slider = open.child<gui::Field>("memory").slider();
  const int before = slider.value();
  for (int i = 0; i < 20; ++i) QTest::keyClick(&slider, Qt::Key_Left);
  REQUIRE(open.settle());
  CHECK(slider.value() == before - 20);
}

TEST_CASE("every memory that a slider writes is shown where the slider was") {
  for (const Bytes reach : {Bytes{1}, Bytes{500}, Bytes{96} << 20, Bytes{32} << 30, Bytes{120} << 30}) {
    const gui::Shown scale = gui::show_memory(0, reach);
    CHECK(scale.steps >= 2);
    CHECK(scale.value(scale.steps) == QStringLiteral("unlimited"));
    for (int p = 0; p < scale.steps; ++p)
      CHECK(gui::show_memory(parse_bytes(scale.value(p).toStdString(), 1), reach).position == p);
  }
}

TEST_CASE("a slider's end stays while values fit, for as long as the scenario is the same") {
  gui::Reach reach;
  CHECK(reach.of("a", 32, 32) == 32);
  CHECK(reach.of("a", 64, 64) == 32);
  CHECK(reach.of("a", 66, 66) == 66);
  CHECK(reach.of("a", 2, 32) == 66);
  CHECK(reach.of("b", 2, 32) == 32);
}

}  // namespace repetend::test
