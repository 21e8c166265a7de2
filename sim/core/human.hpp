// Quantities for people to read, at three significant digits with a unit; what programs read is written
// exactly.
#pragma once

#include <string>

#include "sim/core/units.hpp"

namespace repetend {

// "41.2", "16.0", "1234"; a whole number as such: "8". No exponent.
std::string human_number(double);

// "41.2 ms", "999 ns": the largest unit that keeps the number at 1 or more.
std::string human_time(double ns);
std::string human_time(Time);

// "5.25 GiB", "unlimited".
std::string human_bytes(Bytes);

// "1 micro-batch", "8 micro-batches".
std::string human_micro_batches(int);

}  // namespace repetend
