// How recognise_pipeline() works; internal to it. The blocks are told apart by pass, their dependencies
// reduced to the necessary ones, each forward block paired with its mirror, and runs of blocks made stages.
#pragma once

#include <boost/dynamic_bitset.hpp>
#include <stdexcept>

#include "sim/schedules/pipeline_view.hpp"

namespace repetend::recognition {

// Why the problem is no pipeline; caught in recognise_pipeline().
struct NoPipeline : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// A turn is a block between the passes that stands for both (a loss head), so it has no mirror.
enum class Phase { forward, turn, backward, weight };

// A block may have several necessary neighbours; direct edges that a longer path implies are left out,
// because people write them (the backward of a stage after its forward) or not.
struct Neighbours {
  std::vector<std::vector<BlockId>> before, after;  // by block, within the pass
};

class Blocks {
 public:
  explicit Blocks(const Problem&);

  const Problem& problem;
  std::vector<BlockId> order;    // a block after all that it depends on
  std::vector<Phase> phase;      // by block
  Neighbours forward, backward;  // among forward and turn blocks; among backward ones

  bool is_forward(BlockId b) const {
    return phase[b.index()] == Phase::forward || phase[b.index()] == Phase::turn;
  }
  bool reaches(BlockId from, BlockId to) const { return reach_[from.index()][to.index()]; }
  const std::string& name(BlockId b) const { return problem.block(b).name; }

 private:
  void find_reach();
  void find_phases();
  void settle_middle(const std::vector<BlockId>& middle);
  Neighbours reduced(bool forward_pass) const;

  std::vector<std::vector<BlockId>> successors_;  // distinct, by block
  std::vector<boost::dynamic_bitset<>> reach_;    // by block: what depends on it, itself not included
};

std::vector<DeviceId> devices_of(const Block&);

// By block: its mirror, for forward blocks that have one. Throws NoPipeline when a forward or backward block
// that needs one has none.
std::vector<std::optional<BlockId>> find_mirrors(const Blocks&);

// The ranks of a problem, and those of each block.
struct Ranks {
  std::vector<std::vector<DeviceId>> devices;  // by rank
  std::vector<std::vector<RankId>> of_block;   // by block
};
Ranks find_ranks(const Blocks&);

// The blocks of a pipeline whose micro-batches are cut in slices of their sequence: by stage, the forward
// blocks of its slices. A block follows its stage's slice before it and its slice of the stage before, its
// mirror what is the other way round. Empty where the problem is none, or has a single stage: then nothing
// tells slices from parts of the stage.
std::vector<std::vector<BlockId>> find_slices(const Blocks&, const Ranks&,
                                              const std::vector<std::optional<BlockId>>& mirrors);

}  // namespace repetend::recognition
