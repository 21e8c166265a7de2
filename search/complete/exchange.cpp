#include "search/complete/exchange.hpp"

#include <algorithm>
#include <random>

#include "search/complete/plan_orders.hpp"
#include "search/threshold.hpp"

namespace repetend::search {
namespace {

using Place = PlanOrders::Place;

class Exchange {
 public:
  Exchange(const Problem& problem, const Orders& orders, std::uint64_t seed)
      : orders_(problem, orders), random_(seed) {}

  PlanOrders& orders() { return orders_; }
  std::uint64_t random() { return random_(); }

  // False: nothing was swapped, or the memory is exceeded.
  bool move(const std::vector<Place>& critical) {
    constexpr std::size_t most = 2;
    const Place first = critical[below(critical.size())];
    moves_.clear();
    swap(first);
    for (std::size_t more = below(most); more > 0; --more)
      swap({first.device, below(orders_.size(first.device) - 1)});
    return !moves_.empty() &&
           std::ranges::all_of(moves_, [this](const Place& at) { return orders_.fits_memory(at.device); });
  }

  void take_back() {
    for (auto at = moves_.rbegin(); at != moves_.rend(); ++at) orders_.swap(*at);
  }

 private:
  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(random_() % limit); }

  void swap(Place at) {
    for (const Place& place : orders_.together(at)) {
      orders_.swap(place);
      moves_.push_back(place);
    }
  }

  PlanOrders orders_;
  std::vector<Place> moves_;  // the last ones
  std::mt19937_64 random_;
};

}  // namespace

std::optional<Orders> exchange(const Problem& problem, const Orders& orders, const ExchangeSettings& settings,
                               Budget& budget) {
  Exchange state(problem, orders, settings.seed);
  const auto given = state.orders().time();
  if (!given) return std::nullopt;
  const Threshold threshold(settings.enough, budget);
  Time length = *given, least = length;
  std::vector<Place> critical = state.orders().critical();
  std::optional<Orders> best;
  while (!budget.out() && least > settings.enough && !critical.empty()) {
    budget.spend();
    const Time most = length + threshold.now(budget, state.random());
    std::optional<Time> next;
    if (state.move(critical)) next = state.orders().time(most);
    if (!next) {
      state.take_back();
      continue;
    }
    length = *next;
    critical = state.orders().critical();
    if (length >= least) continue;
    least = length;
    best = state.orders().orders();
  }
  return best;
}

}  // namespace repetend::search
