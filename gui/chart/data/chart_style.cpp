#include "gui/chart/data/chart_style.hpp"

namespace repetend::gui {

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
    .exposed = 0xffc62828,
    .work = 0xff3b4a5a,
    .better = 0xff00795a,
    .worse = 0xffb8480a,
    .causes = {0xff8a97a6, 0xffd55e00, 0xff0072b2, 0xffb5538f, 0xff009e73, 0xff8a97a6, 0xffe69f00, 0xff56b4e9,
               0xff1c2733},
    .tint = 0.10F,
    .hatch = 0.34F,
    .exposed_tint = 0.14F,
    .exposed_hatch = 0.8F,
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
    .exposed = 0xffe5484d,
    .work = 0xffc9d3de,
    .better = 0xff4cc9a4,
    .worse = 0xfff0964f,
    .causes = {0xff748192, 0xffe8803a, 0xff4aa3dc, 0xffd78ab8, 0xff35c69b, 0xff748192, 0xfff0c04c, 0xff8fd0f2,
               0xffe8ecf1},
    .tint = 0.12F,
    .hatch = 0.40F,
    .exposed_tint = 0.14F,
    .exposed_hatch = 0.8F,
};

}  // namespace

const Palette& palette(bool dark) { return dark ? dark_ : light; }

QColor text_on(QRgb c) {
  const int luma = (qRed(c) * 299 + qGreen(c) * 587 + qBlue(c) * 114) / 1000;
  return luma > 132 ? light.ink : light.paper;
}

QColor faint(QColor colour, float opacity) {
  colour.setAlphaF(opacity);
  return colour;
}

}  // namespace repetend::gui
