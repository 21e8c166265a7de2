// What must run before a block can start and after it has ended, within its own micro-batch.
#pragma once

#include <vector>

#include "sim/problem/problem.hpp"

namespace repetend::search {

struct HeadsAndTails {
  std::vector<Time> duration, head, tail;  // by block
};

// Longest paths of edges of distance 0, transfers included as if every link were free.
HeadsAndTails heads_and_tails(const Problem&);

// Longest paths that count only the weight of the blocks on the way, the block itself left out.
struct Around {
  std::vector<Time> before, after;  // by block
};
Around heaviest_paths(const Problem&, const std::vector<Time>& weight);

}  // namespace repetend::search
