// Plan files: JSON, versioned, self-contained. Format, version 1 (arrays are columnar):
//   {"format": "repetend-plan", "version": 1, "schedule": NAME,
//    "problem": {the explicit form of a scenario, in ns and B},
//    "orders": [{"device": NAME, "block": [index, ...], "micro_batch": [n, ...]}, ...],
//    "start_ns": [[start of (block 0, 0), (block 0, 1), ...], [block 1 ...], ...],
//    "repetend": null | {"period_ns", "micro_batches", "first_ns", "last_ns"}}
#pragma once

#include <string>

#include "sim/plan/plan.hpp"

namespace repetend {

std::string write_plan(const Plan&);                                    // the same plan, the same bytes
Plan parse_plan(const std::string& text, const std::string& file);      // throws SourceError
Plan read_plan(const std::string& file);
bool looks_like_plan(const std::string& file);  // a JSON file by its first byte, to tell PLAN from SCENARIO

// Reads a whole file; throws RequestError when it cannot.
std::string read_file(const std::string& file);
// Writes to a temporary name beside it and renames, so that a failure leaves the old file as it was.
void write_file(const std::string& file, const std::string& text);

}  // namespace repetend
