// "Did you mean": what was probably meant by a misspelt or shortened word.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace repetend {

// "; did you mean 'memory'?", "; did you mean 'h100-sxm' or 'h100-pcie'?", or nothing when no candidate is
// close.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace repetend
