// Higher bounds of the measure of plans of few instances, by when each of them can run: at first whether the
// best plan is proved at once, later what else follows, and at the end what is found by trying.
#include "search/exact/time_windows.hpp"

#include <algorithm>
#include <limits>

#include "search/phases/phase.hpp"

namespace repetend::search {
namespace {

bool few_and_unproved(const PlacementSearch& search) {
  return search.problem->instances() <= effort.time_windows.most_instances && search.wants_better();
}

void raise_bound(PlacementSearch& search, Time bound) {
  search.raise_bound(bound, "time windows", "in a better plan some instance has no time left to run");
}

// First whether the best plan is proved at once, then by bisection the least measure that is not refuted, or
// one within `close` of it.
template <class Refuted>
void raise_bound_by(PlacementSearch& search, Time close, Refuted refuted) {
  Time low = search.enough(), high = *search.incumbent.measured();
  Time middle = high - 1;
  do {
    if (refuted(middle))
      low = middle + 1;
    else
      high = middle;
    middle = low + (high - low) / 2;
  } while (high - low > close);
  raise_bound(search, low);
}

bool windows_at_once_applies(const PlacementSearch& search) {
  return few_and_unproved(search) && search.problem->instances() <= effort.time_windows.most_at_once;
}

void run_windows_at_once(PlacementSearch& search, Budget& budget) {
  WorkLimit work(budget.stop(), effort.time_windows.at_once);
  const Time measured = *search.incumbent.measured();
  if (!TimeWindows(*search.problem, search.measure).begin(measured - 1, work)) raise_bound(search, measured);
}

void run_time_windows(PlacementSearch& search, Budget& budget) {
  WorkLimit work(budget.stop(), effort.time_windows.steps);
  TimeWindows windows(*search.problem, search.measure);
  raise_bound_by(search, 0, [&](Time at_most) { return !windows.begin(at_most, work); });
}

// A share of what all else took; where time is limited it says when to stop.
std::uint64_t shaving_steps(const PlacementSearch& search) {
  const Options& options = search.options;
  const std::uint64_t states = search.budget.expanded() / effort.time_windows.share_of_used;
  const std::uint64_t all = states * search.problem->instances() * effort.reoptimise.steps;
  const bool asked = options.time_limit_s && !options.improvement_rounds;
  return asked ? std::numeric_limits<std::uint64_t>::max()
               : std::min(all, effort.time_windows.shaving) * options.improvement_rounds.value_or(1);
}

bool shaving_applies(const PlacementSearch& search) {
  return few_and_unproved(search) && !search.tally.skipped && shaving_steps(search) > 0;
}

// Of the steps that are left each trial takes half.
void run_shaving(PlacementSearch& search, Budget& budget) {
  const Stop stop = [&search, stopped = budget.stop()] {
    return stopped() || search.monitor->seconds() >= search.bound_until;
  };
  std::uint64_t left = shaving_steps(search);
  TimeWindows windows(*search.problem, search.measure);
  raise_bound_by(search, *search.incumbent.measured() / effort.time_windows.close, [&](Time at_most) {
    const std::uint64_t most = left / 2;
    WorkLimit work(stop, most);
    const bool possible = windows.begin(at_most, work) && windows.shave(work);
    left -= most - work.left();
    return !possible;
  });
}

}  // namespace

extern const Phase windows_at_once, time_windows, shaving;
const Phase windows_at_once{"windows at once", Needs::nothing, windows_at_once_applies, no_states,
                            run_windows_at_once};
const Phase time_windows{"time windows", Needs::nothing, few_and_unproved, no_states, run_time_windows};
const Phase shaving{"shaving", Needs::nothing, shaving_applies, no_states, run_shaving};

}  // namespace repetend::search
