// Whole nanoseconds and bytes of what is computed in floating point.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "sim/core/units.hpp"

namespace repetend::data {

// 36 years, or an exabyte: what comes to more is cut off here, so that a few of them add up without overflow.
// No device has as much memory, and check() refuses sums of such times.
inline constexpr std::int64_t amount_limit = sum_limit / 4;

// Rounded up; value >= 0.
inline std::int64_t whole(double value) {
  return value < static_cast<double>(amount_limit) ? static_cast<std::int64_t>(std::ceil(value))
                                                   : amount_limit;
}

// In nanoseconds, at least one: nothing is free.
inline Time whole_time(double ns) { return std::max<Time>(1, whole(ns)); }

}  // namespace repetend::data
