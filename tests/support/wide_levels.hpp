// What pools hold by time, and all ways of delaying a sequence of units until they hold no more than they
// can.
#pragma once

#include "sim/core/id_vector.hpp"
#include "tests/support/wide_sequence.hpp"

namespace repetend::test {

// A unit, by its place in the sequence, starts no earlier than another has ended or, for_start, started.
struct WideWait {
  std::size_t before, after;
  bool for_start = false;
  auto operator<=>(const WideWait&) const = default;
};

// The starts of the nodes, and the waits that they come from.
struct WideTimes {
  std::vector<Time> start;
  std::vector<WideWait> waits = {};
};

// Units by place in the sequence, starts by node.
Bytes level_at(const WideReading&, const std::vector<WideUnit>&, const std::vector<Time>& start, PoolId,
               Time);
IdVector<PoolId, Bytes> peaks_of(const WideReading&, const std::vector<WideUnit>&,
                                 const std::vector<Time>& start);
Time end_of(const std::vector<WideUnit>&, const std::vector<Time>& start);

// The earliest end, if one before `below`, of that sequence within the capacities, whatever waits it takes.
// `start` are the earliest starts. Counts its steps down and throws std::length_error where none are left.
std::optional<WideTimes> within_capacities(const WideReading&, const std::vector<WideUnit>&,
                                           const std::vector<WideArc>&, const std::vector<Time>& start,
                                           const IdVector<PoolId, Bytes>& capacities, Time below,
                                           std::int64_t& steps);

}  // namespace repetend::test
