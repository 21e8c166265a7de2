#include "app/chart/palette.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace repetend::app {

namespace {

// The causes take the colours of Okabe and Ito (2008), which people with any colour vision tell apart;
// warm-up and cool-down, which every plan has, stay grey.
const Palette light{
    .paper = 0xffffffff,
    .heading = 0xfff3f5f8,
    .row = 0xfff7f8fa,
    .grid = 0xffe3e7ec,
    .ink = 0xff1c2733,
    .quiet = 0xff5f6c7b,
    .accent = 0xff0b57d0,
    .critical = 0xffc2185b,
    .playhead = 0xffd32f2f,
    .memory = 0xff5b7da8,
    .limit = 0xffc62828,
    .transfer = 0xff5f6c7b,
    .latency = 0xffc3cad3,
    .work = 0xff3b4a5a,
    .better = 0xff00795a,
    .worse = 0xffb8480a,
    .causes = {0xff8a97a6, 0xffd55e00, 0xff0072b2, 0xffb5538f, 0xff009e73, 0xff8a97a6},
    .tint = 0.10F,
    .hatch = 0.34F,
};

const Palette dark_{
    .paper = 0xff14181e,
    .heading = 0xff1e242d,
    .row = 0xff1a1f27,
    .grid = 0xff2b333e,
    .ink = 0xffe8ecf1,
    .quiet = 0xff98a5b4,
    .accent = 0xff8ab4ff,
    .critical = 0xffff6fa8,
    .playhead = 0xffff7a70,
    .memory = 0xff7f9fca,
    .limit = 0xffff7a70,
    .transfer = 0xffa9b6c4,
    .latency = 0xff4b5766,
    .work = 0xffc9d3de,
    .better = 0xff4cc9a4,
    .worse = 0xfff0964f,
    .causes = {0xff748192, 0xffe8803a, 0xff4aa3dc, 0xffd78ab8, 0xff35c69b, 0xff748192},
    .tint = 0.12F,
    .hatch = 0.40F,
};

double gamma(double linear) {
  return linear <= 0.0031308 ? 12.92 * linear : 1.055 * std::pow(linear, 1 / 2.4) - 0.055;
}
Rgb channel(double linear) {
  return static_cast<Rgb>(std::lround(255 * std::clamp(gamma(std::max(linear, 0.0)), 0.0, 1.0)));
}
Rgb opaque(double r, double g, double b) {
  return 0xff000000U | channel(r) << 16 | channel(g) << 8 | channel(b);
}

}  // namespace

const Palette& palette(bool dark) { return dark ? dark_ : light; }

Rgb text_on(Rgb c) {
  const int luma = (red(c) * 299 + green(c) * 587 + blue(c) * 114) / 1000;
  return luma > 132 ? light.ink : light.paper;
}

Rgb oklch(double lightness, double chroma, double hue) {
  const double angle = hue * std::numbers::pi / 180;
  const double a = chroma * std::cos(angle), b = chroma * std::sin(angle);
  const double l = std::pow(lightness + 0.3963377774 * a + 0.2158037573 * b, 3);
  const double m = std::pow(lightness - 0.1055613458 * a - 0.0638541728 * b, 3);
  const double s = std::pow(lightness - 0.0894841775 * a - 1.2914855480 * b, 3);
  return opaque(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
                -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
                -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s);
}

}  // namespace repetend::app
