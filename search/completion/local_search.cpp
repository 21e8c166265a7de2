#include "search/completion/local_search.hpp"

#include <algorithm>
#include <random>
#include <utility>

#include "search/completion/plan_times.hpp"
#include "search/control/threshold.hpp"
#include "search/modulo/disjunctive_graph.hpp"
#include "sim/problem/durations.hpp"

namespace repetend::search {
namespace {

using Place = PlanOrders::Place;

class LocalSearch {
 public:
  LocalSearch(const Problem& problem, const Orders& orders, const LocalSearchSettings& settings,
              TransferTasks transfers, Budget& budget)
      : settings_(settings),
        budget_(budget),
        semantics_(problem, transfers),
        orders_(semantics_, orders),
        times_(orders_, settings.measure),
        in_windows_(settings.measure == Measure::makespan && times_.nodes() >= window_.of_nodes),
        random_(settings.seed) {}

  std::optional<Orders> run() {
    const auto given = times_.time();
    if (!given) return std::nullopt;
    value_ = least_ = *given;
    if (settings_.accept == Acceptance::better)
      descend(budget_);
    else if (in_windows_)
      wander_in_windows();
    else
      wander_and_descend();
    return least_ < *given ? std::optional(orders_.orders()) : std::nullopt;
  }

 private:
  void descend(Budget& budget) {
    bool better = true;
    while (better && value_ > settings_.enough && !budget.out()) {
      const std::vector<Place> critical = times_.all_critical();
      better = std::ranges::any_of(critical, [&](const Place& at) { return gains(at, budget); });
    }
    least_ = value_;
  }

  bool gains(const Place& at, Budget& budget) {
    if (budget.out()) return false;
    budget.spend();
    moves_.clear();
    swap(orders_.together(at, true));
    return keep(value_ - 1);
  }

  // Steps that may be longer can end where a swap of neighbours is left that shortens the plan.
  void wander_and_descend() {
    const std::uint64_t before = budget_.used();
    const Time given = value_;
    wander(budget_);
    if (least_ == given) return;
    Budget more = budget_.beside((budget_.used() - before) / effort.exchange.descent_share);
    descend(more);
    budget_.add(more);
  }

  // Ends at the best orders on the way.
  void wander(Budget& budget) {
    const Threshold threshold(scale(), budget, settings_.share);
    std::vector<Place> critical = times_.critical(), since_best;
    for (std::uint64_t trial = 0; least_ > settings_.enough && !critical.empty(); ++trial) {
      if (trial % trials_a_state == 0) {
        if (budget.out()) break;
        budget.spend();
      }
      const Time most = value_ + threshold.now(budget, random_());
      move(critical);
      if (!keep(most)) continue;
      critical = times_.critical();
      since_best.insert(since_best.end(), moves_.begin(), moves_.end());
      if (value_ >= least_) continue;
      least_ = value_;
      since_best.clear();
    }
    if (!since_best.empty()) take_back(since_best);
  }

  void take_back(const std::vector<Place>& moves) {
    for (auto at = moves.rbegin(); at != moves.rend(); ++at) {
      orders_.swap(*at);
      times_.swapped(*at);
    }
    value_ = *times_.time();
  }

  // Windows follow each other from some place on to the first nodes, and then from the last ones. What a
  // trial costs grows with the nodes of the window: so many trials count as a state that they time as many
  // nodes as others do, a trial being twice as long as its part of them says.
  void wander_in_windows() {
    const std::size_t nodes = times_.nodes();
    std::uint64_t owed = 0;
    for (std::size_t end = 1 + below(nodes); least_ > settings_.enough && !budget_.out(); end = nodes) {
      times_.begin_windows(end - 1);
      owed += 2 * trials_a_state * nodes;
      std::size_t count = 1 + below(window_.nodes);  // so that windows end elsewhere each time
      do {
        times_.next_window(std::exchange(count, window_.nodes));
        Budget trials = budget_.beside(window_.trials / trials_a_state);
        wander(trials);
        for (owed += 2 * window_.trials * window_.nodes; owed >= trials_a_state * nodes;
             owed -= trials_a_state * nodes)
          budget_.spend();
      } while (times_.nodes_before_window() > 0 && least_ > settings_.enough && !budget_.out());
      value_ = least_ = times_.end_windows();
    }
  }

  // Of a plan of many instances a small share of its measure is as much as many of them take: no such step
  // leads anywhere. A step that delays one completion delays those after it as well.
  Time scale() const {
    const Problem& problem = semantics_.problem();
    Wide work = 0;
    for (const Time total : total_durations(problem)) work += total;
    const Wide delayed = high_thresholds(problem, settings_.measure) ? problem.micro_batches : 1;
    const Wide most =
        delayed * work * effort.exchange.threshold_instances / static_cast<Wide>(problem.instances());
    return static_cast<Time>(std::min<Wide>(settings_.enough, most));
  }

