// The pipeline in a problem: which blocks form a stage, in which order the stages follow one another, and
// where they run. Recognised from kinds, dependencies and devices alone, never from names, so that explicit
// blocks are scheduled like generated ones. Every schedule starts here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/problem/problem.hpp"

namespace repetend {

using StageId = Id<struct StageTag>;
using ChainId = Id<struct ChainTag>;
using RankId = Id<struct RankTag>;

// Blocks that run back to back on the same devices: a forward part and, in training, its mirror. Lists are in
// the order in which the blocks run; of a view in slices they have a block for each, backwards from the last.
struct Stage {
  std::vector<BlockId> forward;
  std::vector<BlockId> backward;  // full backward or input gradient; empty: no backward of its own
  std::vector<BlockId> weight;    // weight gradient, where the placement splits it off
  std::vector<RankId> ranks;      // one; several: a gang
  ChainId chain;
  bool gang() const { return ranks.size() > 1; }
  RankId rank() const { return ranks.front(); }
};

// Stages that follow one another without a fork or a join, gangs in their places.
struct StageChain {
  std::vector<StageId> stages;  // consecutive ids
  std::vector<ChainId> after;   // chains that this one joins or forks from; always earlier ones
};

struct PipelineView {
  std::vector<Stage> stages;  // chain after chain, each in forward order
  std::vector<StageChain> chains;
  // A rank is a position of the pipeline: a device, or several that always work as one (tensor parallel
  // inside a stage). Ranks are disjoint and sorted by their lowest device.
  std::vector<std::vector<DeviceId>> ranks;
  bool training = false;  // there is a backward pass
  bool split = false;     // in input and weight gradients
  // Above 1: every micro-batch goes through the one chain in so many slices of its sequence. Schedules that
  // do not ask run all slices of a stage one after the other.
  int slices = 1;

  const Stage& stage(StageId s) const { return stages[s.index()]; }
  // By rank, the stages it holds, gangs not included, in stage order.
  std::vector<std::vector<StageId>> stages_by_rank() const;
  std::vector<StageId> gangs() const;
};

struct Recognition {
  std::optional<PipelineView> view;
  std::string reason;  // why the problem is no pipeline; empty with a view
};

// The problem must have passed check(). Edges of a distance above 0 play no part.
Recognition recognise_pipeline(const Problem&);

// "2 chains with 8 stages in all on 4 devices and 2 gangs": the second half of a NotApplicable.
std::string describe(const PipelineView&);

}  // namespace repetend
