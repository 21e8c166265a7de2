// What one row shows of any stretch of time, found without walking everything that is in it.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "app/chart/colour.hpp"
#include "sim/engine/engine.hpp"

namespace repetend::gui {

struct Span {
  Time begin = 0, end = 0;
  QRgb colour = 0;
};

// The average colour. Level 0 cuts the row into equal buckets of time, about as many as a few instances each;
// every further level halves them.
class ColourPyramid {
 public:
  ColourPyramid() = default;
  // `span(k)` for k < count: in time order, not overlapping, within [0, end]. Takes time linear in count.
  ColourPyramid(Time end, std::size_t count, const std::function<Span(std::size_t)>& span);

  // Fills `columns` with the averages of [from + k * step, from + (k + 1) * step), in ns. `step` should be
  // at least bucket(), for what is in one bucket is taken to be spread evenly.
  void average(double from, double step, std::vector<app::Tint>& columns) const;

  double bucket() const;  // ns; infinite when there is nothing to draw

 private:
  double bucket_ = 0;
  std::vector<std::vector<QRgb>> levels_;  // premultiplied ARGB
};

// The highest memory of one pool.
class MemoryProfile {
 public:
  MemoryProfile() = default;
  explicit MemoryProfile(std::span<const MemoryStep>);  // keeps no reference to it

  // The highest level within [from, to), steps being those of the constructor; 0 before the first.
  Bytes peak(std::span<const MemoryStep> steps, Time from, Time to) const;

 private:
  Bytes peak_of(std::span<const MemoryStep> steps, std::size_t first, std::size_t last) const;

  std::vector<Bytes> peaks_;  // of every `group` steps
};

}  // namespace repetend::gui
