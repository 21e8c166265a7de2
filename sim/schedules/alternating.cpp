#include "sim/schedules/alternating.hpp"

#include "sim/schedules/layouts.hpp"

namespace repetend {

ActionLists alternate(const PipelineView& view, std::span<const int> in_flight, int micro_batches) {
  ActionLists lists(view.ranks.size());
  for (StageId s : view.chains.front().stages) {
    std::vector<Action>& list = lists[view.stage(s).rank().index()];
    int forward = 0;
    for (int backward = 0; backward < micro_batches; ++backward) {
      for (; forward < micro_batches && forward < backward + in_flight[s.index()]; ++forward)
        list.push_back({s, Pass::forward, forward});
      list.push_back({s, Pass::backward, backward});
    }
  }
  return lists;
}

std::optional<NotApplicable> not_for_1f1b(const PipelineView& view) {
  if (view.training && is_linear(view)) return std::nullopt;
  return not_applicable("a backward pass, and one chain with one stage a device", view);
}

std::vector<int> one_f_one_b_in_flight(const PipelineView& view) {
  std::vector<int> result;
  for (std::size_t left = view.stages.size(); left > 0; --left) result.push_back(static_cast<int>(left));
  return result;
}

}  // namespace repetend
