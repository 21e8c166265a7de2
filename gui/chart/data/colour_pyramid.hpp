// Level of detail of one row: the average colour of any stretch of time, in time that does not depend on how
// many instances are in it. Level 0 cuts the row into equal buckets of time, about as many as a few instances
// each; every further level halves them.
#pragma once

#include <functional>
#include <vector>

#include "app/chart/colour.hpp"
#include "sim/core/units.hpp"

namespace repetend::gui {

struct Span {
  Time begin = 0, end = 0;
  QRgb colour = 0;
};

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

}  // namespace repetend::gui
