#include "gui/chart/data/work_colours.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "gui/chart/data/palette.hpp"
#include "gui/chart/data/stage_colours.hpp"

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

// By kind: Okabe and Ito (2008) without black.
constexpr std::array<QRgb, kinds> kind_colours{0xff56b4e9, 0xffe69f00, 0xffd55e00,
                                               0xff009e73, 0xffcc79a7, 0xff9aa5b1};
constexpr QRgb no_stage = 0xff7f8893;

// Of odd micro-batches: neighbours differ where hundreds of micro-batches share the hues.
constexpr double darker_odd = 0.04;

// From blue by way of green to orange: the way round the circle that the colour-blind see as one ramp.
double hue_at(double along) { return 262 - 202 * along; }

// Even and odd micro-batches in turn.
std::vector<QRgb> sequence(const Shade& shade) {
  std::vector<QRgb> result(2 * steps);
  for (std::size_t k = 0; k < result.size(); ++k)
    result[k] = oklch(shade.lightness - (k % 2 == 0 ? 0 : darker_odd), shade.chroma,
                      hue_at(static_cast<double>(k / 2) / (steps - 1)));
  return result;
}

// Computed once: every legend asks for it in every frame.
const std::vector<QRgb>& sequential(BlockKind kind) {
  static const auto all = [] {
    std::array<std::vector<QRgb>, kinds> result;
    std::ranges::transform(shades, result.begin(), sequence);
    return result;
  }();
  return all[static_cast<std::size_t>(kind)];
}

// Of a micro-batch, in such a sequence.
std::size_t place(std::int32_t micro_batch, int micro_batches) {
  const auto last = static_cast<std::size_t>(std::max(micro_batches - 1, 1));
  const auto n = static_cast<std::size_t>(micro_batch);
  return 2 * (n * (steps - 1) / last) + n % 2;
}

QRgb kind_colour(BlockKind kind) { return kind_colours[static_cast<std::size_t>(kind)]; }

constexpr std::array all_kinds{BlockKind::forward,         BlockKind::backward,  BlockKind::input_gradient,
                               BlockKind::weight_gradient, BlockKind::optimizer, BlockKind::other};

bool uses(const Problem& problem, BlockKind kind) {
  return std::ranges::any_of(problem.blocks, [&](const Block& b) { return b.kind == kind; });
}

// What is finer than this nobody tells apart in a legend.
constexpr int most_in_ramp = 24;

// `colour` of each number from 0 to `last`, or of as many of them, evenly.
template <class Colour>
LegendEntry ramp(const char* what, int last, Colour colour) {
  LegendEntry entry{{}, last == 0 ? fmt::format("{} 0", what) : fmt::format("{} 0 to {}", what, last)};
  const int shown = std::min(last, most_in_ramp - 1);
  for (std::int64_t k = 0; k <= shown; ++k)
    entry.colours.push_back(colour(static_cast<int>(shown == 0 ? 0 : k * last / shown)));
  return entry;
}

std::vector<LegendEntry> kind_legend(const Problem& problem, QRgb (*colour)(BlockKind)) {
  std::vector<LegendEntry> result;
  for (BlockKind kind : all_kinds)
    if (uses(problem, kind)) result.push_back({{colour(kind)}, std::string(to_string(kind))});
  return result;
}

std::vector<LegendEntry> micro_batch_legend(const Problem& problem) {
  const auto of_forwards = [&](int n) {
    return sequential(BlockKind::forward)[place(n, problem.micro_batches)];
  };
  std::vector<LegendEntry> result{ramp("micro-batch", problem.micro_batches - 1, of_forwards)};
  for (LegendEntry& entry : kind_legend(problem, [](BlockKind kind) { return sequential(kind).front(); }))
    result.push_back(std::move(entry));
  return result;
}

LegendEntry shade_legend(const Problem& problem, int stage, int last) {
  LegendEntry result;
  for (BlockKind kind : all_kinds) {
    if (kind == BlockKind::optimizer || kind == BlockKind::other || !uses(problem, kind)) continue;
    result.colours.push_back(stage_colour(stage, last, kind));
    result.words += (result.words.empty() ? "" : ", ") + std::string(to_string(kind));
  }
  return result;
}

// In the colours of the backward pass, where there is one; last, the shades that every stage has.
std::vector<LegendEntry> stage_legend(const Problem& problem) {
  std::vector<LegendEntry> result;
  std::set<int> used;
  for (const Block& block : problem.blocks)
    if (block.stage) used.insert(*block.stage);
  if (used.empty()) return result;
  const int last = last_stage(problem);
  const bool only_forwards = std::ranges::all_of(
      problem.blocks, [](const Block& b) { return !b.stage || b.kind == BlockKind::forward; });
  const BlockKind kind = only_forwards ? BlockKind::forward : BlockKind::backward;
  const auto colour = [&](int stage) { return stage_colour(stage, last, kind); };
  if (last < named_stages)
    for (int stage : used) result.push_back({{colour(stage)}, fmt::format("stage {}", stage)});
  else
    result.push_back(ramp("stage", last, colour));
  if (std::ranges::any_of(problem.blocks, [](const Block& b) { return !b.stage; }))
    result.push_back({{no_stage}, "no stage"});
  LegendEntry shades_of_it = shade_legend(problem, *used.begin(), last);
  if (shades_of_it.colours.size() > 1) result.push_back(std::move(shades_of_it));
  return result;
}

}  // namespace

WorkColours::WorkColours(const Problem& problem, ChartStyle::ColourBy by)
    : micro_batches_(problem.micro_batches) {
  const int last = last_stage(problem);
  if (by == ChartStyle::ColourBy::micro_batch)
    for (BlockKind kind : all_kinds) colours_.push_back(sequential(kind));
  for (const Block& block : problem.blocks) {
    shade_of_block_.push_back(by == ChartStyle::ColourBy::micro_batch ? static_cast<std::size_t>(block.kind)
                                                                      : colours_.size());
    if (by == ChartStyle::ColourBy::stage)
      colours_.push_back({block.stage ? stage_colour(*block.stage, last, block.kind) : no_stage});
    if (by == ChartStyle::ColourBy::kind) colours_.push_back({kind_colour(block.kind)});
  }
}

QRgb WorkColours::of(Instance i) const {
  const auto& along = colours_[shade_of_block_[i.block.index()]];
  return along.size() == 1 ? along.front() : along[place(i.micro_batch, micro_batches_)];
}

std::vector<LegendEntry> work_legend(const Problem& problem, ChartStyle::ColourBy by) {
  if (by == ChartStyle::ColourBy::micro_batch) return micro_batch_legend(problem);
  return by == ChartStyle::ColourBy::stage ? stage_legend(problem) : kind_legend(problem, kind_colour);
}

}  // namespace repetend::gui
