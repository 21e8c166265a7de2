#include "search/modulo/packing.hpp"

#include <algorithm>
#include <numeric>

#include "search/control/effort.hpp"

namespace repetend::search {
namespace {

// Largest item first, into each gap of a different size in turn.
bool pack(const std::vector<Time>& items, std::size_t next, std::vector<Time>& gaps, int& nodes) {
  if (next == items.size() || --nodes < 0) return true;
  std::vector<Time> tried;
  for (Time& gap : gaps) {
    if (gap < items[next] || std::ranges::find(tried, gap) != tried.end()) continue;
    tried.push_back(gap);
    gap -= items[next];
    const bool packed = pack(items, next + 1, gaps, nodes);
    gap += items[next];
    if (packed) return true;
  }
  return false;
}

}  // namespace

bool may_pack(std::vector<Time> items, std::vector<Time> gaps) {
  if (items.empty()) return true;
  if (std::accumulate(items.begin(), items.end(), Time{0}) >
      std::accumulate(gaps.begin(), gaps.end(), Time{0}))
    return false;
  std::ranges::sort(items, std::ranges::greater{});
  std::ranges::sort(gaps);
  int nodes = effort.beam.packing_nodes;
  return pack(items, 0, gaps, nodes);
}

std::vector<Time> subset_sums(const std::vector<Time>& items, Time limit, std::size_t count) {
  std::vector<Time> sums{0};
  for (Time item : items) {
    std::vector<Time> next = sums;
    for (Time s : sums)
      if (s + item < limit) next.push_back(s + item);
    std::ranges::sort(next);
    next.erase(std::ranges::unique(next).begin(), next.end());
    if (next.size() > count) next.resize(count);
    sums = std::move(next);
  }
  return sums;
}

}  // namespace repetend::search
