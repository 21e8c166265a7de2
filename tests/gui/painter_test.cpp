#include "gui/chart/paint/painter.hpp"

#include <QBuffer>
#include <QtSvg/QSvgGenerator>
#include <set>

#include "gui/chart/data/chart_style.hpp"
#include "tests/gui/application.hpp"
#include "tests/gui/charted.hpp"
#include "tests/support/catch.hpp"

namespace repetend::test {

namespace {

constexpr int width = 600, height = 300;

QImage painted(const gui::Scene& scene, double ratio = 1, const gui::Marks& marks = {}) {
  QImage image(static_cast<int>(width * ratio), static_cast<int>(height * ratio), QImage::Format_RGB32);
  image.setDevicePixelRatio(ratio);
  QPainter painter(&image);
  gui::paint_charts(painter, QRectF(0, 0, width, height), scene, gui::lay_out(scene, height), 0, marks);
  return image;
}

std::size_t colours_in(const QImage& image) {
  std::set<QRgb> colours;
  for (int y = 0; y < image.height(); ++y)
    for (int x = 0; x < image.width(); ++x) colours.insert(image.pixel(x, y));
  return colours.size();
}

gui::Scene everything() {
  application();
  gui::Scene scene{two_plans(), {}, {}, {}, QApplication::font()};
  scene.style.memory = scene.style.transfers = scene.style.critical_path = true;
  scene.style.reference = 1;
  scene.scale = gui::TimeScale::fitted(0, scene.end(), width);
  return scene;
}

gui::Marks all_marks(const gui::Scene& scene) {
  const Instance i{BlockId{2}, 3};
  return {scene.end() / 2, gui::Marked{0, i}, gui::Marked{1, i}, gui::Measured{100, scene.end()},
          gui::Dragged{0, DeviceId{2}, 3, 6, 40}};
}

}  // namespace

TEST_CASE("everything is painted at extreme zooms, near and far from the plans") {
  gui::Scene scene = everything();
  const gui::Marks marks = all_marks(scene);
  for (const double ns_per_pixel : {gui::TimeScale::closest, 1.0, 1e6, gui::TimeScale::widest})
    for (const Time from : {-sum_limit, Time{-1}, Time{0}, scene.end() / 2, scene.end(), sum_limit}) {
      scene.scale = {from, ns_per_pixel};
      CHECK(colours_in(painted(scene, 1, marks)) > 5);
    }
}

TEST_CASE("light and dark, at 100 % and 200 %, in every colour scheme") {
  gui::Scene scene = everything();
  for (const bool dark : {false, true})
    for (const double ratio : {1.0, 2.0})
      for (const auto by : {gui::ChartStyle::ColourBy::micro_batch, gui::ChartStyle::ColourBy::stage,
                            gui::ChartStyle::ColourBy::kind}) {
        scene.style.dark = dark;
        scene.style.colour_by = by;
        const QImage image = painted(scene, ratio);
        CHECK(colours_in(image) > 20);
        CHECK(image.pixelColor(2, image.height() / 2).lightness() < (dark ? 60 : 256));
        CHECK(image.pixelColor(2, image.height() / 2).lightness() > (dark ? 0 : 200));
      }
}

TEST_CASE("nothing but paper without plans") {
  application();
  const gui::Scene scene{{}, {}, {}, {}, QApplication::font()};
  CHECK(painted(scene).pixel(width / 2, height / 2) == gui::palette(false).paper.rgb());
}

TEST_CASE("an SVG holds the instances as shapes") {
  gui::Scene scene = everything();
  QBuffer svg;
  {
    QSvgGenerator generator;
    generator.setOutputDevice(&svg);
    generator.setSize({width, height});
    QPainter painter(&generator);
    gui::paint_charts(painter, QRectF(0, 0, width, height), scene.plans, scene.style, scene.font);
  }
  CHECK(svg.data().count("<rect") > 100);
  CHECK(svg.data().count("<image") == 0);
}

TEST_CASE("text on an instance reads on any colour") {
  for (const auto by : {gui::ChartStyle::ColourBy::micro_batch, gui::ChartStyle::ColourBy::stage,
                        gui::ChartStyle::ColourBy::kind}) {
    const auto plan = charted_pipeline("1F1B", 4, 16);
    for (std::size_t k = 0; k < plan->problem().instances(); ++k) {
      const QColor under(plan->colours[static_cast<std::size_t>(by)].of(instance_at(plan->problem(), k)));
      CHECK(std::abs(gui::text_on(under.rgb()).lightness() - under.lightness()) > 60);
    }
  }
}

}  // namespace repetend::test
