#include "search/phases/portfolio.hpp"

#include <algorithm>

#include "search/phases/judge.hpp"
#include "search/phases/phase.hpp"

namespace repetend::search {
namespace {

std::optional<Time> least_measured(const PlacementSearches& searches) {
  std::optional<Time> least;
  for (const auto& search : searches)
    if (const auto value = search->incumbent.measured()) least = std::min(least.value_or(*value), *value);
  return least;
}

// The widths of the beams that are tried, each with all phases before the next. What goes on from another
// search has its repetends already.
std::vector<int> beam_widths(const PlacementSearch& search) {
  const int asked = search.options.beam_width;
  std::vector<int> widths;
  for (std::int64_t width = effort.beam.usual; width < asked && !search.follows; width *= effort.beam.wider)
    widths.push_back(static_cast<int>(width));
  widths.push_back(asked);
  return widths;
}

// What a wider beam finds is a start for the phases that look around the best plan only where it made that
// better.
void run_further(PlacementSearch& search) {
  const Incumbent& incumbent = search.incumbent;
  const bool started = incumbent.plan().has_value();
  const Value before = incumbent.value();
  const auto better = [&] { return incumbent.plan() && (!started || incumbent.value() < before); };
  for (auto phases = further_phases(); !phases.empty(); phases = phases.subspan(at_once(phases)))
    if (search.first_beam || phases.front()->needs == Needs::period || better())
      run(phases.first(at_once(phases)), search);
}

// The placements are searched side by side; what was found so far decides which of them are left out.
void run_phases(const PlacementSearches& searches, Workers& workers) {
  const auto on_each = [&](const std::function<void(PlacementSearch&)>& work) {
    std::vector<std::function<void()>> tasks;
    for (const auto& search : searches) tasks.emplace_back([&] { work(*search); });
    workers.run_all(tasks);
  };
  for (const Phase* phase : first_phases()) on_each([&](PlacementSearch& search) { run(*phase, search); });
  for (const int width : beam_widths(*searches.front())) {
    const std::optional<Time> least = least_measured(searches);
    on_each([&](PlacementSearch& search) {
      search.begin_beam(width);
      search.tally.skipped = !compares_periods(search.options.objective) && least && *least < search.enough();
      if (!search.tally.skipped) run_further(search);
      search.tally.cut = search.budget.out();
    });
    PlacementSearch& best = best_of(searches);
    for (const Phase* phase : last_phases()) run(*phase, best);
  }
}

// The plan of each placement.
void offer(const PlacementSearches& from, const PlacementSearches& to) {
  for (std::size_t i = 0; i < from.size(); ++i) {
    Candidate candidate = to[i]->incumbent.candidate(to[i]->budget);
    if (const auto& plan = from[i]->incumbent.plan()) candidate.add(Plan(*plan));
    to[i]->incumbent.offer(std::move(candidate), rank::other_search, to[i]->budget);
  }
}

// What a search for that objective goes on from.
std::optional<Objective> base_of(Objective objective) {
  if (objective == Objective::latency) return Objective::makespan;
  if (objective == Objective::memory) return Objective::period;
  return std::nullopt;
}

}  // namespace

Portfolio::Portfolio(const Placements& placements, const Options& options)
    : placements_(placements), options_(options), monitor_(std::make_shared<Monitor>(options)) {}

std::uint64_t Portfolio::states() const {
  std::uint64_t states = 0;
  for (const auto& run : runs_)
    for (const auto& search : run->searches) states += search->budget.expanded();
  return states;
}

Portfolio::ObjectiveSearch* Portfolio::find(Objective objective) const {
  const auto at = std::ranges::find(runs_, objective, [](const auto& run) { return run->options.objective; });
  return at == runs_.end() ? nullptr : at->get();
}

// A time limit alone lets the improvement go on until time is up, but only after all else.
bool Portfolio::ends_with_time() const {
  return options_.time_limit_s && !options_.improvement_states && !options_.improvement_rounds;
}

void Portfolio::run() {
  run(options_.objective);
  const bool compared = options_.objective != Objective::makespan &&
                        placements_.front()->instances() <= effort.portfolio.instances;
  if (compared && !settled(searches())) run_others();
  if (ends_with_time() && !settled(searches())) improve_until_time_is_up();
}

void Portfolio::run(Objective objective) {
  const auto base = base_of(objective);
  if (base && !find(*base)) run(*base);
  const ObjectiveSearch& mine = base ? follow(*find(*base), objective) : begin(objective);
  if (!base || !monitor_->stopped()) run_phases(mine.searches, monitor_->workers());
  for (const auto& search : mine.searches) search->budget.tell_rest();
}

Portfolio::ObjectiveSearch& Portfolio::begin(Objective objective) {
  auto& run = *runs_.emplace_back(std::make_unique<ObjectiveSearch>(options_));
  run.options.objective = objective;
  if (ends_with_time()) run.options.improvement_rounds = 1;
  run.searches.resize(placements_.size());
  std::vector<std::function<void()>> tasks;
  for (std::size_t i = 0; i < placements_.size(); ++i)
    tasks.emplace_back([&, i] {
      run.searches[i] = std::make_unique<PlacementSearch>(placements_[i], run.options, monitor_);
    });
  monitor_->workers().run_all(tasks);
  monitor_->bound(makespan_bound_of(run.searches).value);
  return run;
}

Portfolio::ObjectiveSearch& Portfolio::follow(const ObjectiveSearch& base, Objective objective) {
  auto& run = *runs_.emplace_back(std::make_unique<ObjectiveSearch>(base.options));
  run.options.objective = objective;
  for (const auto& before : base.searches)
    run.searches.push_back(std::make_unique<PlacementSearch>(*before, run.options));
  offer(base.searches, run.searches);
  return run;
}

void Portfolio::run_others() {
  const bool periodic = std::ranges::all_of(placements_, [](const auto& p) { return is_periodic(*p); });
  for (const Objective other :
       {Objective::makespan, Objective::period, Objective::latency, Objective::memory})
    if (!find(other) && !monitor_->stopped() && (periodic || !compares_periods(other))) run(other);
  for (const auto& run : runs_)
    if (run->options.objective != options_.objective) offer(run->searches, searches());
}

// In turns, as a better plan may be what the bound proves, and a higher bound ends the search early; each
// turn ends with what the plan needs in memory.
void Portfolio::improve_until_time_is_up() {
  ObjectiveSearch& own = *find(options_.objective);
  own.options.improvement_rounds.reset();
  PlacementSearch& best = best_of(own.searches);
  for (const Effort::Portfolio::Turn& turn : effort.portfolio.turns) {
    best.improve_until = turn.improvement * *options_.time_limit_s;
    best.bound_until = turn.bound * *options_.time_limit_s;
    for (const Phase* phase : last_phases()) repetend::search::run(*phase, best);
  }
}

}  // namespace repetend::search
