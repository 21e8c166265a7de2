#include "app/chart/work_colours.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <set>

namespace repetend::app {

namespace {

double gamma(double linear) {
  return linear <= 0.0031308 ? 12.92 * linear : 1.055 * std::pow(linear, 1 / 2.4) - 0.055;
}
Rgb channel(double linear) {
  return static_cast<Rgb>(std::lround(255 * std::clamp(gamma(std::max(linear, 0.0)), 0.0, 1.0)));
}
Rgb opaque(double r, double g, double b) {
  return 0xff000000U | channel(r) << 16 | channel(g) << 8 | channel(b);
}

// The colour with this perceived lightness (0 to 1), chroma and hue (degrees): OKLCH (Ottosson, 2020).
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

constexpr std::size_t steps = 256;  // of the sequential scheme; what is finer nobody tells apart

// The kinds that differ; the others look as the last one does. The forward pass is the light shade of its hue
// and the backward the dark one; what the backward is split into lies on either side of it; the rest is
// nearly grey. By kind the colours are those of Okabe and Ito (2008) without black.
constexpr int ansi_cyan = 36, ansi_blue = 34, ansi_green = 32, ansi_yellow = 33, ansi_magenta = 35;
constexpr std::array<std::pair<BlockKind, Look>, 10> looks{
    {{BlockKind::forward, {0.83, 0.095, 0xff56b4e9, 62, 79, '-', ansi_cyan}},
     {BlockKind::backward, {0.60, 0.125, 0xffe69f00, 45, 52, '=', ansi_blue}},
     {BlockKind::input_gradient, {0.64, 0.125, 0xffd55e00, 48, 58, '=', ansi_blue}},
     {BlockKind::weight_gradient, {0.50, 0.105, 0xff009e73, 38, 42, '~', ansi_green}},
     {BlockKind::optimizer, {0.72, 0.03, 0xffcc79a7, 15, 70, '+', ansi_yellow}},
     {BlockKind::communication, {0.78, 0.04, 0xfff0e442, 25, 76, '>', ansi_yellow}},
     {BlockKind::offload, {0.70, 0.04, 0xff8c6bb1, 22, 66, 'v', ansi_magenta}},
     {BlockKind::reload, {0.86, 0.04, 0xffbfa5d8, 22, 84, '^', ansi_magenta}},
     {BlockKind::recompute, {0.68, 0.09, 0xff0072b2, 40, 60, '*', ansi_cyan}},
     {BlockKind::other, {0.74, 0.025, 0xff9aa5b1, 15, 70, '+', ansi_yellow}}}};
constexpr Look on_several_devices{0, 0, 0, 8, 55, '#', ansi_magenta};
constexpr Rgb no_stage = 0xff7f8893;

// Of odd micro-batches: neighbours differ where hundreds of micro-batches share the hues.
constexpr double darker_odd = 0.04;

// From blue by way of green to orange: the way round the circle that the colour-blind see as one ramp.
double hue_at(double along) { return 262 - 202 * along; }

// Even and odd micro-batches in turn.
std::vector<Rgb> sequence(const Look& look) {
  std::vector<Rgb> result(2 * steps);
  for (std::size_t k = 0; k < result.size(); ++k)
    result[k] = oklch(look.lightness - (k % 2 == 0 ? 0 : darker_odd), look.chroma,
                      hue_at(static_cast<double>(k / 2) / (steps - 1)));
  return result;
}

// Computed once: every legend asks for it in every frame.
const std::vector<Rgb>& sequential(BlockKind kind) {
  static const auto all = [] {
    std::array<std::vector<Rgb>, all_kinds.size()> result;
    std::ranges::transform(all_kinds, result.begin(), [](BlockKind each) { return sequence(look_of(each)); });
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

Rgb kind_colour(BlockKind kind) { return look_of(kind).by_kind; }

// Okabe and Ito (2008) without black, and a violet as far from all of them, seen on dark ground, too.
constexpr std::array<Rgb, named_stages> named{0xff0072b2, 0xffe69f00, 0xff009e73, 0xffcc79a7,
                                              0xff56b4e9, 0xffd55e00, 0xffd6c71e, 0xff5b2c91};

// From dark violet by way of green to light yellow, which any colour vision sees as one ramp; odd stages are
// lighter than their even neighbours, which otherwise only a comparison tells apart.
Rgb on_ramp(int stage, int last) {
  constexpr double darkest = 0.44, lightest = 0.78, violet = 290, yellow = 95, chroma = 0.125,
                   lighter_odd = 0.045;
  const double along = static_cast<double>(stage) / last;
  return oklch(darkest + (lightest - darkest) * along + (stage % 2 == 0 ? -lighter_odd : lighter_odd), chroma,
               violet + (yellow - violet) * along);
}

Rgb mixed(Rgb a, Rgb b, float share_of_b) {
  Tint sum = to_tint(a) * (1 - share_of_b);
  sum += to_tint(b) * share_of_b;
  return to_rgb(sum);
}

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

std::vector<LegendEntry> kind_legend(const Problem& problem, Rgb (*colour)(BlockKind)) {
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
    const bool pass = kind == BlockKind::forward || is_backward(kind);
    if (!pass || !uses(problem, kind)) continue;
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

const Look& look_of(BlockKind kind) {
  const auto* known = std::ranges::find(looks, kind, &std::pair<BlockKind, Look>::first);
  return (known == looks.end() ? looks.back() : *known).second;
}
const Look& look_on_several_devices() { return on_several_devices; }
const Look& look_of(const Block& block) {
  return block.uses.size() > 1 ? on_several_devices : look_of(block.kind);
}

// Sequential, from blue by way of green and amber to magenta.
double hue_of(const Problem& problem, std::int32_t micro_batch) {
  const double hue = 215 + 290.0 * micro_batch / std::max(1, problem.micro_batches);
  return hue >= 360 ? hue - 360 : hue;
}

int last_stage(const Problem& problem) {
  int last = -1;
  for (const Block& block : problem.blocks) last = std::max(last, block.stage.value_or(-1));
  return last;
}

Rgb stage_colour(int stage, int last, BlockKind kind) {
  stage = std::max(0, stage);
  const Rgb base = last < named_stages ? named[static_cast<std::size_t>(stage)] : on_ramp(stage, last);
  if (kind == BlockKind::forward) return mixed(base, 0xffffffff, 0.55F);
  if (kind == BlockKind::weight_gradient) return mixed(base, 0xff000000, 0.22F);
  return base;
}

WorkColours::WorkColours(const Problem& problem, ColourBy by) : micro_batches_(problem.micro_batches) {
  const int last = last_stage(problem);
  if (by == ColourBy::micro_batch)
    for (BlockKind kind : all_kinds) colours_.push_back(sequential(kind));
  for (const Block& block : problem.blocks) {
    shade_of_block_.push_back(by == ColourBy::micro_batch ? static_cast<std::size_t>(block.kind)
                                                          : colours_.size());
    if (by == ColourBy::stage)
      colours_.push_back({block.stage ? stage_colour(*block.stage, last, block.kind) : no_stage});
    if (by == ColourBy::kind) colours_.push_back({kind_colour(block.kind)});
  }
}

Rgb WorkColours::of(Instance i) const {
  const auto& along = colours_[shade_of_block_[i.block.index()]];
  return along.size() == 1 ? along.front() : along[place(i.micro_batch, micro_batches_)];
}

std::vector<LegendEntry> work_legend(const Problem& problem, ColourBy by) {
  if (by == ColourBy::micro_batch) return micro_batch_legend(problem);
  return by == ColourBy::stage ? stage_legend(problem) : kind_legend(problem, kind_colour);
}

}  // namespace repetend::app
