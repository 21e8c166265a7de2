// Damage to a plan file that leaves it JSON, so that most of it gets past the reader.
#pragma once

#include <random>
#include <string>

namespace repetend::test {

// One to three of: an instance doubled, lost, put on another device or swapped with another; whole orders
// swapped; any number replaced by one at a limit; a key lost; start times that belong to nothing.
std::string damaged_plan(std::mt19937_64&, const std::string& plan);

}  // namespace repetend::test
