// The improvement of the best plan, while its measure is not proved the least: looks around it, by swaps,
// by lists and by branch and bound of windows, as long as states or time are left.
#include <algorithm>

#include "search/completion/local_search.hpp"
#include "search/completion/rearrange.hpp"
#include "search/exact/reoptimise.hpp"
#include "search/modulo/disjunctive_graph.hpp"
#include "search/phases/phase.hpp"

namespace repetend::search {
namespace {

constexpr std::uint64_t no_limit = std::numeric_limits<std::uint64_t>::max();
constexpr std::size_t twins = 2;

// A way to look around the best plan.
enum class By { windows, swaps, lists };
struct Way {
  By by;
  Effort::Improve::Swaps swaps = {};
};

// States of a first look.
std::uint64_t first_states(const PlacementSearch& search) {
  return effort.improve.instances / search.problem->instances();
}

bool windows_apply(const PlacementSearch& search) {
  return search.problem->instances() <= effort.reoptimise.most_instances;
}

// Those that are worth it, beside those by windows. Where transfers wait, swaps and lists cost much more than
// all else, so they are for the user to ask for.
std::vector<Way> ways_of(const PlacementSearch& search) {
  const Options& options = search.options;
  const bool asked = options.improvement_states || options.improvement_rounds || options.time_limit_s;
  if (transfers_wait(*search.problem) && !asked)
    return windows_apply(search) ? std::vector{Way{By::windows}} : std::vector<Way>{};
  std::vector<Way> ways;
  for (const auto& swaps : effort.improve.swaps) ways.push_back({By::swaps, swaps});
  ways.push_back({By::lists});
  return ways;
}

// Of all looks.
std::uint64_t all_states_of(const PlacementSearch& search) {
  const Options& options = search.options;
  if (options.improvement_states) return *options.improvement_states;
  if (options.time_limit_s && !options.improvement_rounds) return no_limit;
  const std::uint64_t first = first_states(search), rounds = options.improvement_rounds.value_or(1);
  if ((first < effort.improve.fewest_states && !options.improvement_rounds) || ways_of(search).empty())
    return 0;
  const bool windows = windows_apply(search);
  const std::uint64_t looks = twins * (windows ? 1 + effort.improve.windows : 1);
  const std::uint64_t share = windows ? effort.improve.share_with_windows : effort.improve.share_of_used;
  return std::min(first * looks, search.budget.used() / share) * rounds;
}

bool improve_applies(const PlacementSearch& search) {
  return search.wants_better() && !search.tally.skipped && all_states_of(search) > 0 &&
         search.problem->instances() <= effort.improve.most_instances;
}

Candidate look(const PlacementSearch& search, const Plan& plan, const Way& how, std::uint64_t seed,
               Budget& budget) {
  Candidate candidate = search.incumbent.candidate(budget);
  const auto add = [&](auto found) {
    if (found) candidate.add(std::move(*found), own_schedule);
  };
  if (how.by == By::windows) {
    const ReoptimiseSettings settings{search.measure, search.enough(), seed};
    add(reoptimise(search.draft_model, plan.start, settings, budget));
  } else if (how.by == By::swaps) {
    const LocalSearchSettings settings{.measure = search.measure,
                                       .enough = search.enough(),
                                       .seed = seed,
                                       .share = how.swaps.share,
                                       .wide = how.swaps.wide,
                                       .far = how.swaps.far};
    add(local_search(*search.problem, plan.orders, settings, budget));
  } else {
    const RearrangeSettings settings{search.enough(), no_limit, seed, search.safe ? &*search.safe : nullptr,
                                     search.measure};
    Budget lists = budget.share(budget.left() / effort.improve.a_list + 1);
    add(rearrange(search.draft_model, search.segmentations, plan.start, settings, lists));
    budget.spend(lists);
  }
  return candidate;
}

// Two looks of the same kind run side by side from the best plan. True: a better plan was found.
bool improve_once(PlacementSearch& search, Budget& budget, const Way& how, std::uint64_t states,
                  std::uint64_t seed) {
  const Plan plan = *search.incumbent.plan();
  const Time before = *search.incumbent.measured();
  std::vector<Budget> parts(twins, budget.share(std::min(states, budget.left() / twins)));
  std::vector<std::optional<Candidate>> found(twins);
  std::vector<std::function<void()>> tasks;
  for (std::size_t k = 0; k < twins; ++k)
    tasks.emplace_back([&, k] { found[k] = look(search, plan, how, seed + k, parts[k]); });
  budget.workers().run_all(tasks);
  for (std::size_t k = 0; k < twins; ++k) {
    budget.spend(parts[k]);
    search.incumbent.improve(std::move(*found[k]), budget);
  }
  search.tally.looks += twins;
  return *search.incumbent.measured() < before;
}

// A kind of look goes on while it pays, then comes the next kind; when none has paid they take longer. Those
// by windows follow each of the others.
void run_improve(PlacementSearch& search, Budget& budget) {
  const Stop late = [&search] { return search.monitor->seconds() >= search.improve_until; };
  Budget all = budget.share(0, late).beside(all_states_of(search));
  const std::uint64_t first = std::max(first_states(search), effort.improve.fewest_states);
  std::uint64_t states = first, seed = search.options.seed;
  const std::vector<Way> ways = ways_of(search);
  std::size_t way = 0;
  const auto pays = [&](const Way& how) {
    if (search.least_proved() || all.left() < twins || all.stopped()) return false;
    seed += twins;
    return improve_once(search, all, how, how.by == By::windows ? effort.improve.windows * states : states,
                        seed);
  };
  for (std::size_t idle = 0; !search.least_proved() && all.left() >= twins && !all.stopped();) {
    bool paid = pays(ways[way]);
    if (ways[way].by != By::windows && windows_apply(search)) paid |= pays({By::windows});
    if (paid) {
      idle = 0;
      continue;
    }
    way = (way + 1) % ways.size();
    if (++idle % ways.size() == 0) states = std::min(2 * states, first * effort.improve.longest);
  }
  budget.add(all);
}

}  // namespace

extern const Phase improve;
const Phase improve{"improve", Needs::nothing, improve_applies, no_states, run_improve};

}  // namespace repetend::search
