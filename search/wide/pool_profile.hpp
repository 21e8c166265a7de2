// The level of one pool over time while a plan grows: when there is room for what comes next.
#pragma once

#include <optional>
#include <vector>

#include "sim/core/units.hpp"

namespace repetend::search {

// What a unit does to a pool from its start on, above what it is before.
struct PoolDemand {
  Bytes while_it_runs = 0;
  Bytes afterwards = 0;  // no more than while it runs
};

class PoolProfile {
 public:
  explicit PoolProfile(Bytes room) : room_(room) {}

  // The earliest time, not before `from`, at which something with that demand can start without the level
  // exceeding the room then or later; none where what is there never leaves enough.
  std::optional<Time> earliest(Time from, Time duration, const PoolDemand&) const;
  void add(Time start, Time duration, const PoolDemand&);

 private:
  struct Step {
    Time at;
    Bytes level;  // from then on until the next step; 0 before the first
  };
  void change(Time at, Bytes amount);

  Bytes room_;
  std::vector<Step> steps_;  // by time
};

}  // namespace repetend::search
