// What `explain` adds for plans of problems that have more than devices which compute: which machine binds,
// what is exposed and why, and what more memory would gain.
#pragma once

#include <string>

#include "app/simulated.hpp"
#include "cli/command.hpp"

namespace repetend::cli {

// Paragraphs, each with an empty line before it; empty for a plain problem.
std::string wide_explanation_text(const app::SimulatedPlan&);

// Adds "machines_ns" and "waits_for_pools" to "critical_path", and "exposed" and "more_memory" beside it;
// nothing for a plain problem.
void add_wide_explanation(const app::SimulatedPlan&, Json&);

}  // namespace repetend::cli
