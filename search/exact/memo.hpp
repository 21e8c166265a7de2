// The states visited, to prune those that are no better than one of them.
#pragma once

#include <map>

#include "search/exact/state.hpp"

namespace repetend::search {

class Memo {
 public:
  // False when a state that was entered before has done the same and is nowhere later.
  bool enter(const ExactModel&, const ExactState&);

 private:
  std::map<std::vector<int>, std::vector<std::vector<Time>>> visited_;  // signatures, by done()
};

}  // namespace repetend::search
