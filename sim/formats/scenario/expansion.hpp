// The way in for what sim does not know: whoever prices models turns the `model:` of a scenario into
// placements.
#pragma once

#include <vector>

#include "sim/formats/scenario/reader.hpp"

namespace repetend {

class Expansion {
 public:
  virtual ~Expansion() = default;
  // `root` is a scenario, or one of its alternatives, that has a `model:`. The first placement is root's own;
  // the others are derived from it where that is asked for, each with its name in Problem::placement. Not yet
  // check()ed: a derived placement may need more memory than a device has. Throws as readers do.
  virtual std::vector<PlacedProblem> expand(const Node& root, bool derive_alternatives) = 0;
};

}  // namespace repetend
