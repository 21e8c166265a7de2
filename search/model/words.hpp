// Times in the words of a reason.
#pragma once

#include <string>

#include "search/model/ratio.hpp"

namespace repetend::search {

// "12 ns", "4.5 us", "4.123 ms": in the largest unit that keeps the number at 1 or more, at most three
// decimals, rounded down.
std::string in_words(Time);

}  // namespace repetend::search
