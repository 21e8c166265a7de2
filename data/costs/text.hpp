// Runs as text: what a measured set is shipped and compared as, and what a GPU node hands over. YAML, one
// line an operator or block, the same bytes for the same runs; docs/costs.md has the format.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "data/costs/records.hpp"

namespace repetend::data {

inline constexpr int text_version = 1;

// The runs in this order, each canonical().
std::string write_costs(std::span<const Run>);

// Throw SourceError at what is wrong; every run passes check().
std::vector<Run> parse_costs(const std::string& text, const std::string& file);
std::vector<Run> read_costs(const std::string& file);

}  // namespace repetend::data
