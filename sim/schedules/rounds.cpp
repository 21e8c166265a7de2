#include "sim/schedules/rounds.hpp"

#include <algorithm>

namespace repetend {

std::vector<int> depths(const PipelineView& view) {
  std::vector<int> depth(view.stages.size());
  std::vector<int> end(view.chains.size());  // by chain, the depth of what follows it
  for (ChainId c : ids<ChainId>(view.chains.size())) {
    const StageChain& chain = view.chains[c.index()];
    for (ChainId before : chain.after) end[c.index()] = std::max(end[c.index()], end[before.index()]);
    for (StageId s : chain.stages) {
      depth[s.index()] = end[c.index()];
      if (!view.stage(s).gang()) ++end[c.index()];
    }
  }
  return depth;
}

void append(ActionLists& lists, const PipelineView& view, const Action& action) {
  for (RankId r : view.stage(action.stage).ranks) lists[r.index()].push_back(action);
}

namespace {

// The stages of a round in the order in which they run: gangs, then the others.
std::vector<StageId> gangs_first(const PipelineView& view) {
  std::vector<StageId> order;
  for (StageId s : ids<StageId>(view.stages.size())) order.push_back(s);
  std::ranges::stable_partition(order, [&](StageId s) { return view.stage(s).gang(); });
  return order;
}

void append_rounds(ActionLists& lists, const PipelineView& view, Pass pass, const std::vector<StageId>& order,
                   const std::vector<int>& delay, int micro_batches) {
  const int rounds = micro_batches + *std::ranges::max_element(delay);
  for (int round = 0; round < rounds; ++round)
    for (StageId s : order)
      if (const int n = round - delay[s.index()]; n >= 0 && n < micro_batches)
        append(lists, view, {s, pass, n});
}

}  // namespace

void append_forward_rounds(ActionLists& lists, const PipelineView& view, int micro_batches) {
  append_rounds(lists, view, Pass::forward, gangs_first(view), depths(view), micro_batches);
}

void append_backward_rounds(ActionLists& lists, const PipelineView& view, int micro_batches) {
  std::vector<StageId> order = gangs_first(view);
  std::ranges::reverse(order);
  std::vector<int> delay = depths(view);
  const int last = *std::ranges::max_element(delay);
  for (int& d : delay) d = last - d;
  append_rounds(lists, view, Pass::backward, order, delay, micro_batches);
}

}  // namespace repetend
