// Splits a chain of layers over the stages of a pipeline.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <vector>

#include "sim/core/units.hpp"

namespace repetend::data {

// The model does not go onto this shape: what is wrong and what was expected; the reader adds the place.
struct PlacementError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// How layers are divided over stages: by their times, by their number, or as the scenario says.
enum class Split { balanced, even, given };

// How many consecutive items each of `stages` stages gets, at least one each, so that the largest sum of a
// stage is least and, among those, the smallest sum largest: a dynamic programme, O(stages x items^2).
// Requires at least as many items as stages and at least one stage; times are not negative.
std::vector<std::size_t> balanced_partition(const std::vector<Time>& items, std::size_t stages);

// Equal numbers, where they do not divide the later stages one more.
std::vector<std::size_t> even_partition(std::size_t items, std::size_t stages);

}  // namespace repetend::data
