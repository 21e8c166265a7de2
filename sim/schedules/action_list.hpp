// What ranks do, as papers write it: a list of (stage, action, micro-batch) for each rank.
#pragma once

#include <functional>

#include "sim/schedules/pipeline_view.hpp"
#include "sim/schedules/schedule.hpp"

namespace repetend {

// backward is the whole backward pass: on a split placement the input gradient with the weight gradient right
// after it. input_gradient and weight_gradient need a split placement. What a stage has no blocks for (the
// backward of a gang without a mirror) is skipped.
enum class Pass { forward, backward, input_gradient, weight_gradient };

inline constexpr int all_slices = -1;

struct Action {
  StageId stage;
  Pass pass = Pass::forward;
  int micro_batch = 0;
  int slice = all_slices;
  // A forward and a backward, in either order, that are meant to overlap: the action and the one after it run
  // fused where the problem has a pair of their blocks.
  bool overlaps_next = false;
};

// By rank; a gang's action stands in the list of every rank it runs on.
using ActionLists = std::vector<std::vector<Action>>;

// An overlapped step whose passes have no pair runs one after the other, as written; where both have several
// blocks these merge, so that what one does on other lanes runs beside the other.
Arrangement arrange(const Problem&, const PipelineView&, const ActionLists&);

// The blocks that a pass of a stage runs, in that order, for all slices of a micro-batch or for one.
std::vector<BlockId> blocks_of(const Stage&, Pass, int slice = all_slices);

// "needs one chain of stages; this placement has 2 chains of ..."
NotApplicable not_applicable(std::string_view needs, const PipelineView&);

// The common frame of schedules: turns the lists of the pipeline into orders; passes the reason on when the
// problem is no pipeline or `make` says that the schedule does not apply.
using PipelineSchedule = std::variant<ActionLists, NotApplicable>;
ScheduleResult schedule_pipeline(const Problem&, const Recognition&,
                                 const std::function<PipelineSchedule(const PipelineView&)>& make);

}  // namespace repetend
