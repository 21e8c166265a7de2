// The improvement of the best plan, while its measure is not proved the least: looks around it, by swaps and
// by lists, as long as states or time are left.
#include <algorithm>

#include "search/completion/local_search.hpp"
#include "search/completion/rearrange.hpp"
#include "search/modulo/disjunctive_graph.hpp"
#include "search/phases/phase.hpp"

namespace repetend::search {
namespace {

constexpr std::uint64_t no_limit = std::numeric_limits<std::uint64_t>::max();
constexpr std::size_t kinds = std::size(effort.improve.swaps) + 1, twins = 2;

// States of a first look.
std::uint64_t first_states(const PlacementSearch& search) {
  return effort.improve.instances / search.problem->instances();
}

// Of all looks. Where transfers wait a look costs much more than all else, so it is for the
// user to ask for.
std::uint64_t all_states_of(const PlacementSearch& search) {
  const Options& options = search.options;
  if (options.improvement_states) return *options.improvement_states;
  if (options.time_limit_s && !options.improvement_rounds) return no_limit;
  const std::uint64_t first = first_states(search), rounds = options.improvement_rounds.value_or(1);
  if (first < effort.improve.fewest_states ||
      (!options.improvement_rounds && transfers_wait(*search.problem)))
    return 0;
  return std::min(first * twins, search.budget.used() / effort.improve.share_of_used) * rounds;
}

bool improve_applies(const PlacementSearch& search) {
  return search.wants_better() && !search.tally.skipped && all_states_of(search) > 0 &&
         search.problem->instances() <= effort.improve.most_instances;
}

// The kinds are swaps, each with a threshold of its own, and lists.
Candidate look(const PlacementSearch& search, const Plan& plan, std::size_t kind, std::uint64_t seed,
               Budget& budget) {
  Candidate candidate = search.incumbent.candidate(budget);
  if (kind < std::size(effort.improve.swaps)) {
    const LocalSearchSettings settings{.measure = search.measure,
                                       .enough = search.enough(),
                                       .seed = seed,
                                       .share = effort.improve.swaps[kind].share,
                                       .far = effort.improve.swaps[kind].far};
    if (auto found = local_search(*search.problem, plan.orders, settings, budget))
      candidate.add(std::move(*found), own_schedule);
  } else {
    const RearrangeSettings settings{search.enough(), no_limit, seed, search.safe ? &*search.safe : nullptr,
                                     search.measure};
    Budget lists = budget.share(budget.left() / effort.improve.a_list + 1);
    if (auto found = rearrange(search.draft_model, search.segmentations, plan.start, settings, lists))
      candidate.add(std::move(*found), own_schedule);
    budget.spend(lists);
  }
  return candidate;
}

// Two looks of the same kind run side by side from the best plan. True: a better plan was found.
bool improve_once(PlacementSearch& search, Budget& budget, std::size_t kind, std::uint64_t states,
                  std::uint64_t seed) {
  const Plan plan = *search.incumbent.plan();
  const Time before = *search.incumbent.measured();
  std::vector<Budget> parts(twins, budget.share(std::min(states, budget.left() / twins)));
  std::vector<std::optional<Candidate>> found(twins);
  std::vector<std::function<void()>> tasks;
  for (std::size_t k = 0; k < twins; ++k)
    tasks.emplace_back([&, k] { found[k] = look(search, plan, kind, seed + k, parts[k]); });
  budget.workers().run_all(tasks);
  for (std::size_t k = 0; k < twins; ++k) {
    budget.spend(parts[k]);
    search.incumbent.improve(std::move(*found[k]), budget);
  }
  search.tally.looks += twins;
  return *search.incumbent.measured() < before;
}

// A kind of look goes on while it pays, then comes the next kind; when none has paid they take longer.
void run_improve(PlacementSearch& search, Budget& budget) {
  const Stop late = [&search] { return search.monitor->seconds() >= search.improve_until; };
  Budget all = budget.share(0, late).beside(all_states_of(search));
  const std::uint64_t first = std::max(first_states(search), effort.improve.fewest_states);
  std::uint64_t states = first, seed = search.options.seed;
  std::size_t kind = 0;
  for (std::size_t idle = 0; !search.least_proved() && all.left() >= twins && !all.stopped();) {
    seed += twins;
    if (improve_once(search, all, kind, states, seed)) {
      idle = 0;
      continue;
    }
    kind = (kind + 1) % kinds;
    if (++idle % kinds == 0) states = std::min(2 * states, first * effort.improve.longest);
  }
  budget.add(all);
}

}  // namespace

extern const Phase improve;
const Phase improve{"improve", Needs::nothing, improve_applies, no_states, run_improve};

}  // namespace repetend::search
