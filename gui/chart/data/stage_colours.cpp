#include "gui/chart/data/stage_colours.hpp"

#include <algorithm>
#include <array>

#include "gui/chart/data/palette.hpp"
#include "gui/chart/data/tint.hpp"

namespace repetend::gui {

namespace {

// Okabe and Ito (2008) without black, and a violet as far from all of them, which is seen on dark ground,
// too.
constexpr std::array<QRgb, named_stages> named{0xff0072b2, 0xffe69f00, 0xff009e73, 0xffcc79a7,
                                               0xff56b4e9, 0xffd55e00, 0xffd6c71e, 0xff5b2c91};

// From dark violet by way of green to light yellow, which any colour vision sees as one ramp; odd stages are
// lighter than their even neighbours, which otherwise only a comparison tells apart.
QRgb on_ramp(int stage, int last) {
  constexpr double darkest = 0.44, lightest = 0.78, violet = 290, yellow = 95, chroma = 0.125,
                   lighter_odd = 0.045;
  const double along = static_cast<double>(stage) / last;
  return oklch(darkest + (lightest - darkest) * along + (stage % 2 == 0 ? -lighter_odd : lighter_odd), chroma,
               violet + (yellow - violet) * along);
}

QRgb mixed(QRgb a, QRgb b, float share_of_b) {
  Tint sum = to_tint(a) * (1 - share_of_b);
  sum += to_tint(b) * share_of_b;
  return to_rgb(sum);
}

}  // namespace

int last_stage(const Problem& problem) {
  int last = -1;
  for (const Block& block : problem.blocks) last = std::max(last, block.stage.value_or(-1));
  return last;
}

QRgb stage_colour(int stage, int last, BlockKind kind) {
  stage = std::max(0, stage);
  const QRgb base = last < named_stages ? named[static_cast<std::size_t>(stage)] : on_ramp(stage, last);
  if (kind == BlockKind::forward) return mixed(base, 0xffffffff, 0.55F);
  if (kind == BlockKind::weight_gradient) return mixed(base, 0xff000000, 0.22F);
  return base;
}

}  // namespace repetend::gui
