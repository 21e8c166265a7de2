#include "search/phases/placement_search.hpp"

#include <algorithm>

namespace repetend::search {
namespace {

std::uint64_t states_for(const Problem& problem, std::uint64_t limit) {
  constexpr std::uint64_t full = effort.beam.full_blocks;
  return limit * full / std::max<std::uint64_t>(full, problem.blocks.size());
}

CompletionsBound bound_where_measured(const Problem& problem, Measure measure) {
  return measure == Measure::completions ? completions_bound(problem) : CompletionsBound{};
}

// Where memory runs out on the way, the same list that takes only what is safe, and one with half as many
// micro-batches in flight, and half of those, until it fits.
std::vector<Draft> lists_that_fit(const PlacementSearch& search, const Budget& budget,
                                  const Segments& segments, Priority priority) {
  std::vector<Draft> made;
  const auto add = [&] {
    auto draft = list_schedule(search.draft_model, segments, priority, budget);
    if (draft) made.push_back(std::move(*draft));
    return draft.has_value();
  };
  if (add()) return made;
  if (search.safe) {
    priority.safe = &*search.safe;
    add();
    priority.safe = nullptr;
  }
  priority.in_flight = std::min(priority.in_flight, search.problem->micro_batches);
  while (priority.in_flight > 1 && !budget.stopped()) {
    priority.in_flight /= 2;
    if (add()) break;
  }
  return made;
}

void play_repetend(PlacementSearch& search, Budget& budget, const CyclicPlan& plan, int rank) {
  if (budget.stopped()) return;
  const std::vector<Time> start = played_starts(*search.problem, plan);
  Orders orders = orders_by_start(*search.problem, start);
  if (budget.stopped()) return;
  Candidate candidate = search.incumbent.candidate(budget);
  if (compares_periods(search.options.objective)) candidate.add(orders, start, own_schedule);
  candidate.add(std::move(orders), own_schedule, &plan);
  search.incumbent.offer(std::move(candidate), rank, budget);
}

}  // namespace

void Tally::found_repetend(int u, Time period) {
  const auto known = std::ranges::find(repetends, u, &std::pair<int, Time>::first);
  if (known == repetends.end())
    repetends.emplace_back(u, period);
  else if (period > 0 && (known->second == 0 || period < known->second))
    known->second = period;
}

Compiled Compiled::of(const Problem& problem, Monitor& monitor) {
  const Stop stop = [&monitor] { return monitor.set_up_too_long(); };
  Compiled made;
  monitor.workers().run_all({[&] { made.draft_model.emplace(problem); },
                             [&] { made.safe = SafeMemory::of(problem, stop); },
                             [&] { made.segmentations = search::segmentations(problem, stop); },
                             [&] { made.period = period_bound(problem, stop); },
                             [&] { made.pipeline = recognise_pipeline(problem); },
                             [&] { made.makespan = makespan_bound(problem, stop); }});
  return made;
}

PlacementSearch::PlacementSearch(std::shared_ptr<const Problem> p, const Options& o,
                                 std::shared_ptr<Monitor> m)
    : PlacementSearch(p, o, m, Compiled::of(*p, *m)) {}

PlacementSearch::PlacementSearch(std::shared_ptr<const Problem> p, const Options& o,
                                 std::shared_ptr<Monitor> m, Compiled made)
    : monitor(std::move(m)),
      problem(std::move(p)),
      options(o),
      measure(measure_of(o.objective)),
      draft_model(std::move(*made.draft_model)),
      safe(std::move(made.safe)),
      segmentations(std::move(made.segmentations)),
      pipeline(std::move(made.pipeline)),
      period(std::move(made.period)),
      makespan(std::move(made.makespan)),
      completions(bound_where_measured(*problem, measure)),
      budget(monitor, states_for(*problem, o.state_limit)),
      contest{problem, &draft_model, o.objective, o.period_at_most, period.exact},
      incumbent(contest) {}

PlacementSearch::PlacementSearch(const PlacementSearch& before, const Options& o)
    : monitor(before.monitor),
      problem(before.problem),
      options(o),
      measure(measure_of(o.objective)),
      draft_model(before.draft_model),
      safe(before.safe),
      segmentations(before.segmentations),
      pipeline(before.pipeline),
      period(before.period),
      makespan(before.makespan),
      completions(bound_where_measured(*problem, measure)),
      budget(monitor, states_for(*problem, o.state_limit)),
      contest{problem, &draft_model, o.objective, o.period_at_most, period.exact},
      incumbent(contest),
      repetends(before.repetends),
      follows(true) {
  tally.repetends = before.tally.repetends;
  tally.least_periods = before.tally.least_periods;
}

void PlacementSearch::begin_beam(int width) {
  if (beam_width > 0) budget.refill(states_for(*problem, options.state_limit));
  first_beam = beam_width == 0;
  beam_width = width;
}

bool PlacementSearch::shortest_proved() const {
  const auto length = incumbent.makespan();
  return length && *length <= makespan.value;
}

bool PlacementSearch::least_proved() const {
  const auto value = incumbent.measured();
  return value && *value <= enough();
}

bool PlacementSearch::wants_better() const {
  if (!incumbent.plan() || least_proved()) return false;
  return !compares_periods(options.objective) || !incumbent.plan()->repetend;
}

void PlacementSearch::raise_bound(Time bound, const char* name, const char* reason) {
  if (bound <= enough()) return;
  if (measure == Measure::makespan)
    makespan = {bound, name, reason};
  else
    completions = {bound, name, reason};
}

bool PlacementSearch::nothing_to_gain() const {
  if (options.objective != Objective::makespan || !shortest_proved()) return false;
  const auto& repetend = incumbent.plan()->repetend;
  return repetend && Ratio{repetend->period, repetend->micro_batches} <= period.exact;
}

std::vector<Segments> segmentations(const Problem& problem, const Stop& stop) {
  std::vector<Segments> all;
  if (too_large_for_lists(problem)) return all;
  if (problem.transfer == TransferMode::blocking)
    if (auto found = transfer_segments(problem, stop)) all.push_back(std::move(*found));
  all.push_back(single_blocks(problem));
  return all;
}

void try_list(PlacementSearch& search, Budget& budget, const Priority& priority, int rank) {
  if (budget.stopped() || search.segmentations.empty()) return;
  Candidate candidate = search.incumbent.candidate(budget);
  bool fits = false;
  for (const Segments& segments : search.segmentations) {
    auto made = lists_that_fit(search, budget, segments, priority);
    fits |= !made.empty();
    for (Draft& draft : made) candidate.add(std::move(draft), own_schedule);
  }
  search.incumbent.offer(std::move(candidate), rank, budget);
  ++search.tally.lists;
  search.tally.lists_fit += fits;
}

void complete(PlacementSearch& search, Budget& budget, const CyclicPlan& plan) {
  std::vector<Priority> guided;
  for (const Pick pick : {Pick::soonest, Pick::active}) {
    if (plan.u > 1) break;
    guided.push_back({plan.schedule.start, plan.schedule.period, pick});
    guided.push_back(fillers_last(*search.problem, guided.back()));
  }
  int& rank = search.next_repetend_rank;
  std::vector<std::function<void()>> tasks{[&, rank = rank++] { play_repetend(search, budget, plan, rank); }};
  for (const Priority& priority : guided)
    tasks.emplace_back([&, rank = rank++] { try_list(search, budget, priority, rank); });
  budget.workers().run_all(tasks);
}

}  // namespace repetend::search
