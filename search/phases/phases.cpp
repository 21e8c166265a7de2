#include <algorithm>

#include "search/phases/phase.hpp"
#include "sim/problem/durations.hpp"

namespace repetend::search {

extern const Phase plans_at_once, guided_lists, interleaved_groups, repetends, fold_plan, lean_repetends,
    polish, branch_and_bound, rearrange_plan, exchange_orders, improve, spare_memory, windows_at_once,
    time_windows, shaving;

namespace {

// Every plan made on the way is offered to the incumbent, so that the search may end after any of them.
const Phase* const first[] = {
    &plans_at_once,       // an answer however short the time: one at a time, lists, schedules people use
    &interleaved_groups,  // interleaved 1F1B with groups that fit the memory
    &guided_lists,        // lists that follow these schedules, where no plan is proved the shortest yet
    &windows_at_once,     // whether an instance can run at no time in a better plan
};

const Phase* const further[] = {
    &repetends,         // repeating schedules of 1, 2, 3 ... micro-batches, each completed to plans
    &fold_plan,         // repetends read off the shortest plan, where periods are compared
    &lean_repetends,    // repetends of less memory at the same period, where memory is what counts
    &polish,            // swaps on the critical path, while one shortens the best plan
    &time_windows,      // a higher bound, by when each instance can run in a better plan
    &branch_and_bound,  // small plans: the least makespan, proved
    &rearrange_plan,    // lists that follow the best plan but for a random part
    &exchange_orders,   // swaps that may make the plan longer for a while
};

const Phase* const last[] = {
    &improve,       // local searches and lists around the best plan, again and again
    &shaving,       // a higher bound, by trying when each instance can run
    &spare_memory,  // plans as short as the best one that need less memory
};

}  // namespace

std::span<const Phase* const> first_phases() { return first; }
std::span<const Phase* const> further_phases() { return further; }
std::span<const Phase* const> last_phases() { return last; }

namespace {

bool may_run(const Phase& phase, const PlacementSearch& search) {
  return (phase.needs != Needs::period || is_periodic(*search.problem)) && phase.applies(search);
}

// One look of a phase.
struct Piece {
  const Phase* phase;
  std::uint64_t round;
  Budget budget;
  std::uint64_t states = budget.left();
  std::optional<Candidate> found = {};

  void look(const PlacementSearch& search, const Plan& best) {
    found = phase->look->around(search, best, round, budget);
  }
};

// As if it had begun when those before had ended. True: there is another best plan.
bool keep(Piece& piece, PlacementSearch& search, const Plan& best) {
  const Budget now = search.budget.share(piece.phase->effort(search));
  if (now.left() != piece.states) {
    piece.budget = now;
    piece.look(search, best);
  }
  search.budget.spend(piece.budget);
  const Value before = search.incumbent.value();
  piece.phase->look->keep(search, std::move(*piece.found), piece.budget);
  return search.incumbent.value() < before;
}

// Leaves the phases that are to look again, and the round of the first of them.
void look_around(std::span<const Phase* const>& phases, std::uint64_t& round, PlacementSearch& search) {
  std::vector<Piece> pieces;
  for (const Phase* phase : phases)
    if (may_run(*phase, search))
      pieces.push_back(
          {phase, phase == phases.front() ? round : 0, search.budget.share(phase->effort(search))});
  const Piece* better = nullptr;
  const std::optional<Plan> best = pieces.empty() ? std::nullopt : search.incumbent.plan();
  std::vector<Attempt> attempts;
  for (Piece& piece : pieces)
    attempts.push_back({[&](const Stop& needless) {
                          piece.budget = piece.budget.share(piece.states, needless);
                          piece.look(search, *best);
                        },
                        [&] {
                          if (keep(piece, search, *best)) better = &piece;
                          return better != nullptr;
                        }});
  search.budget.workers().run_in_order(attempts);
  const bool again = better && better->round + 1 < better->phase->look->rounds;
  const auto at = better ? std::ranges::find(phases, better->phase) : phases.end();
  phases = {better && !again ? at + 1 : at, phases.end()};
  round = again ? better->round + 1 : 0;
}

}  // namespace

std::size_t at_once(std::span<const Phase* const> phases) {
  const auto end = std::ranges::find_if(phases, [](const Phase* phase) { return !phase->look; });
  return std::max<std::size_t>(1, static_cast<std::size_t>(end - phases.begin()));
}

void run(std::span<const Phase* const> phases, PlacementSearch& search) {
  for (std::uint64_t round = 0; !phases.empty() && phases.front()->look;) look_around(phases, round, search);
  if (phases.empty() || !may_run(*phases.front(), search)) return;
  Budget part = search.budget.share(phases.front()->effort(search));
  phases.front()->run(search, part);
  search.budget.spend(part);
}

void run(const Phase& phase, PlacementSearch& search) {
  const Phase* const one[] = {&phase};
  run(one, search);
}

}  // namespace repetend::search
