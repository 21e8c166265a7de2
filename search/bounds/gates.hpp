// Devices whose memory counts micro-batches in flight.
#pragma once

#include <optional>
#include <vector>

#include "sim/problem/problem.hpp"

namespace repetend::search {

// A device on which one block acquires memory and another one releases it; no more than `in_flight`
// micro-batches have begun the one and not ended the other. Every plan obeys
//   start of (acquiring, n + in_flight) >= end of (releasing, n);
// see gates.cpp.
struct Gate {
  DeviceId device;
  BlockId acquiring, releasing;
  Time in_flight = 0;  // at least 1
};

// The gates come in the order of their devices.
std::vector<Gate> memory_gates(const Problem&);

// Every gate that can bind becomes an edge without bytes.
Problem with_memory_edges(const Problem&);

}  // namespace repetend::search
