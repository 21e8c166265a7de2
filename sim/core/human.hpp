// Quantities for people to read; what programs read is written exactly.
#pragma once

#include <string>

#include "sim/core/units.hpp"

namespace repetend {

// "5.25 GiB": the largest binary unit that keeps the number at 1 or more, at most two decimals.
std::string human_bytes(Bytes);

}  // namespace repetend
