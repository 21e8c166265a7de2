#include "sim/core/units.hpp"

namespace repetend {

std::int64_t checked_add(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(a, b, &sum)) throw Overflow("a sum does not fit 64 bits");
  return sum;
}

std::int64_t checked_mul(std::int64_t a, std::int64_t b) {
  std::int64_t product = 0;
  if (__builtin_mul_overflow(a, b, &product)) throw Overflow("a product does not fit 64 bits");
  return product;
}

std::int64_t mul_div_ceil(std::int64_t a, std::int64_t b, std::int64_t divisor) {
  __extension__ using Wide = __int128;
  const Wide quotient = (static_cast<Wide>(a) * b + divisor - 1) / divisor;
  if (quotient > std::numeric_limits<std::int64_t>::max())
    throw Overflow("a scaled value does not fit 64 bits");
  return static_cast<std::int64_t>(quotient);
}

}  // namespace repetend
