// Time, bytes and the exact arithmetic on them. No floating point decides an order.
#pragma once

#include <cstdint>
#include <limits>
#include <stdexcept>

namespace repetend {

using Time = std::int64_t;   // nanoseconds
using Bytes = std::int64_t;  // bytes

// Every sum over a problem that passes check(), and every time of a plan, is below this, so that adding two
// of them needs no check.
inline constexpr std::int64_t sum_limit = std::int64_t{1} << 62;

inline constexpr Bytes unlimited = std::numeric_limits<Bytes>::max();

// Speed factors are exact decimals: an integer count of 1e-9, so that a speed of 0.8 is 800'000'000.
using Speed = std::int64_t;
inline constexpr Speed unit_speed = 1'000'000'000;

// Thrown by the checked operations below; readers turn it into an error with a place.
struct Overflow : std::overflow_error {
  using std::overflow_error::overflow_error;
};

std::int64_t checked_add(std::int64_t a, std::int64_t b);
std::int64_t checked_mul(std::int64_t a, std::int64_t b);

// ceil(a * b / divisor) with a 128-bit product; a, b >= 0, divisor > 0; throws Overflow when the
// result does not fit.
std::int64_t mul_div_ceil(std::int64_t a, std::int64_t b, std::int64_t divisor);

}  // namespace repetend
