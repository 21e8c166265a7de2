#include "gui/chart/data/level_of_detail.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace repetend::gui {

namespace {

constexpr std::size_t instances_per_bucket = 4, most_buckets = std::size_t{1} << 24;

void add(std::vector<app::Tint>& buckets, double width, const Span& span) {
  const app::Tint colour = app::to_tint(span.colour);
  const double first = static_cast<double>(span.begin) / width, last = static_cast<double>(span.end) / width;
  const auto until = std::min(buckets.size(), static_cast<std::size_t>(std::ceil(last)));
  for (auto k = static_cast<std::size_t>(first); k < until; ++k) {
    const double begin = std::max(first, static_cast<double>(k));
    const double end = std::min(last, static_cast<double>(k + 1));
    buckets[k] += colour * static_cast<float>(end - begin);
  }
}

std::vector<app::Tint> halved(const std::vector<app::Tint>& fine) {
  std::vector<app::Tint> coarse(fine.size() / 2);
  for (std::size_t k = 0; k < coarse.size(); ++k) {
    coarse[k] = fine[2 * k];
    coarse[k] += fine[2 * k + 1];
    coarse[k] = coarse[k] * 0.5F;
  }
  return coarse;
}

app::Tint average_of(const std::vector<QRgb>& level, double first, double last) {
  app::Tint sum;
  const double begin = std::max(first, 0.0), end = std::min(last, static_cast<double>(level.size()));
  for (auto k = static_cast<std::size_t>(begin); static_cast<double>(k) < end; ++k) {
    const double from = std::max(begin, static_cast<double>(k));
    const double to = std::min(end, static_cast<double>(k + 1));
    sum += app::to_tint(level[k]) * static_cast<float>(to - from);
  }
  return sum * static_cast<float>(1 / (last - first));
}

constexpr std::size_t group = 64;

Bytes highest(std::span<const MemoryStep> steps) {
  Bytes result = 0;
  for (const MemoryStep& step : steps) result = std::max(result, step.bytes);
  return result;
}

}  // namespace

ColourPyramid::ColourPyramid(Time end, std::size_t count, const std::function<Span(std::size_t)>& span) {
  if (count == 0 || end <= 0) return;
  const std::size_t buckets =
      std::clamp(std::bit_ceil(count / instances_per_bucket), std::size_t{1}, most_buckets);
  bucket_ = static_cast<double>(end) / static_cast<double>(buckets);
  std::vector<app::Tint> level(buckets);
  for (std::size_t k = 0; k < count; ++k) add(level, bucket_, span(k));
  while (true) {
    auto& stored = levels_.emplace_back(level.size());
    std::ranges::transform(level, stored.begin(), app::to_argb);
    if (level.size() == 1) return;
    level = halved(level);
  }
}

double ColourPyramid::bucket() const {
  return levels_.empty() ? std::numeric_limits<double>::infinity() : bucket_;
}

void ColourPyramid::average(double from, double step, std::vector<app::Tint>& columns) const {
  std::ranges::fill(columns, app::Tint{});
  if (levels_.empty()) return;
  // The coarsest level that still has two buckets a column: few to add up, and sharp.
  const auto finer = static_cast<std::size_t>(
      std::clamp(std::floor(std::log2(step / 2 / bucket_)), 0.0, static_cast<double>(levels_.size() - 1)));
  const double width = bucket_ * static_cast<double>(std::size_t{1} << finer);
  for (std::size_t k = 0; k < columns.size(); ++k) {
    const double first = (from + static_cast<double>(k) * step) / width;
    columns[k] = average_of(levels_[finer], first, first + step / width);
  }
}

MemoryProfile::MemoryProfile(std::span<const MemoryStep> steps) {
  for (std::size_t k = 0; k < steps.size(); k += group)
    peaks_.push_back(highest(steps.subspan(k, std::min(group, steps.size() - k))));
}

Bytes MemoryProfile::peak(std::span<const MemoryStep> steps, Time from, Time to) const {
  const auto first = std::ranges::upper_bound(steps, from, {}, &MemoryStep::at);
  const auto last = std::ranges::lower_bound(first, steps.end(), to, {}, &MemoryStep::at);
  const auto index = static_cast<std::size_t>(first - steps.begin());
  // The level at `from` was set by the step before it.
  return peak_of(steps, index == 0 ? 0 : index - 1, static_cast<std::size_t>(last - steps.begin()));
}

Bytes MemoryProfile::peak_of(std::span<const MemoryStep> steps, std::size_t first, std::size_t last) const {
  const std::size_t first_whole = (first + group - 1) / group, last_whole = last / group;
  if (first_whole >= last_whole) return highest(steps.subspan(first, last - first));
  Bytes result = std::max(highest(steps.subspan(first, first_whole * group - first)),
                          highest(steps.subspan(last_whole * group, last - last_whole * group)));
  for (std::size_t k = first_whole; k < last_whole; ++k) result = std::max(result, peaks_[k]);
  return result;
}

}  // namespace repetend::gui
