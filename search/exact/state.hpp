// The instances scheduled so far, in the order of their starts.
#pragma once

#include <optional>

#include "search/control/measure.hpp"
#include "search/exact/model.hpp"

namespace repetend::search {

class ExactState {
 public:
  explicit ExactState(const ExactModel&);

  // The block's next instance could start then; never where it has no more or its producers are to come.
  std::optional<Time> ready(const ExactModel&, BlockId block) const;
  // The block's next instance fits the memory of its devices now.
  bool fits(const ExactModel&, BlockId block) const;
  // The block's next instance starts at `at`, and nothing starts earlier from here on.
  void schedule(const ExactModel&, BlockId block, Time at);

  // The signature holds all that the measure of what is to come depends on, given done(): the larger each
  // number, the later.
  std::vector<Time> signature(const ExactModel&, Measure) const;

  const IdVector<BlockId, int>& done() const { return done_; }
  bool done(BlockId block, std::int64_t n) const { return done_[block] > n; }
  Time clock() const { return clock_; }
  Time free(MachineId m) const { return free_[m]; }
  Time free(const ExactModel&, BlockId block) const;  // the latest of its machines
  const std::vector<Time>& start() const { return start_; }
  // Of all that is scheduled: its end; by micro-batch, the latest end of blocks that it may complete with.
  Time end() const;
  std::vector<Time> completed(const ExactModel&) const;

 private:
  Time end(const ExactModel&, Instance) const;

  IdVector<BlockId, int> done_;      // instances
  IdVector<MachineId, Time> free_;   // from when on
  IdVector<DeviceId, Bytes> level_;  // when what the device has started has ended
  std::vector<Time> start_;          // by instance
  Time clock_ = 0;
};

// The heads are the earliest starts of the instances to come, by instance; those scheduled have their starts.
std::vector<Time> heads(const ExactModel&, const ExactState&);

// A lower bound of the measure of all plans below a state.
Time node_bound(const ExactModel&, const ExactState&, const std::vector<Time>& heads, Measure);

}  // namespace repetend::search
