// Higher bounds of the measure of plans of few instances, by when each of them can run: at first what follows
// at once, and at the end what is found by trying.
#include "search/exact/time_windows.hpp"
#include "search/phases/phase.hpp"

namespace repetend::search {
namespace {

constexpr auto sizes = effort.time_windows;

bool few_and_unproved(const PlacementSearch& search) {
  return search.problem->instances() <= sizes.most_instances && search.wants_better();
}

void raise_bound(PlacementSearch& search, Time bound) {
  constexpr const char* reason = "in a better plan some instance has no time left to run";
  if (bound <= search.enough()) return;
  if (search.measure == Measure::makespan)
    search.makespan = {bound, "time windows", reason};
  else
    search.completions = {bound, "time windows", reason};
}

// First whether the best plan is proved at once, then by bisection the least measure that is not refuted, or
// one within `close` of it.
template <class Refuted>
void raise_bound_by(PlacementSearch& search, Time close, Refuted refuted) {
  Time low = search.enough(), high = *search.incumbent.measured();
  for (Time middle = high - 1; high - low > close; middle = low + (high - low) / 2) {
    if (refuted(middle))
      low = middle + 1;
    else
      high = middle;
  }
  raise_bound(search, low);
}

void run_bound_by_windows(PlacementSearch& search, Budget& budget) {
  WorkLimit work(budget.stop(), sizes.steps);
  TimeWindows windows(*search.problem, search.measure);
  raise_bound_by(search, 0, [&](Time at_most) { return !windows.begin(at_most, work); });
}

// A share of what all else took.
std::uint64_t shaving_steps(const PlacementSearch& search) {
  const Options& options = search.options;
  const std::uint64_t states = search.budget.expanded() / sizes.share_of_used;
  const std::uint64_t all = states * search.problem->instances() * effort.reoptimise.steps;
  const bool asked = options.time_limit_s && !options.improvement_rounds;
  return asked ? sizes.most_shaving : std::min(all, sizes.shaving) * options.improvement_rounds.value_or(1);
}

bool bound_by_shaving_applies(const PlacementSearch& search) {
  return few_and_unproved(search) && !search.tally.skipped && shaving_steps(search) > 0;
}

// Of the steps that are left each trial takes half.
void run_bound_by_shaving(PlacementSearch& search, Budget& budget) {
  std::uint64_t left = shaving_steps(search);
  TimeWindows windows(*search.problem, search.measure);
  raise_bound_by(search, *search.incumbent.measured() / sizes.close, [&](Time at_most) {
    const std::uint64_t most = left / 2;
    WorkLimit work(budget.stop(), most);
    const bool possible = windows.begin(at_most, work) && windows.shave(work);
    left -= most - work.left();
    return !possible;
  });
}

}  // namespace

extern const Phase bound_by_windows, bound_by_shaving;
const Phase bound_by_windows{"time windows", Needs::nothing, few_and_unproved, no_states,
                             run_bound_by_windows};
const Phase bound_by_shaving{"shaving", Needs::nothing, bound_by_shaving_applies, no_states,
                             run_bound_by_shaving};

}  // namespace repetend::search
