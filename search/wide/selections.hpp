// The choices of a problem as decisions of the search (docs/semantics.md, "Problem").
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "sim/problem/problem.hpp"

namespace repetend::search {

// One option for each choice.
using Selection = std::vector<std::size_t>;

// The problem with those options; none where they are not sound together.
std::shared_ptr<const Problem> chosen_problem(const std::shared_ptr<const Problem>&, const Selection&);

// A problem whose bounds hold for every selection: without the blocks that only some options have, and every
// block as short as any option makes it, in pools without limits.
Problem least_of_all_selections(const Problem&);

// All selections, where there are no more than `most`; else those that take the same option of every choice,
// which are the policies that people use, to begin with.
struct FirstSelections {
  std::vector<Selection> selections;
  bool all = true;
};
FirstSelections first_selections(const Problem&, std::size_t most);

// Those that differ from it in one choice.
std::vector<Selection> next_to(const Problem&, const Selection&);

}  // namespace repetend::search
