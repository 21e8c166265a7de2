// Where a node of the branch and bound over wide plans holds more than a pool has room for, and what every
// plan must do about it.
#pragma once

#include <optional>
#include <vector>

#include "search/wide/plan_windows.hpp"

namespace repetend::search {

// A pool holds too much from this time on.
struct PoolOverflow {
  PoolId pool;
  Time at = 0;
};

// `taker` starts no earlier than `giver` gives something back: at its end, or at its start.
struct MemoryWait {
  InstanceIndex taker, giver;
  bool at_end;
};

class MemoryConflicts {
 public:
  explicit MemoryConflicts(const PlanWindows&);

  // Whether some pool holds too much at some time in all plans within the windows: of what has surely been
  // acquired by then not enough can have been given back.
  bool certain() const;
  // The first overflow in time if every instance starts as early as its window allows.
  std::optional<PoolOverflow> first() const;
  // Every plan within the windows has one of these waits: if all who have taken started before all of what
  // is given back later, the last of them to start would meet all that is there now. Of waits that imply
  // others only the others, those first that delay the least.
  std::vector<MemoryWait> waits(const PoolOverflow&) const;

 private:
  struct Change {
    Time at;
    Bytes amount;
  };

  std::optional<Time> exceeded(PoolId, const std::vector<Time>& taken) const;
  std::vector<MemoryWait> possible(const PoolOverflow&) const;
  bool implies(const MemoryWait& stronger, const MemoryWait& weaker) const;
  Time given_back(const MemoryWait&) const;
  Time end(InstanceIndex i) const;

  const PlanWindows& windows_;
  const WideModel& model_;
  bool released_at_start_;
  // By pool, the instances that change it and how.
  struct User {
    InstanceIndex instance;
    PoolUse use;
  };
  IdVector<PoolId, std::vector<User>> users_;
};

}  // namespace repetend::search
