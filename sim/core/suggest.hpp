// "Did you mean": the candidate that was probably meant by a misspelt word.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace repetend {

// The candidate with the fewest edits (insert, delete, replace, swap of neighbours) from the word, the
// earliest among equals; empty when even that one differs in more than a third of its letters.
std::string_view closest(std::string_view word, std::span<const std::string_view> candidates);

// "; did you mean 'memory'?", or nothing when no candidate is close.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace repetend
