// These functions hold what a learner types as an answer against the fact that the simulator knows.
#pragma once

#include <optional>
#include <string>

#include "gui/lessons/facts.hpp"

namespace repetend::gui {

// "41.2 ms", "41,2", "27 %", "3 GiB"; without a unit the number is in the one that in_words() shows the fact
// in. Nothing when it is no number, or of another unit. In the fact's own terms: ns, bytes, a ratio.
std::optional<double> read_answer(const std::string& typed, const Fact& fact);

// Right is what is within the tolerance (relative), or as exact as in_words() shows the fact.
bool is_right(double answer, const Fact& fact, double tolerance);

}  // namespace repetend::gui
