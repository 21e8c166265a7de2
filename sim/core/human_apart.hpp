// Two amounts beside each other for people to read, who must see which is larger.
#pragma once

#include <string>
#include <utility>

#include "sim/core/units.hpp"

namespace repetend {

// "5 MiB" and "4 MiB", but where three digits hide the difference, "32.0 GiB (34359738369 B)" and "32 GiB
// (34359738368 B)".
std::pair<std::string, std::string> human_bytes_apart(Bytes, Bytes);

}  // namespace repetend
