#include <algorithm>

#include "search/control/effort.hpp"
#include "search/modulo/find.hpp"

namespace repetend::search {

// The first gang stands still, since only the order around the circle counts; so do the gangs beyond the
// fifth.
std::vector<std::vector<std::size_t>> gang_orders(const CyclicModel& model) {
  std::vector<std::size_t> gangs;
  for (std::size_t b : model.order)
    if (model.devices[b].size() > 1) gangs.push_back(b);
  std::vector<std::vector<std::size_t>> orders{{}};
  if (gangs.empty()) return orders;
  std::vector<std::size_t> place(gangs.size());
  for (std::size_t i = 0; i < place.size(); ++i) place[i] = i;
  const auto last = place.begin() + std::min<std::ptrdiff_t>(effort.beam.permuted_gangs, std::ssize(place));
  do {
    auto& order = orders.emplace_back();
    for (std::size_t i : place) order.push_back(gangs[i]);
  } while (std::next_permutation(place.begin() + 1, last));
  return orders;
}

}  // namespace repetend::search
