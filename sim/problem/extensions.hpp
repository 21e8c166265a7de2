// What a problem has beyond a plain one, whose devices are its machines and whose blocks all run once a
// micro-batch, alike: for those who plan plain problems only, and for the version of a file.
#pragma once

#include <string_view>
#include <vector>

#include "sim/problem/problem.hpp"

namespace repetend {

// In words for a message ("lanes", "pools", ...), in the order of docs/semantics.md; none of a plain problem.
// Interference is none of them: it changes how a plan is played and not what a plan is.
std::vector<std::string_view> extensions(const Problem&);
// Whether the orders of its machines say all of a plan, as they do of a plain problem's: it has no more
// beyond that than lanes and times by micro-batch, and what changes memory runs on computing lanes alone, so
// that the order of one says what its device holds.
bool has_plain_plans(const Problem&);
inline bool is_plain(const Problem& problem) { return extensions(problem).empty(); }

}  // namespace repetend
