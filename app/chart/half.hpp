// What runs fused is drawn as one shape of two halves, one above the other: a side of the pair in each.
#pragma once

#include <cstddef>
#include <span>

#include "sim/problem/instance.hpp"

namespace repetend::app {

struct Half {
  std::size_t index = 0, count = 1;  // from the top, and of how many
  Instance first;                    // of the side that is drawn there, and stands for all of it
};

// Where in its row an instance is drawn that runs as one with the group: a side is of one micro-batch. One
// that runs alone fills the row. The group is not empty, and the instances of a side follow each other in it,
// as they would count as two sides otherwise.
inline Half half_of(std::span<const Instance> group, Instance i) {
  Half result{0, 0, group.front()};
  Instance first = group.front();
  for (const Instance& member : group) {
    if (result.count == 0 || member.micro_batch != first.micro_batch) {
      first = member;
      ++result.count;
    }
    if (member == i) {
      result.index = result.count - 1;
      result.first = first;
    }
  }
  return result;
}

}  // namespace repetend::app
