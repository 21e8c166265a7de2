// What changed between two sets of measurements.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "data/costs/records.hpp"
#include "data/costs/summary.hpp"

namespace repetend::data {

// What both or one of them measured.
struct Subject {
  std::string gpu;   // empty where it need not agree
  std::string what;  // the operator in words, "block F0"
  auto operator<=>(const Subject&) const = default;
};

struct Change {
  Subject subject;
  Summary before, after;
};

struct Difference {
  std::vector<Change> changed;    // beyond the noise; by GPU, operators before blocks
  std::vector<Change> unchanged;  // the others that both have
  std::vector<Subject> only_before, only_after;
};

// A median changed when it differs by more than `threshold` of the smaller one (0.03: 3 %) and the intervals
// that hold the true medians with 95 % probability have no time in common. Within a set a later run replaces
// an earlier one (yields_to). Costs of one GPU are compared with those of another only where each set has one
// GPU.
Difference difference(std::span<const Run> before, std::span<const Run> after, double threshold);

}  // namespace repetend::data
