#include "sim/problem/check.hpp"

#include "sim/problem/check_detail.hpp"

namespace repetend {

std::vector<Finding> check(const Problem& problem) {
  std::vector<Finding> findings;
  checks::check_parts(findings, problem);
  if (!findings.empty()) return findings;  // the rest needs sound parts
  checks::check_missing_links(findings, problem);
  checks::check_cycles(findings, problem);
  checks::check_memory(findings, problem);
  checks::check_time(findings, problem);
  return findings;
}

}  // namespace repetend
