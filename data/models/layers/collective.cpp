#include "data/models/layers/collective.hpp"

#include <algorithm>

namespace repetend::data {

void add(std::vector<Collective>& all, const Collective& more) {
  const auto same = std::ranges::find_if(all, [&](const Collective& c) {
    return c.kind == more.kind && c.group == more.group && c.bytes == more.bytes;
  });
  if (same == all.end()) {
    all.push_back(more);
  } else {
    same->forward += more.forward;
    same->backward += more.backward;
  }
}

double collective_ns(CollectiveKind kind, double bytes, const Ring& ring) {
  if (ring.members < 2) return 0;
  constexpr double ns = 1e9;
  const auto n = static_cast<double>(ring.members);
  const double steps = (n - 1) * (kind == CollectiveKind::all_reduce ? 2 : 1);
  return steps * (bytes / n / ring.bandwidth * ns + static_cast<double>(ring.latency));
}

}  // namespace repetend::data
