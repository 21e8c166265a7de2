// Judges an input: does the problem make sense, before anything is planned on it?
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "sim/problem/problem.hpp"

namespace repetend {

// The subject of what is wrong with Problem::scale.
struct MicroBatchScale {
  bool operator==(const MicroBatchScale&) const = default;
};

// One thing wrong: the message names the parts and what was expected; the subject lets a reader point at the
// line it came from (monostate: the problem as a whole). Computing lanes and memories of devices are the
// DeviceId, so that a MachineId or PoolId is one of Problem::machines or Problem::pools.
struct Finding {
  std::variant<std::monostate, DeviceId, BlockId, EdgeId, MachineId, PoolId, PairId, ChoiceId, InterferenceId,
               MicroBatchScale>
      subject;
  std::string message;
};

// Everything wrong with the problem, the most basic first; empty when it is sound, which whatever takes a
// Problem relies on. Rejects: no devices or blocks, duplicate or empty names, ids out of range, negative
// times, non-positive speeds or bandwidths, negative bytes or distances, blocks without a lane on one of
// their devices, lists by micro-batch of another length, edges that lead to what ran before (from blocks of
// each micro-batch to those of the first, from those of the last to those of each), edges around a cycle
// whose distances sum to 0, acquires that differ from the releases of one micro-batch (or of what runs once
// an iteration) in a pool, releases of what nothing can have acquired by then, static memory above the
// capacity, a transfer over a missing link, pairs whose blocks cannot run fused, sums that could overflow 64
// bits.
//
// Of a problem whose choices are open each option must make a sound problem, with the first options of the
// other choices: what is wrong with all first options has the subject it has there, what only another option
// makes wrong has its choice.
std::vector<Finding> check(const Problem&);

}  // namespace repetend
