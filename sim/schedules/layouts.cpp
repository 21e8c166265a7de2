#include "sim/schedules/layouts.hpp"

#include <algorithm>
#include <set>

namespace repetend {
namespace {

bool tensor_parallel_only(const PipelineView& view) {
  return view.ranks.size() == 1 && view.ranks[0].size() > 1;
}

bool one_plain_chain(const PipelineView& view) {
  return view.chains.size() == 1 && view.gangs().empty() && !tensor_parallel_only(view);
}

// The first p stages of the chain lie on p different ranks.
bool starts_on_all_ranks(const PipelineView& view, const StageChain& chain) {
  std::set<RankId> seen;
  for (std::size_t s = 0; s < view.ranks.size() && s < chain.stages.size(); ++s)
    seen.insert(view.stage(chain.stages[s]).rank());
  return seen.size() == view.ranks.size();
}

bool one_stage_a_rank(const PipelineView& view) {
  return std::ranges::all_of(view.stages_by_rank(), [](const auto& stages) { return stages.size() == 1; });
}

}  // namespace

bool has_one_stage_a_rank_in_every_chain(const PipelineView& view) {
  if (tensor_parallel_only(view)) return false;
  return std::ranges::all_of(view.chains, [&](const StageChain& chain) {
    std::set<RankId> seen;
    return std::ranges::all_of(chain.stages, [&](StageId s) {
      return view.stage(s).gang() || seen.insert(view.stage(s).rank()).second;
    });
  });
}

bool is_linear(const PipelineView& view) { return one_plain_chain(view) && one_stage_a_rank(view); }

bool is_linear_with_gangs(const PipelineView& view) {
  return view.chains.size() == 1 && !view.gangs().empty() && one_stage_a_rank(view);
}

std::size_t chunks(const PipelineView& view) { return view.stages.size() / view.ranks.size(); }

bool is_round_robin(const PipelineView& view) {
  const std::size_t p = view.ranks.size();
  if (!one_plain_chain(view) || view.stages.size() % p != 0 || view.stages.size() < 2 * p) return false;
  for (std::size_t s = p; s < view.stages.size(); ++s)
    if (view.stages[s].rank() != view.stages[s - p].rank()) return false;
  return starts_on_all_ranks(view, view.chains.front());
}

bool is_vee(const PipelineView& view) {
  const std::size_t p = view.ranks.size();
  if (!one_plain_chain(view) || view.stages.size() != 2 * p) return false;
  for (std::size_t s = 0; s < p; ++s)
    if (view.stages[s].rank() != view.stages[2 * p - 1 - s].rank()) return false;
  return starts_on_all_ranks(view, view.chains.front());
}

bool is_opposite(const PipelineView& view) {
  const std::size_t p = view.ranks.size();
  if (view.chains.size() != 2 || !view.gangs().empty() || view.stages.size() != 2 * p) return false;
  if (view.chains[0].stages.size() != p || !view.chains[1].after.empty()) return false;
  for (std::size_t s = 0; s < p; ++s)
    if (view.stages[s].rank() != view.stages[2 * p - 1 - s].rank()) return false;
  return starts_on_all_ranks(view, view.chains[0]);
}

bool is_everything_everywhere(const PipelineView& view, const Problem& problem) {
  return view.ranks.size() == 1 && view.ranks.front().size() == problem.devices.size();
}

bool overlaps(const PipelineView& view, const Problem& problem) {
  if (!problem.pairs.empty()) return true;
  return std::ranges::any_of(
      view.stages, [](const Stage& stage) { return stage.forward.size() > 1 && stage.backward.size() > 1; });
}

}  // namespace repetend