  void move(const std::vector<Place>& critical) {
    constexpr std::size_t most = 2;
    moves_.clear();
    if (in_windows_ && below(window_.anywhere) == 0) return swap_anywhere();
    const Place first = critical[below(critical.size())];
    if (settings_.far && below(2) == 0) return insert(first);
    swap(orders_.together(first));
    for (std::size_t more = below(most); more > 0; --more) swap(orders_.together(another(first)));
  }

  // What is on no critical path may make room for what is.
  void swap_anywhere() {
    const PlanOrders::Index node = times_.window_node(below(times_.window_size()));
    if (node >= semantics_.problem().instances()) return;
    const auto stays = orders_.stays(node);
    const Place first = orders_.place(stays[below(stays.size())]);
    if (semantics_.is_machine(first.resource) && first.position + 1 < orders_.size(first.resource))
      swap(orders_.together(first));
  }

  // Anywhere on the same machine, or close by where there is only a window.
  Place another(Place at) {
    const std::size_t places = orders_.size(at.resource) - 1, reach = window_.reach;
    if (!in_windows_) return {at.resource, below(places)};
    const std::size_t first = at.position - std::min(at.position, reach);
    return {at.resource, first + below(std::min(places, at.position + reach) - first)};
  }

  // The first of the two neighbours goes behind some of those that follow, or the second before some that
  // come before; as far as they may.
  void insert(Place at) {
    const bool later = below(2) == 0;
    for (std::size_t left = 1 + below(effort.improve.farthest); left > 0; --left) {
      if (!swap(orders_.together(at))) return;
      if (later ? at.position + 2 >= orders_.size(at.resource) : at.position == 0) return;
      later ? ++at.position : --at.position;
    }
  }

  // False: there are none, or not all of them are in the window.
  bool swap(const std::vector<Place>& places) {
    if (!std::ranges::all_of(places, [this](const Place& at) { return times_.in_window(at); })) return false;
    for (const Place& place : places) {
      orders_.swap(place);
      times_.swapped(place);
      moves_.push_back(place);
    }
    return !places.empty();
  }

  // False, and all as before: nothing was moved, the memory is exceeded, the plan deadlocks or measures more.
  bool keep(Time most) {
    std::optional<Time> value;
    if (!moves_.empty() &&
        std::ranges::all_of(moves_, [this](const Place& at) { return orders_.fits_memory(at); }))
      value = times_.time(most);
    if (value) {
      value_ = *value;
      return true;
    }
    for (auto at = moves_.rbegin(); at != moves_.rend(); ++at) orders_.swap(*at);
    times_.taken_back();
    return false;
  }

  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(random_() % limit); }

  const LocalSearchSettings settings_;
  const Effort::Exchange::Window window_ =
      settings_.wide ? effort.exchange.wide_window : effort.exchange.window;
  Budget& budget_;
  const Semantics semantics_;
  PlanOrders orders_;
  PlanTimes times_;
  const bool in_windows_;
  std::mt19937_64 random_;
  std::vector<Place> moves_;  // the last ones
  Time value_ = 0, least_ = 0;
};

// Nothing: the orders deadlock.
std::optional<Time> measured(const Problem& problem, const Orders& orders, Measure measure) {
  const Semantics semantics(problem, TransferTasks::waiting);
  const PlanOrders as_given(semantics, orders);
  return PlanTimes(as_given, measure).time();
}

}  // namespace

bool high_thresholds(const Problem& problem, Measure measure) {
  return measure == Measure::completions && problem.instances() <= effort.exchange.high_instances;
}

// Where transfers wait, random moves first go from the plan given as if they were delays alone: such a move
// costs a fraction of an exact one, and plans that would deadlock or take longer on the way lead to some that
// exact times do not lead to. Of what that finds the exact time decides, and exact moves go on from the
// better plan.
std::optional<Orders> local_search(const Problem& problem, const Orders& orders,
                                   const LocalSearchSettings& settings, Budget& budget) {
  const auto search = [&](const Orders& from, TransferTasks transfers, Budget& states) {
    return LocalSearch(problem, from, settings, transfers, states).run();
  };
  if (settings.accept == Acceptance::better || !transfers_wait(problem))
    return search(orders, TransferTasks::waiting, budget);
  const std::uint64_t before = budget.used();
  auto guided = search(orders, TransferTasks::none, budget);
  if (guided) {
    const auto known = measured(problem, orders, settings.measure),
               reached = measured(problem, *guided, settings.measure);
    if (!known || !reached || *reached >= *known) guided.reset();
  }
  Budget exact = budget.beside((budget.used() - before) / effort.exchange.exact_share);
  auto best = search(guided ? *guided : orders, TransferTasks::waiting, exact);
  budget.spend(exact);
  return best ? std::move(best) : std::move(guided);
}

}  // namespace repetend::search
