// Collective operations over links: a ring (Patarasuk and Yuan, JPDC 2009), which every link of the ring
// carries at the same time, so the slowest one counts.
#pragma once

#include <cmath>
#include <cstdint>

#include "sim/core/units.hpp"

namespace repetend::data {

struct RingLink {
  double bandwidth = 0;  // bytes/s each way, as far as it can be reached
  Time latency = 0;
};

// ns of an all-reduce of `bytes` on each of `members`: 2 (n - 1) steps of 1/n of the bytes. A reduce-scatter
// or an all-gather is half of it. Nothing for one member.
inline double all_reduce_ns(double bytes, std::int64_t members, const RingLink& link) {
  if (members < 2) return 0;
  const auto n = static_cast<double>(members);
  constexpr double ns = 1e9;
  return 2 * (n - 1) * (bytes / n / link.bandwidth * ns + static_cast<double>(link.latency));
}

}  // namespace repetend::data
