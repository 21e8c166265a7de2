#include "gui/chart/data/palette.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace repetend::gui {

namespace {

// The causes take the colours of Okabe and Ito (2008), which people with any colour vision tell apart;
// warm-up and cool-down, which every plan has, stay grey.
const Palette light{
    .paper = "#ffffff",
    .heading = "#f3f5f8",
    .row = "#f7f8fa",
    .grid = "#e3e7ec",
    .ink = "#1c2733",
    .quiet = "#5f6c7b",
    .accent = "#0b57d0",
    .critical = "#c2185b",
    .playhead = "#d32f2f",
    .memory = "#5b7da8",
    .limit = "#c62828",
    .transfer = "#5f6c7b",
    .latency = "#c3cad3",
    .work = "#3b4a5a",
    .better = "#00795a",
    .worse = "#b8480a",
    .causes = {"#8a97a6", "#d55e00", "#0072b2", "#b5538f", "#009e73", "#8a97a6"},
    .tint = 0.10F,
    .hatch = 0.34F,
};

const Palette dark_{
    .paper = "#14181e",
    .heading = "#1e242d",
    .row = "#1a1f27",
    .grid = "#2b333e",
    .ink = "#e8ecf1",
    .quiet = "#98a5b4",
    .accent = "#8ab4ff",
    .critical = "#ff6fa8",
    .playhead = "#ff7a70",
    .memory = "#7f9fca",
    .limit = "#ff7a70",
    .transfer = "#a9b6c4",
    .latency = "#4b5766",
    .work = "#c9d3de",
    .better = "#4cc9a4",
    .worse = "#f0964f",
    .causes = {"#748192", "#e8803a", "#4aa3dc", "#d78ab8", "#35c69b", "#748192"},
    .tint = 0.12F,
    .hatch = 0.40F,
};

double gamma(double linear) {
  return linear <= 0.0031308 ? 12.92 * linear : 1.055 * std::pow(linear, 1 / 2.4) - 0.055;
}
int channel(double linear) {
  return static_cast<int>(std::lround(255 * std::clamp(gamma(std::max(linear, 0.0)), 0.0, 1.0)));
}

}  // namespace

const Palette& palette(bool dark) { return dark ? dark_ : light; }

QColor text_on(QRgb c) {
  const int luma = (qRed(c) * 299 + qGreen(c) * 587 + qBlue(c) * 114) / 1000;
  return luma > 132 ? light.ink : light.paper;
}

QRgb oklch(double lightness, double chroma, double hue) {
  const double angle = hue * std::numbers::pi / 180;
  const double a = chroma * std::cos(angle), b = chroma * std::sin(angle);
  const double l = std::pow(lightness + 0.3963377774 * a + 0.2158037573 * b, 3);
  const double m = std::pow(lightness - 0.1055613458 * a - 0.0638541728 * b, 3);
  const double s = std::pow(lightness - 0.0894841775 * a - 1.2914855480 * b, 3);
  return qRgb(channel(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
              channel(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
              channel(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s));
}

}  // namespace repetend::gui
