#include "search/modulo/reorder.hpp"

#include <algorithm>
#include <random>

#include "search/control/effort.hpp"
#include "search/control/threshold.hpp"
#include "search/modulo/cyclic_orders.hpp"

namespace repetend::search {
namespace {

struct Attained {
  CyclicSchedule schedule;
  std::vector<CyclicOrders::Place> critical;  // where a swap may shorten the period
};

// The result has the least period >= `at_least` of orders like those of a schedule; there is none where it is
// more than `most`. Starts are raised from those of the schedule and the period from just below its own,
// which hardly takes time.
std::optional<Attained> attained(const CyclicOrders& orders, const CyclicSchedule& like, Time at_least,
                                 Time most) {
  Attained result{{std::max(at_least, like.period - 1), {}}, {}};
  Time& period = result.schedule.period;
  for (bool upwards = period == at_least;;) {
    Longest paths = longest_paths(like.start, orders.arcs(), period);
    if (paths.cycle) {
      period = paths.cycle->distance > 0 ? paths.cycle->ratio.ceil() : most + 1;
      if (period > most) return std::nullopt;
      result.critical.clear();
      for (std::size_t arc : paths.cycle->arcs)
        if (const auto at = orders.place(arc)) result.critical.push_back(*at);
    } else if (!upwards && period < like.period) {
      period = at_least;
      upwards = true;
    } else {
      result.schedule.start = std::move(paths.start);
      break;
    }
  }
  const Time first = *std::ranges::min_element(result.schedule.start);
  for (Time& start : result.schedule.start) start -= first;
  return result;
}

class Reordering {
 public:
  Reordering(const CyclicModel& model, const CyclicSchedule& schedule, std::uint64_t seed)
      : orders_(model, schedule), random_(seed) {
    for (DeviceId d : model.on_device.ids())
      for (std::size_t i = 0; i < model.on_device[d].size(); ++i)
        if (model.on_device[d].size() > 1) places_.push_back({d, i});
  }

  const CyclicOrders& orders() const { return orders_; }
  std::uint64_t random() { return random_(); }

  // Swaps at a place of the critical cycle or, to get elsewhere, at any, and up to three times more on that
  // device, so that what takes memory may come with what gives it back. False: the memory is exceeded.
  bool move(const std::vector<CyclicOrders::Place>& critical) {
    constexpr auto tries = effort.period;
    const auto& from = below(tries.of_moves) < tries.moves_anywhere ? places_ : critical;
    moves_.assign(1, from[below(from.size())]);
    const DeviceId device = moves_.front().device;
    for (std::size_t more = below(tries.swaps_a_move); more > 0; --more)
      moves_.push_back({device, below(orders_.size(device))});
    for (const CyclicOrders::Place& at : moves_) orders_.swap(at);
    return orders_.fits_memory(device);
  }

  void take_back() {
    for (auto at = moves_.rbegin(); at != moves_.rend(); ++at) orders_.swap(*at);
  }

 private:
  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(random_() % limit); }

  CyclicOrders orders_;
  std::vector<CyclicOrders::Place> places_;  // all
  std::vector<CyclicOrders::Place> moves_;   // the last ones
  std::mt19937_64 random_;
};

}  // namespace

CyclicSchedule reorder(const CyclicModel& model, const CyclicSchedule& schedule, Time at_least,
                       Budget& budget, std::uint64_t seed) {
  const Threshold threshold(at_least, budget);
  Reordering state(model, schedule, seed);
  auto current = attained(state.orders(), schedule, at_least, schedule.period);
  if (!current) return schedule;
  CyclicSchedule best = current->schedule;
  for (std::uint64_t k = 0; !budget.out() && best.period > at_least && !current->critical.empty(); ++k) {
    if (k % effort.period.moves_a_state == 0) budget.spend();
    const Time most = current->schedule.period + threshold.now(budget, state.random());
    std::optional<Attained> next;
    if (state.move(current->critical)) next = attained(state.orders(), current->schedule, at_least, most);
    if (!next) {
      state.take_back();
      continue;
    }
    current = std::move(next);
    if (current->schedule.period < best.period) best = current->schedule;
  }
  return best;
}

}  // namespace repetend::search
