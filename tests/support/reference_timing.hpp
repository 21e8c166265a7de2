// The judge of the engine and the evaluator: times orders by following the definitions of docs/semantics.md
// one by one, with plain recursion and no events. Slow, and meant to be.
#pragma once

#include <span>
#include <vector>

#include "sim/plan/plan.hpp"

namespace repetend::test {

struct ReferenceTransfer {
  EdgeId edge;
  std::int32_t micro_batch = 0;  // of the producer
  DeviceId from, to;
  Time start = 0, delivered = 0;
};

struct ReferenceTiming {
  std::vector<Time> start, end;              // by instance_index(); -1: never runs
  std::vector<ReferenceTransfer> transfers;  // those that run
  Time makespan = 0;                         // of what runs
  bool deadlock = false;
};

// Durations by instance_index(); empty: the problem's own.
ReferenceTiming reference_timing(const Problem&, const Orders&, std::span<const Time> durations = {});

}  // namespace repetend::test
