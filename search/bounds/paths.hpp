// Longest paths between the blocks of one micro-batch, transfers included as if every link were free.
#pragma once

#include <optional>
#include <vector>

#include "search/modulo/dependences.hpp"

namespace repetend::search {

class Paths {
 public:
  explicit Paths(const Problem&);
  // By block, how long after the start of `source` it starts at the least; none where it does not follow
  // `source`.
  IdVector<BlockId, std::optional<Time>> from(BlockId source) const;

 private:
  std::vector<BlockId> order_;
  IdVector<BlockId, std::vector<Dependence>> out_;
};

// What must run before a block can start (its head) and after it has ended (its tail), in its own
// micro-batch.
struct HeadsAndTails {
  IdVector<BlockId, Time> least_duration, head, tail;
};
HeadsAndTails heads_and_tails(const Problem&);

// By block, whether a micro-batch may complete with it: no other block of the same micro-batch follows it.
IdVector<BlockId, char> may_end_last(const Problem&);

// Longest paths that count only the weight of the blocks on the way, the block itself left out.
struct Around {
  IdVector<BlockId, Time> before, after;
};
Around heaviest_paths(const Problem&, const IdVector<BlockId, Time>& weight);

}  // namespace repetend::search
