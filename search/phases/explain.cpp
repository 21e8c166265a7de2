#include "search/phases/explain.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "search/completion/least_memory.hpp"
#include "sim/core/human.hpp"

namespace repetend::search {
namespace {

std::string repetends_tried(const Tally& tally) {
  std::vector<std::string> words;
  for (const auto& [u, period] : tally.repetends)
    words.push_back(fmt::format("{} for {} micro-batch{}", period > 0 ? human_time(period) : "none found", u,
                                u == 1 ? "" : "es"));
  return words.empty() ? "repetends: none tried" : fmt::format("repetends: {}", fmt::join(words, ", "));
}

std::string what_was_tried(const PlacementSearch& search) {
  const Tally& tally = search.tally;
  std::string text = fmt::format(
      "placement {}: {}; list schedules: {} tried, {} fit; schedules people use: {} applicable, {} fit",
      search.problem->placement, repetends_tried(tally), tally.lists.load(), tally.lists_fit.load(),
      tally.schedules.load(), tally.schedules_fit.load());
  if (tally.swaps > 0) text += fmt::format("; swaps on the critical path: {} tried", tally.swaps);
  if (tally.rearranged > 0) text += fmt::format("; lists around the best plan: {} tried", tally.rearranged);
  if (tally.looks > 0) text += fmt::format("; looks around the best plan: {}", tally.looks);
  if (tally.makespan_states > 0) text += fmt::format("; branch and bound: {} states", tally.makespan_states);
  if (tally.period_states > 0)
    text += fmt::format("; branch and bound of periods: {} states", tally.period_states);
  if (const auto length = search.incumbent.makespan())
    text += fmt::format("; its best plan takes {}", human_time(*length));
  if (tally.cut) text += "; it ended at its limit, a longer search may find more";
  if (tally.skipped)
    text += fmt::format("; no repetend was searched for, as no plan of it takes less than {}",
                        human_time(search.makespan.value));
  return text;
}

// The makespan is N periods and what warm-up and cool-down add; so is the bound.
std::string where_the_gap_is(const PlacementSearch& best, Time bound) {
  const Plan& plan = *best.incumbent.plan();
  const Time gap = *best.incumbent.makespan() - bound;
  std::string text = fmt::format("the makespan is {} above the bound", human_time(gap));
  if (!plan.repetend) return text + ": this plan has no repeating part to compare with the period bound";
  const Wide n = plan.problem->micro_batches;
  const Wide longer = static_cast<Wide>(plan.repetend->period) * n / plan.repetend->micro_batches -
                      static_cast<Wide>(best.period.exact.num) * n / best.period.exact.den;
  if (longer <= 0)
    return text +
           ": the repetend is proved the shortest, so all of it is in the warm-up and the cool-down, "
           "of which the bound knows only the shortest ways in and out";
  if (longer >= gap)
    return text + fmt::format(": the repetend is {} longer than its bound in all {} micro-batches together",
                              human_time(static_cast<Time>(longer)), plan.problem->micro_batches);
  return text +
         fmt::format(": {} since the repetend is longer than its bound, {} in the warm-up and cool-down",
                     human_time(static_cast<Time>(longer)), human_time(gap - static_cast<Time>(longer)));
}

Time least_bound(const PlacementSearches& searches) {
  const auto bound = [](const auto& search) { return search->makespan.value; };
  return bound(*std::ranges::min_element(searches, {}, bound));
}

// The placement whose memory comes closest.
std::string why_none_fits(const PlacementSearches& searches, const Stop& stop) {
  std::optional<LeastMemory> least;
  const Problem* problem = nullptr;
  for (const auto& search : searches) {
    const LeastMemory found = least_memory(*search->problem, stop);
    if (least && least->needed <= found.needed) continue;
    least = found;
    problem = search->problem.get();
  }
  return in_words(*problem, *least);
}

std::string why_not_so_short(const PlacementSearch& best, Time asked) {
  const Ratio& bound = best.period.exact;
  if (Ratio{asked, 1} < bound)
    return fmt::format("no plan has a period of {} a micro-batch: the least possible is {} ({}: {})",
                       human_time(asked), human_time(bound.ceil()), best.period.name, best.period.reason);
  const Plan& plan = *best.incumbent.plan();
  const std::string shortest = human_time(period_a_micro_batch(plan).ceil());
  const std::string found =
      plan.repetend ? fmt::format("the shortest found is {}", shortest)
                    : fmt::format("{} micro-batches are too few to repeat, the shortest plan takes {} each",
                                  plan.problem->micro_batches, shortest);
  return fmt::format("found no plan with a period of at most {} a micro-batch: {}, the bound is {}",
                     human_time(asked), found, human_time(bound.ceil()));
}

}  // namespace

std::vector<std::string> explain(const PlacementSearches& searches, const PlacementSearch& best) {
  std::vector<std::string> notes;
  const auto length = best.incumbent.makespan();
  if (length && *length > least_bound(searches))
    notes.push_back(where_the_gap_is(best, least_bound(searches)));
  for (const auto& search : searches) notes.push_back(what_was_tried(*search));
  return notes;
}

std::vector<std::string> placements_without_plan(const PlacementSearches& searches, const Stop& stop) {
  std::vector<std::string> reasons;
  for (const auto& search : searches) {
    const Problem& problem = *search->problem;
    const Tally& tally = search->tally;
    const bool waits =
        problem.transfer == TransferMode::blocking || problem.transfer == TransferMode::rendezvous;
    const bool tried = !tally.skipped && tally.lists + tally.schedules > 0;
    if (search->incumbent.plan() || !waits || !tried) continue;
    const LeastMemory least = least_memory(problem, stop);
    if (least.needed == 0)
      reasons.push_back(fmt::format("placement {}: {}", problem.placement, in_words(problem, least)));
  }
  return reasons;
}

std::string why_no_plan(const PlacementSearches& searches, const PlacementSearch& best,
                        const Options& options, const Monitor& monitor) {
  if (!best.incumbent.plan()) {
    const Stop cancelled = [&] { return monitor.cancelled(); };
    std::string none_fits = cancelled() ? "" : why_none_fits(searches, cancelled);
    return cancelled() ? "cancelled before a first plan was found" : none_fits;
  }
  if (!options.period_at_most) return "";
  const Time asked = *options.period_at_most;
  if (!(Ratio{asked, 1} < period_a_micro_batch(*best.incumbent.plan()))) return "";
  return why_not_so_short(best, asked);
}

}  // namespace repetend::search
