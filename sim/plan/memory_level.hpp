// The level of a pool that one machine changes, as its instances run one after the other; the one place that
// knows what happens at an instance's start and end (docs/semantics.md, "Memory").
#pragma once

#include "sim/problem/problem.hpp"

namespace repetend {

class MemoryLevel {
 public:
  MemoryLevel(Bytes static_memory, MemoryRelease release) : level_(static_memory), release_(release) {}

  // Level while the instance runs, workspace included.
  template <class Use>  // DeviceUse, PoolUse
  Bytes start(const Use& use) {
    level_ += use.acquire;
    if (release_ == MemoryRelease::start) level_ -= use.release;  // netted before the check
    return level_ + use.workspace;
  }
  // Level once it has ended.
  template <class Use>
  Bytes end(const Use& use) {
    if (release_ == MemoryRelease::end) level_ -= use.release;
    return level_;
  }
  Bytes level() const { return level_; }
  // What start() would return, without doing it.
  template <class Use>
  Bytes if_started(const Use& use) const {
    return MemoryLevel(*this).start(use);
  }

 private:
  Bytes level_;
  MemoryRelease release_;
};

}  // namespace repetend
