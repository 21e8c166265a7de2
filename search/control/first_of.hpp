// Several tries of which the first that finds something ends the others, with one budget.
#pragma once

#include <cstddef>
#include <functional>

#include "search/control/budget.hpp"

namespace repetend::search {

struct Tries {
  std::size_t failed = 0;  // before the first that found something, or the end
  bool found = false;
};

// What a try has of the budget.
enum class Left {
  at_first,  // what is left before all of them: it may go by that
  now        // what is left by those that have ended: it may ask only whether the budget is out
};

// Each try, by its number, says whether it has found something, which it keeps itself. Tries run side by
// side and come to what one after the other would: one that took more than those before have left is run
// again with that. Nothing is tried once the budget is out.
Tries first_of(std::size_t count, Budget&, Left, const std::function<bool(std::size_t, Budget&)>& find);

}  // namespace repetend::search
