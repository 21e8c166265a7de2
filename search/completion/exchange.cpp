#include "search/completion/exchange.hpp"

#include <algorithm>
#include <random>

#include "search/completion/plan_times.hpp"
#include "search/control/threshold.hpp"

namespace repetend::search {
namespace {

using Place = PlanOrders::Place;

class Exchange {
 public:
  Exchange(const Problem& problem, const Orders& orders, std::uint64_t seed)
      : orders_(problem, orders), times_(problem, orders_), random_(seed) {}

  Orders orders() const { return orders_.orders(); }
  PlanTimes& times() { return times_; }
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
           std::ranges::all_of(moves_, [this](const Place& at) { return orders_.fits_memory(at); });
  }

  void take_back() {
    for (auto at = moves_.rbegin(); at != moves_.rend(); ++at) orders_.swap(*at);
    times_.forget();
  }

 private:
  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(random_() % limit); }

  void swap(Place at) {
    for (const Place& place : orders_.together(at)) {
      orders_.swap(place);
      times_.swapped(place);
      moves_.push_back(place);
    }
  }

  PlanOrders orders_;
  PlanTimes times_;
  std::vector<Place> moves_;  // the last ones
  std::mt19937_64 random_;
};

}  // namespace

std::optional<Orders> exchange(const Problem& problem, const Orders& orders, const ExchangeSettings& settings,
                               Budget& budget) {
  Exchange state(problem, orders, settings.seed);
  const auto given = state.times().time();
  if (!given) return std::nullopt;
  const Threshold threshold(settings.enough, budget);
  Time length = *given, least = length;
  std::vector<Place> critical = state.times().critical();
  std::optional<Orders> best;
  for (std::uint64_t trial = 0; least > settings.enough && !critical.empty(); ++trial) {
    if (trial % trials_a_state == 0) {
      if (budget.out()) break;
      budget.spend();
    }
    const Time most = length + threshold.now(budget, state.random());
    std::optional<Time> next;
    if (state.move(critical)) next = state.times().time(most);
    if (!next) {
      state.take_back();
      continue;
    }
    length = *next;
    critical = state.times().critical();
    if (length >= least) continue;
    least = length;
    best = state.orders();
  }
  return best;
}

}  // namespace repetend::search
