// Plan files: JSON, versioned, self-contained. Format, version 1 (arrays are columnar):
//   {"format": "repetend-plan", "version": 1, "schedule": NAME,
//    "problem": {the explicit form of a scenario, in ns and B},
//    "orders": [{"device": NAME, "block": [index, ...], "micro_batch": [n, ...]}, ...],
//    "start_ns": null | [[start of (block 0, 0), (block 0, 1), ...], [block 1 ...], ...],
//    "repetend": null | {"period_ns", "micro_batches", "first_ns", "last_ns"}}
// Block indices count the problem's `blocks` from 0, micro-batches go from 0 to N - 1. Every device has one
// order; it holds a gang's instance if it is one of the gang's devices. start_ns is null while the plan is
// not timed. All numbers are integers from 0 to 2^62 - 1. Keys may come in any order; unknown keys are
// errors.
#pragma once

#include <string>

#include "sim/core/file.hpp"
#include "sim/plan/plan.hpp"

namespace repetend {

std::string write_plan(const Plan&);  // the same plan, the same bytes

// Throw SourceError on anything but a plan of this version or an older one, and on a problem that check()
// rejects. Whether the plan is valid is verify()'s question.
Plan parse_plan(const std::string& text, const std::string& file);
Plan read_plan(const std::string& file);

// Whether a text is meant as a plan and not as a scenario, which may be JSON as well: a plan says its format.
bool looks_like_plan(const std::string& text);

}  // namespace repetend
