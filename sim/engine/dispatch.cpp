#include "sim/engine/dispatch.hpp"

#include "sim/core/error.hpp"
#include "sim/engine/dispatcher.hpp"
#include "sim/plan/pool_waits.hpp"
#include "sim/plan/runnable.hpp"

namespace repetend {
namespace {

void require_playable(const Plan& plan) {
  auto fault = find_misplaced(*plan.problem, plan.orders, true);
  if (!fault) fault = find_uncoupled(*plan.problem, plan.orders, plan.couplings);
  if (fault) throw RequestError("the plan cannot be run: " + *fault);
}

Plan played(Plan plan, bool grant_memory) {
  require_playable(plan);
  Dispatcher dispatcher(*plan.problem, plan.orders, grant_memory);
  const SimulateOptions options{
      .durations = plan.durations, .memory_curves = false, .transfers = false, .couplings = &plan.couplings};
  const Simulation run = Run(*plan.problem, plan.orders, options, &dispatcher).execute();
  plan = with_times(std::move(plan), run);
  add_waits(plan, dispatcher.waits_for_start());
  if (grant_memory) add_waits(plan, pool_waits(plan, dispatcher.succession()));
  // With its orders and waits it may be shorter than what was dispatched: who had to stand behind another for
  // one pool needs no turn at it, and a machine with an order posts receives while what sends is still
  // computing.
  return time_plan(std::move(plan));
}

}  // namespace

Plan dispatch(Plan plan) { return played(std::move(plan), true); }
Plan dispatch_regardless_of_memory(Plan plan) { return played(std::move(plan), false); }

}  // namespace repetend
