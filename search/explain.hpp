// What a search did and what it could not prove, in words.
#pragma once

#include "search/phases/solve.hpp"

namespace repetend::search {

// Notes for Result::notes, a line each.
std::vector<std::string> explain(const std::vector<Solution>&, const Solution& best);

// Why the request cannot be met; empty when it is.
std::string why_no_plan(const std::vector<Solution>&, const Solution& best, const Options&, const Monitor&);

}  // namespace repetend::search
