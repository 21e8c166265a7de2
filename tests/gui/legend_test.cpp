#include "gui/chart/geometry/legend.hpp"

#include "tests/gui/application.hpp"
#include "tests/gui/charted.hpp"
#include "tests/support/catch.hpp"

namespace repetend::test {

namespace {

using ColourBy = gui::ChartStyle::ColourBy;

gui::Scene scene_of(gui::Charts plans, ColourBy by) {
  application();
  gui::Scene scene{std::move(plans), {}, {}, {}, QApplication::font()};
  scene.style.colour_by = by;
  return scene;
}

QStringList words(const gui::Legend& legend) {
  QStringList result;
  for (const gui::LegendItem& item : legend.items) result << item.words;
  return result;
}

}  // namespace

TEST_CASE("the legend names what every plan shows, the same thing once") {
  const gui::Scene scene =
      scene_of({charted_pipeline("1F1B", 4, 8), charted_pipeline("1F1B", 12, 8)}, ColourBy::stage);
  const QStringList all = words(gui::legend(scene, {0, 400}));
  for (const char* one : {"stage 0", "stage 3", "stage 0 to 11"}) CHECK(all.count(QLatin1String(one)) == 1);
  CHECK(!all.contains(QStringLiteral("stage 4")));
  CHECK(words(gui::legend(scene_of({charted_pipeline("1F1B", 4, 8)}, ColourBy::micro_batch), {0, 400}))
            .startsWith(QStringLiteral("micro-batch 0 to 7")));
}

TEST_CASE(
    "a narrow legend keeps to a few lines, counts what it leaves out, and never ends a line with a heading") {
  gui::Scene scene = scene_of(two_plans(), ColourBy::stage);
  scene.style.memory = scene.style.transfers = scene.style.critical_path = true;
  const std::size_t all = gui::legend(scene, {0, 900}).items.size();
  bool cut = false;
  for (double width = 40; width < 1'600; width += 20)
    for (const double height : {60.0, 300.0, 900.0}) {
      CAPTURE(width, height);
      const gui::Legend legend = gui::legend(scene, {width, height});
      CHECK(legend.height <= std::max(height / 6, legend.line_height) + 4);
      for (std::size_t k = 0; k < legend.items.size(); ++k) {
        const gui::LegendItem& item = legend.items[k];
        if (item.swatch == gui::LegendItem::Swatch::heading) {
          REQUIRE(k + 1 < legend.items.size());
          CHECK(legend.items[k + 1].line == item.line);
          CHECK(legend.items[k + 1].swatch == gui::LegendItem::Swatch::bubble);
        }
      }
      if (legend.items.back().swatch != gui::LegendItem::Swatch::more) continue;
      cut = true;
      CHECK(legend.items.back().words.startsWith(QStringLiteral("+ ")));
      CHECK(legend.items.size() <= all);
    }
  CHECK(cut);
  CHECK(gui::legend_words(scene).split(QLatin1Char('\n')).size() == static_cast<qsizetype>(all));
}

}  // namespace repetend::test
