// Plan files: JSON, versioned, self-contained. docs/plan.md has the format.
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
