#include "gui/chart/work_colours.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "gui/chart/colour_pyramid.hpp"
#include "gui/chart/palette.hpp"

namespace repetend::gui {

namespace {

constexpr std::size_t kinds = 6;
constexpr std::size_t steps = 256;  // of the sequential scheme; what is finer nobody tells apart

// By BlockKind. The forward pass is the light shade of its hue and the backward the dark one; what the
// backward is split into lies on either side of it; the rest is nearly grey.
struct Shade {
  double lightness, chroma;
};
constexpr std::array<Shade, kinds> shades{
    {{0.83, 0.095}, {0.60, 0.125}, {0.64, 0.125}, {0.50, 0.105}, {0.72, 0.03}, {0.74, 0.025}}};

// Okabe and Ito (2008) without black. By kind:
constexpr std::array<QRgb, kinds> kind_colours{0xff56b4e9, 0xffe69f00, 0xffd55e00,
                                               0xff009e73, 0xffcc79a7, 0xff9aa5b1};
// and by stage, again from the start where there are more:
constexpr std::array<QRgb, 7> stage_colours{0xff0072b2, 0xffe69f00, 0xff009e73, 0xffcc79a7,
                                            0xff56b4e9, 0xffd55e00, 0xffd6c71e};
constexpr QRgb no_stage = 0xff9aa5b1;

// Of odd micro-batches: neighbours differ where hundreds of micro-batches share the hues.
constexpr double darker_odd = 0.04;

// From blue by way of green to orange: the way round the circle that the colour-blind see as one ramp.
double hue_at(double along) { return 262 - 202 * along; }

QRgb mixed(QRgb a, QRgb b, float share_of_b) {
  Tint sum = to_tint(a) * (1 - share_of_b);
  sum += to_tint(b) * share_of_b;
  return to_rgb(sum);
}

QRgb stage_colour(std::optional<int> stage, BlockKind kind) {
  if (!stage) return no_stage;
  const QRgb base = stage_colours[static_cast<std::size_t>(std::max(0, *stage)) % stage_colours.size()];
  if (kind == BlockKind::forward) return mixed(base, 0xffffffff, 0.45F);
  if (kind == BlockKind::weight_gradient) return mixed(base, 0xff000000, 0.22F);
  return base;
}

// Even and odd micro-batches in turn.
std::vector<QRgb> sequential(BlockKind kind) {
  const Shade shade = shades[static_cast<std::size_t>(kind)];
  std::vector<QRgb> result(2 * steps);
  for (std::size_t k = 0; k < result.size(); ++k)
    result[k] = oklch(shade.lightness - (k % 2 == 0 ? 0 : darker_odd), shade.chroma,
                      hue_at(static_cast<double>(k / 2) / (steps - 1)));
  return result;
}

constexpr std::array all_kinds{BlockKind::forward,         BlockKind::backward,  BlockKind::input_gradient,
                               BlockKind::weight_gradient, BlockKind::optimizer, BlockKind::other};

bool uses(const Problem& problem, BlockKind kind) {
  return std::ranges::any_of(problem.blocks, [&](const Block& b) { return b.kind == kind; });
}

}  // namespace

WorkColours::WorkColours(const Problem& problem, ChartStyle::ColourBy by)
    : micro_batches_(problem.micro_batches) {
  if (by == ChartStyle::ColourBy::micro_batch)
    for (BlockKind kind : all_kinds) colours_.push_back(sequential(kind));
  for (const Block& block : problem.blocks) {
    shade_of_block_.push_back(by == ChartStyle::ColourBy::micro_batch ? static_cast<std::size_t>(block.kind)
                                                                      : colours_.size());
    if (by == ChartStyle::ColourBy::stage) colours_.push_back({stage_colour(block.stage, block.kind)});
    if (by == ChartStyle::ColourBy::kind)
      colours_.push_back({kind_colours[static_cast<std::size_t>(block.kind)]});
  }
}

QRgb WorkColours::of(Instance i) const {
  const auto& along = colours_[shade_of_block_[i.block.index()]];
  if (along.size() == 1) return along.front();
  const auto last = static_cast<std::size_t>(std::max(micro_batches_ - 1, 1));
  const auto n = static_cast<std::size_t>(i.micro_batch);
  return along[2 * (n * (steps - 1) / last) + n % 2];
}

std::vector<LegendEntry> work_legend(const Problem& problem, ChartStyle::ColourBy by) {
  std::vector<LegendEntry> result;
  if (by == ChartStyle::ColourBy::stage) {
    std::set<int> stages;
    for (const Block& block : problem.blocks)
      if (block.stage) stages.insert(*block.stage);
    for (int stage : stages)
      if (result.size() < stage_colours.size())
        result.push_back({stage_colour(stage, BlockKind::backward), fmt::format("stage {}", stage)});
    return result;
  }
  for (BlockKind kind : all_kinds) {
    if (!uses(problem, kind)) continue;
    const QRgb colour = by == ChartStyle::ColourBy::kind ? kind_colours[static_cast<std::size_t>(kind)]
                                                         : sequential(kind).front();
    result.push_back({colour, std::string(to_string(kind))});
  }
  return result;
}

}  // namespace repetend::gui
