// Quantities for people to read, at three significant digits with a unit; what programs read is written
// exactly.
#pragma once

#include <string>
#include <utility>

#include "sim/core/units.hpp"

namespace repetend {

// "41.2", "16.0", "1234"; a whole number as such: "8". No exponent.
std::string human_number(double);

// "41.2 ms", "999 ns", "12 min", "2.5 d": the largest unit that keeps the number at 1 or more, but
// minutes only from 10 of them on, hours and days from 2.
std::string human_time(double ns);
std::string human_time(Time);

// "5.25 GiB", "unlimited".
std::string human_bytes(Bytes);

// Two amounts beside each other: "5 MiB" and "4 MiB", but where three digits hide which is larger,
// "32.0 GiB (34359738369 B)" and "32 GiB (34359738368 B)".
std::pair<std::string, std::string> human_bytes_apart(Bytes, Bytes);

// "1 micro-batch", "8 micro-batches".
std::string human_micro_batches(int);

}  // namespace repetend
