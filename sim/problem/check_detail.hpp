// What check() asks of the parts together; it asks of each on its own first.
#pragma once

#include <fmt/format.h>

#include <utility>

#include "sim/problem/check.hpp"

namespace repetend::checks {

using Findings = std::vector<Finding>;
using Subject = decltype(Finding::subject);

template <class... Args>
void add(Findings& findings, Subject subject, fmt::format_string<Args...> format, Args&&... args) {
  findings.push_back({subject, fmt::format(format, std::forward<Args>(args)...)});
}

inline std::string edge_name(const Problem& problem, const Edge& edge) {
  return fmt::format("{} -> {}", problem.block(edge.from).name, problem.block(edge.to).name);
}

// Needs sound parts.
void check_missing_links(Findings&, const Problem&);
void check_cycles(Findings&, const Problem&);
void check_memory(Findings&, const Problem&);
void check_time(Findings&, const Problem&);
// Needs memory that adds up and no cycles: findings of those come first.
void check_levels(Findings&, const Problem&);

}  // namespace repetend::checks
