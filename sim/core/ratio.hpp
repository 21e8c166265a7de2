// An exact fraction of two times or counts: periods a micro-batch and cycle ratios need not be whole.
#pragma once

#include "sim/core/units.hpp"

namespace repetend {

__extension__ using Wide = __int128;  // products of two 64-bit numbers

struct Ratio {
  Time num = 0, den = 1;  // den > 0

  Time floor() const { return num / den - (num % den < 0 ? 1 : 0); }
  Time ceil() const { return num / den + (num % den > 0 ? 1 : 0); }
  // ceil(this * factor): the least whole period of `factor` micro-batches.
  Time ceil_times(Time factor) const {
    const Wide product = static_cast<Wide>(num) * factor;
    return static_cast<Time>((product + (product > 0 ? den - 1 : 0)) / den);
  }
  friend bool operator<(const Ratio& a, const Ratio& b) {
    return static_cast<Wide>(a.num) * b.den < static_cast<Wide>(b.num) * a.den;
  }
  friend bool operator<=(const Ratio& a, const Ratio& b) { return !(b < a); }
  friend bool operator==(const Ratio& a, const Ratio& b) { return !(a < b) && !(b < a); }
};

}  // namespace repetend
