#include "gui/chart/data/memory_profile.hpp"

#include <algorithm>

namespace repetend::gui {

namespace {

constexpr std::size_t group = 64;

Bytes highest(std::span<const MemoryStep> steps) {
  Bytes result = 0;
  for (const MemoryStep& step : steps) result = std::max(result, step.bytes);
  return result;
}

}  // namespace

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
