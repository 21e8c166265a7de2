// Judges an input: does the problem make sense, before anything is planned on it?
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "sim/problem/problem.hpp"

namespace repetend {

// One thing wrong: the message names the parts and what was expected; the subject lets a reader point at the
// line it came from (monostate: the problem as a whole).
struct Finding {
  std::variant<std::monostate, DeviceId, BlockId, EdgeId> subject;
  std::string message;
};

// Everything wrong with the problem, the most basic first; empty when it is sound, which whatever takes a
// Problem relies on. Rejects: no devices or blocks, duplicate or empty names, ids out of range, non-positive
// times, speeds or bandwidths, negative bytes or distances, edges around a cycle whose distances sum to 0,
// acquires that differ from the releases of one micro-batch on a device, releases of what nothing can
// have acquired by then, static memory above the capacity, a transfer over a missing link, sums that could
// overflow 64 bits.
std::vector<Finding> check(const Problem&);

}  // namespace repetend
