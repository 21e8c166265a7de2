#include "sim/schedules/action_list.hpp"

#include <fmt/format.h>

#include <array>

#include "sim/problem/machines.hpp"

namespace repetend {

namespace {

std::vector<BlockId> of_all_slices(const Stage& stage, Pass pass) {
  switch (pass) {
    case Pass::forward:
      return stage.forward;
    case Pass::input_gradient:
      return stage.backward;
    case Pass::weight_gradient:
      return stage.weight;
    case Pass::backward:
      break;
  }
  std::vector<BlockId> both = stage.backward;
  both.insert(both.end(), stage.weight.begin(), stage.weight.end());
  return both;
}

}  // namespace

std::vector<BlockId> blocks_of(const Stage& stage, Pass pass, int slice) {
  if (slice == all_slices) return of_all_slices(stage, pass);
  if (pass == Pass::forward) return {stage.forward[static_cast<std::size_t>(slice)]};
  const std::size_t position = stage.forward.size() - 1 - static_cast<std::size_t>(slice);
  std::vector<BlockId> blocks;
  if (pass != Pass::weight_gradient) blocks.push_back(stage.backward[position]);
  if (pass != Pass::input_gradient && !stage.weight.empty()) blocks.push_back(stage.weight[position]);
  return blocks;
}

Orders make_orders(const Problem& problem, const PipelineView& view, const ActionLists& lists) {
  constexpr std::size_t passes = 4;
  std::vector<std::array<std::vector<BlockId>, passes>> blocks;  // by stage and pass
  for (const Stage& stage : view.stages) {
    auto& of_stage = blocks.emplace_back();
    for (std::size_t pass = 0; pass < passes; ++pass)
      of_stage[pass] = blocks_of(stage, static_cast<Pass>(pass));
  }
  Orders orders(machine_count(problem));
  for (std::size_t rank = 0; rank < lists.size(); ++rank) {
    std::vector<Instance> order;
    for (const Action& action : lists[rank])
      if (action.slice == all_slices)
        for (BlockId b : blocks[action.stage.index()][static_cast<std::size_t>(action.pass)])
          order.push_back({b, action.micro_batch});
      else
        for (BlockId b : blocks_of(view.stage(action.stage), action.pass, action.slice))
          order.push_back({b, action.micro_batch});
    for (DeviceId d : view.ranks[rank]) orders[computing(d)] = order;
  }
  return orders;
}

NotApplicable not_applicable(std::string_view needs, const PipelineView& view) {
  return {fmt::format("needs {}; this placement has {}", needs, describe(view))};
}

ScheduleResult schedule_pipeline(const Problem& problem, const Recognition& found,
                                 const std::function<PipelineSchedule(const PipelineView&)>& make) {
  if (!found.view) return NotApplicable{"needs a pipeline; " + found.reason};
  const PipelineSchedule made = make(*found.view);
  if (const auto* reason = std::get_if<NotApplicable>(&made)) return *reason;
  return make_orders(problem, *found.view, std::get<ActionLists>(made));
}

}  // namespace repetend
