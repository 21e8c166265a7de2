#include "search/phases/searched_core.hpp"

#include <algorithm>

#include "sim/core/error.hpp"
#include "sim/engine/dispatch.hpp"
#include "sim/problem/choices.hpp"
#include "sim/problem/extensions.hpp"
#include "sim/problem/machines.hpp"
#include "sim/schedules/once_blocks.hpp"
#include "sim/verify/verify.hpp"

namespace repetend::search {
namespace {

// What every micro-batch runs, and which block of the whole each of its blocks is.
struct Core {
  std::shared_ptr<const Problem> problem;
  std::vector<BlockId> original;
};

bool leaves_computing(const Problem& problem, BlockId b) {
  return !std::ranges::all_of(machines_of(problem, b), [&](MachineId m) { return computes(problem, m); });
}

std::optional<Core> core_of(const Problem& whole) {
  Option without{"without", {}, {}}, with{"with", {}, {}};
  Core core;
  for (BlockId b : ids<BlockId>(whole.blocks.size())) {
    const bool once = whole.block(b).repeat != Repeat::each;
    if (once)
      with.blocks.push_back(b);
    else
      core.original.push_back(b);
  }
  if (with.blocks.empty() || core.original.empty() || !whole.choices.empty()) return std::nullopt;
  Problem choosing = whole;
  choosing.choices = {{"once", {without, with}}};
  const std::size_t first = 0;
  Problem problem = with_choices(choosing, {&first, 1});
  problem.chosen.clear();
  problem.interference.clear();
  if (!std::ranges::any_of(ids<BlockId>(problem.blocks.size()),
                           [&](BlockId b) { return leaves_computing(problem, b); }))
    problem.machines.clear();
  if (!has_plain_plans(problem)) return std::nullopt;
  core.problem = std::make_shared<const Problem>(std::move(problem));
  return core;
}

Orders orders_of_whole(const Problem& whole, const Core& core, const Orders& orders) {
  Orders result(machine_count(whole));  // the core's machines come first there
  for (MachineId m : orders.ids())
    for (const Instance i : orders[m]) result[m].push_back({core.original[i.block.index()], i.micro_batch});
  place_once_blocks(whole, result);
  return result;
}

}  // namespace

std::optional<SearchedCore> searched_core(const std::shared_ptr<const Problem>& whole,
                                          const Options& options) {
  const auto core = core_of(*whole);
  if (!core) return std::nullopt;
  Options quiet = options;  // its plans are none of the whole
  quiet.improved = nullptr;
  quiet.progress = nullptr;
  const Result found = search({core->problem}, quiet);
  if (!found.plan) return std::nullopt;
  try {
    Plan plan = dispatch({whole, "search", orders_of_whole(*whole, *core, found.plan->orders), {}, {}});
    require_valid(plan);
    return SearchedCore{std::move(plan), found.makespan_bound, found.states_expanded};
  } catch (const RequestError&) {  // what runs once has no room
    return std::nullopt;
  }
}

}  // namespace repetend::search
