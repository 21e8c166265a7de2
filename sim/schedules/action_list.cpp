#include "sim/schedules/action_list.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/problem/durations.hpp"
#include "sim/problem/graph.hpp"
#include "sim/problem/machines.hpp"
#include "sim/schedules/once_blocks.hpp"

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

namespace {

using List = std::vector<Instance>;

class Arranger {
 public:
  Arranger(const Problem& problem, const PipelineView& view) : problem_(problem), view_(view) {
    constexpr std::size_t passes = 4;
    for (const Stage& stage : view.stages) {
      auto& of_stage = blocks_.emplace_back(passes);
      for (std::size_t pass = 0; pass < passes; ++pass)
        of_stage[pass] = blocks_of(stage, static_cast<Pass>(pass));
    }
  }

  Arrangement arrange(const ActionLists& lists) {
    Arrangement result{Orders(machine_count(problem_)), {}};
    for (std::size_t rank = 0; rank < lists.size(); ++rank) {
      List order;
      for (auto action = lists[rank].begin(); action != lists[rank].end(); ++action) {
        const List first = instances(*action);
        const bool overlapped = action->overlaps_next && std::next(action) != lists[rank].end();
        if (overlapped)
          overlap(first, instances(*++action), order, result.fused);
        else
          append(order, first);
      }
      for (DeviceId d : view_.ranks[rank]) result.orders[computing(d)] = order;
    }
    place_once_blocks(problem_, result.orders);
    std::ranges::sort(result.fused);  // a gang's stands in the list of each of its ranks
    const auto repeated = std::ranges::unique(result.fused);
    result.fused.erase(repeated.begin(), repeated.end());
    return result;
  }

 private:
  static void append(List& order, const List& more) { order.insert(order.end(), more.begin(), more.end()); }

  List instances(const Action& action) const {
    List result;
    if (action.slice == all_slices)
      for (BlockId b : blocks_[action.stage.index()][static_cast<std::size_t>(action.pass)])
        result.push_back({b, action.micro_batch});
    else
      for (BlockId b : blocks_of(view_.stage(action.stage), action.pass, action.slice))
        result.push_back({b, action.micro_batch});
    return result;
  }

  void overlap(const List& first, const List& second, List& order, std::vector<FusedGroup>& fused) {
    FusedGroup group = first;
    append(group, second);
    if (find_pair(problem_, group)) {
      append(order, group);
      fused.push_back(group);
    } else if (first.size() > 1 && second.size() > 1) {
      merge(first, second, order);
    } else {
      append(order, group);
    }
  }

  // By when each block could start if its own pass ran alone, the backward first of what is ready at once.
  void merge(const List& first, const List& second, List& order) {
    const bool forward_first = problem_.block(first.front().block).kind == BlockKind::forward;
    const List &backward = forward_first ? second : first, &forward = forward_first ? first : second;
    const auto backward_ready = ready_times(backward), forward_ready = ready_times(forward);
    std::size_t b = 0, f = 0;
    while (b < backward.size() || f < forward.size()) {
      const bool backward_next =
          f == forward.size() || (b < backward.size() && backward_ready[b] <= forward_ready[f]);
      order.push_back(backward_next ? backward[b++] : forward[f++]);
    }
  }

  // From the start of the first one, along all that leads from it on any lane.
  std::vector<Time> ready_times(const List& list) {
    if (sequence_.empty()) look_around();
    IdVector<BlockId, Time> ready(problem_.blocks.size(), -1);
    ready[list.front().block] = 0;
    for (BlockId b : sequence_)
      for (BlockId next : after_[b])
        if (ready[b] >= 0) ready[next] = std::max(ready[next], ready[b] + duration_[b]);
    std::vector<Time> result;
    for (const Instance i : list) result.push_back(std::max(Time{0}, ready[i.block]));
    for (std::size_t k = 1; k < result.size(); ++k) result[k] = std::max(result[k], result[k - 1]);
    return result;
  }

  void look_around() {
    sequence_ = dependency_order(problem_);
    duration_ = least_durations(problem_);
    after_.resize(problem_.blocks.size());
    for (const Edge& edge : problem_.edges)
      if (edge.distance == 0) after_[edge.from].push_back(edge.to);
  }

  const Problem& problem_;
  const PipelineView& view_;
  std::vector<std::vector<std::vector<BlockId>>> blocks_;  // by stage and pass
  // For merging alone: the blocks in dependency order, what follows each, and how long it takes.
  std::vector<BlockId> sequence_;
  IdVector<BlockId, std::vector<BlockId>> after_;
  IdVector<BlockId, Time> duration_;
};

}  // namespace

Arrangement arrange(const Problem& problem, const PipelineView& view, const ActionLists& lists) {
  return Arranger(problem, view).arrange(lists);
}

NotApplicable not_applicable(std::string_view needs, const PipelineView& view) {
  return {fmt::format("needs {}; this placement has {}", needs, describe(view))};
}

ScheduleResult schedule_pipeline(const Problem& problem, const Recognition& found,
                                 const std::function<PipelineSchedule(const PipelineView&)>& make) {
  if (!found.view) return NotApplicable{"needs a pipeline; " + found.reason};
  const PipelineSchedule made = make(*found.view);
  if (const auto* reason = std::get_if<NotApplicable>(&made)) return *reason;
  return arrange(problem, *found.view, std::get<ActionLists>(made));
}

}  // namespace repetend
