// How long instances take: this is the one place where the time of a block becomes a duration. Of a block as
// a whole only the least, the greatest and the sum of its instances' durations can be said, so that whatever
// is derived from them stays right where the instances of a block differ.
#pragma once

#include <span>

#include "sim/core/id_vector.hpp"
#include "sim/problem/instance.hpp"

namespace repetend {

// ceil(ceil(time x scale of its micro-batch) / speed of the block's slowest machine), in ns.
class Durations {
 public:
  explicit Durations(const Problem&);
  Time operator[](Instance i) const {
    if (by_instance_.empty()) return of_[i.block];
    return by_instance_[i.block.index() * micro_batches_ + static_cast<std::size_t>(i.micro_batch)];
  }

 private:
  IdVector<BlockId, Time> of_;  // where the instances of each block take the same
  std::vector<Time> by_instance_;
  std::size_t micro_batches_;
};

// Of instances that run fused as that pair: its time, times the largest of their scales, over the speed.
Time fused_duration(const Problem&, const Pair&, std::span<const Instance> group);

// The durations are those of a block's instances. The total throws Overflow where it does not fit.
IdVector<BlockId, Time> least_durations(const Problem&);
IdVector<BlockId, Time> greatest_durations(const Problem&);
IdVector<BlockId, Time> total_durations(const Problem&);

// Whether the instances of each block take the same time, so that one schedule can serve all micro-batches.
bool is_periodic(const Problem&);
// The duration of each block of such a problem.
IdVector<BlockId, Time> periodic_durations(const Problem&);

}  // namespace repetend
