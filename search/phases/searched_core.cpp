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

std::optional<Core> core_of(const Problem& whole) {
  Option without{"without", {}, {}}, with{"with", {}, {}};
  Core core;
  for (BlockId b : ids<BlockId>(whole.blocks.size())) {
    const bool once = whole.block(b).repeat != Repeat::each;
    if (once)
      with.blocks.push_back(b);
    else
      core.original.push_back(b);
    const auto on = machines_of(whole, b);
    if (!once && !std::ranges::all_of(on, [&](MachineId m) { return computes(whole, m); }))
      return std::nullopt;
  }
  if (with.blocks.empty() || core.original.empty() || !whole.choices.empty()) return std::nullopt;
  Problem choosing = whole;
  choosing.choices = {{"once", {without, with}}};
  const std::size_t first = 0;
  Problem problem = with_choices(choosing, {&first, 1});
  problem.chosen.clear();
  problem.machines.clear();
  problem.interference.clear();
  if (!is_plain(problem)) return std::nullopt;
  core.problem = std::make_shared<const Problem>(std::move(problem));
  return core;
}

Orders orders_of_whole(const Problem& whole, const Core& core, const Orders& orders) {
  Orders result(machine_count(whole));
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
