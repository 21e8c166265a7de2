// One problem and no alternative, searched.
#pragma once

#include "search/search.hpp"

namespace repetend::search {

inline Result search_problem(Problem problem, const Options& options = {}) {
  return search({std::make_shared<const Problem>(std::move(problem))}, options);
}

}  // namespace repetend::search
