// How long instances take: this is the one place where the time of a block becomes a duration. Of a block as
// a whole only the least, the greatest and the sum of its instances' durations can be said, so that whatever
// is derived from them stays right where the instances of a block differ.
#pragma once

#include "sim/core/id_vector.hpp"
#include "sim/problem/instance.hpp"

namespace repetend {

// ceil(time / speed of the block's slowest device), in ns.
class Durations {
 public:
  explicit Durations(const Problem&);
  Time operator[](Instance i) const { return of_[i.block]; }

 private:
  IdVector<BlockId, Time> of_;
};

// The durations are those of a block's instances. The total throws Overflow where it does not fit.
IdVector<BlockId, Time> least_durations(const Problem&);
IdVector<BlockId, Time> greatest_durations(const Problem&);
IdVector<BlockId, Time> total_durations(const Problem&);

// Whether the instances of each block take the same time, so that one schedule can serve all micro-batches.
bool is_periodic(const Problem&);
// The duration of each block of such a problem.
IdVector<BlockId, Time> periodic_durations(const Problem&);

}  // namespace repetend
