// Units in a sequence, which fixes the order of every machine and link, and how early they can start.
#pragma once

#include <optional>

#include "tests/support/wide_reading.hpp"

namespace repetend::test {

// Runs of a reading that start and end together: one, or a fused group in its order.
struct WideUnit {
  std::vector<std::size_t> runs;
  Time duration = 0;
  std::size_t first_side = 1;  // so many of them are of the side that comes first
};

// start(to) >= start(from) + delay. Nodes are the units by their place in the sequence, then all messages.
struct WideArc {
  std::size_t from, to;
  Time delay;
  auto operator<=>(const WideArc&) const = default;
};

// What the sequence asks for, in the transfer mode of the problem. Of a part of a plan, the messages to those
// that are not in it wait for the sender alone, so that everything can only start later in the whole.
std::vector<WideArc> arcs_of(const WideReading&, const std::vector<WideUnit>& sequence);

// The earliest starts of the nodes; none where some wait for each other, if only at one instant.
std::optional<std::vector<Time>> earliest(std::size_t nodes, const std::vector<WideArc>&);

}  // namespace repetend::test
