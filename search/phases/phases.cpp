#include "search/phases/phase.hpp"
#include "sim/problem/durations.hpp"

namespace repetend::search {

extern const Phase plans_at_once, guided_lists, repetends, fold_plan, lean_repetends, polish,
    branch_and_bound, rearrange_plan, exchange_orders, improve, spare_memory, bound_by_windows,
    bound_by_shaving;

namespace {

// Every plan made on the way is offered to the incumbent, so that the search may end after any of them.
const Phase* const first[] = {
    &plans_at_once,     // an answer however short the time: one at a time, lists, schedules people use
    &guided_lists,      // lists that follow these schedules, where no plan is proved the shortest yet
    &bound_by_windows,  // a higher bound, by when each instance can run in a better plan
};

const Phase* const further[] = {
    &repetends,         // repeating schedules of 1, 2, 3 ... micro-batches, each completed to plans
    &fold_plan,         // repetends read off the shortest plan, where periods are compared
    &lean_repetends,    // repetends of less memory at the same period, where memory is what counts
    &polish,            // swaps on the critical path, while one shortens the best plan
    &branch_and_bound,  // small plans: the least makespan, proved
    &rearrange_plan,    // lists that follow the best plan but for a random part
    &exchange_orders,   // swaps that may make the plan longer for a while
};

const Phase* const last[] = {
    &improve,           // local searches and lists around the best plan, again and again
    &bound_by_shaving,  // a higher bound, by trying when each instance can run
    &spare_memory,      // plans as short as the best one that need less memory
};

}  // namespace

std::span<const Phase* const> first_phases() { return first; }
std::span<const Phase* const> further_phases() { return further; }
std::span<const Phase* const> last_phases() { return last; }

void run(const Phase& phase, PlacementSearch& search) {
  if (phase.needs == Needs::period && !is_periodic(*search.problem)) return;
  if (!phase.applies(search)) return;
  Budget part = search.budget.share(phase.effort(search));
  phase.run(search, part);
  search.budget.spend(part);
}

}  // namespace repetend::search
