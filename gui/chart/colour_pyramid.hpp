// Level of detail of one row: the average colour of any stretch of time, in time that does not depend on how
// many instances are in it. Level 0 cuts the row into equal buckets of time, about as many as a few instances
// each; every further level halves them.
#pragma once

#include <qrgb.h>

#include <functional>
#include <vector>

#include "sim/core/units.hpp"

namespace repetend::gui {

// Red, green, blue and coverage from 0 to 1, colours premultiplied by coverage.
struct Tint {
  float red = 0, green = 0, blue = 0, cover = 0;

  Tint& operator+=(const Tint& other) {
    red += other.red, green += other.green, blue += other.blue, cover += other.cover;
    return *this;
  }
  Tint operator*(float factor) const { return {red * factor, green * factor, blue * factor, cover * factor}; }
  Tint over(QRgb opaque) const;  // unlike others, with full cover
};
Tint tint_of(QRgb opaque);
QRgb to_rgb(const Tint&);  // opaque; a cover below 1 shows black

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
  void average(double from, double step, std::vector<Tint>& columns) const;

  double bucket() const;  // ns; infinite when there is nothing to draw

 private:
  double bucket_ = 0;
  std::vector<std::vector<QRgb>> levels_;  // premultiplied ARGB
};

}  // namespace repetend::gui
