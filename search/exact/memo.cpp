#include "search/exact/memo.hpp"

#include <algorithm>
#include <functional>

namespace repetend::search {
namespace {

bool nowhere_later(const std::vector<Time>& a, const std::vector<Time>& b) {
  return std::ranges::equal(a, b, std::less_equal{});
}

}  // namespace

bool Memo::enter(const ExactModel& model, const ExactState& state) {
  constexpr std::size_t most = 64;  // that many kept by done(); more would cost more than they prune
  auto& known = visited_[state.done()];
  std::vector<Time> signature = state.signature(model);
  if (std::ranges::any_of(known, [&](const auto& k) { return nowhere_later(k, signature); })) return false;
  std::erase_if(known, [&](const auto& k) { return nowhere_later(signature, k); });
  if (known.size() < most) known.push_back(std::move(signature));
  return true;
}

}  // namespace repetend::search
