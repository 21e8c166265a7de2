// Problems that are plain but for blocks that run once an iteration: what every micro-batch runs is searched,
// and those come before and after it.
#pragma once

#include <optional>

#include "search/search.hpp"

namespace repetend::search {

struct SearchedCore {
  Plan plan;             // of the whole problem, valid
  Bound makespan_bound;  // of what every micro-batch runs, which takes no longer than all
  std::uint64_t states = 0;
};

// None where the problem has anything else beyond a plain one, or where no plan of the rest leaves room for
// what runs once. Takes a problem without open choices, and the options of the whole search.
std::optional<SearchedCore> searched_core(const std::shared_ptr<const Problem>&, const Options&);

}  // namespace repetend::search
