// "Did you mean": what was probably meant by a misspelt or shortened word.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace repetend {

// What a word may have meant, blind to case. Those that begin with it, if at most three do: "h100" means
// h100-sxm or h100-pcie, and not v100; else the longest that it begins with; else the only one that it is a
// part of; else the candidate with the fewest edits (insert, delete, replace, swap of neighbours) among those
// that differ in at most a third of their letters: of equals one with the same first letter, the earliest.
std::vector<std::string_view> meant_by(std::string_view word, std::span<const std::string_view> candidates);

// "; did you mean 'memory'?", "; did you mean 'h100-sxm' or 'h100-pcie'?", or nothing when no candidate is
// close.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace repetend
