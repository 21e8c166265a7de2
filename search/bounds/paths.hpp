// Longest paths between the blocks of one micro-batch.
#pragma once

#include <optional>
#include <vector>

#include "search/modulo/dependences.hpp"
#include "sim/problem/problem.hpp"

namespace repetend::search {

class Paths {
 public:
  explicit Paths(const Problem&);
  // By block: from the start of `source` to its start, at least, along edges of distance 0, transfers
  // included as if every link were free; none where it does not follow `source`.
  std::vector<std::optional<Time>> from(BlockId source) const;

 private:
  std::vector<BlockId> order_;
  std::vector<std::vector<Dependence>> out_;
};

}  // namespace repetend::search
