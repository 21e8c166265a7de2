// The transport problem: bytes acquired in some blocks, released in others, matched at the largest total
// cost.
#pragma once

#include <optional>
#include <vector>

#include "search/control/ratio.hpp"

namespace repetend::search {

struct Transport {
  std::vector<Bytes> supply, demand;                   // of equal sums
  std::vector<std::vector<std::optional<Time>>> cost;  // [supplier][consumer], none: not allowed
};

// The largest sum of bytes x cost that carries every supply to a demand; none when that is impossible.
std::optional<Wide> max_cost_transport(Transport);

}  // namespace repetend::search
