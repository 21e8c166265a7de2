#include "search/exact/memo.hpp"

#include <algorithm>
#include <functional>

#include "search/control/effort.hpp"

namespace repetend::search {
namespace {

bool nowhere_later(const std::vector<Time>& a, const std::vector<Time>& b) {
  return std::ranges::equal(a, b, std::less_equal{});
}

}  // namespace

bool Memo::enter(const ExactModel& model, const ExactState& state) {
  auto& known = visited_[state.done()];
  std::vector<Time> signature = state.signature(model);
  if (std::ranges::any_of(known, [&](const auto& k) { return nowhere_later(k, signature); })) return false;
  std::erase_if(known, [&](const auto& k) { return nowhere_later(signature, k); });
  if (known.size() < effort.branch_and_bound.remembered) known.push_back(std::move(signature));
  return true;
}

}  // namespace repetend::search
