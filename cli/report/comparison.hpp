// The rows of `compare`, as a table and as JSON.
#pragma once

#include "app/compare/row.hpp"
#include "cli/command.hpp"

namespace repetend::cli {

using app::ComparisonRow;

// pricing: of a scenario with a model, else null; adds what the plan means for the model.
Json row_json(const ComparisonRow&, const data::Pricing* pricing = nullptr);

// The feasible rows by makespan (`best` marked), the infeasible ones with their reason, and, unless `all`,
// the names of those that do not apply (with `all`, each with its reason).
std::string comparison_text(const std::vector<ComparisonRow>&, bool all,
                            const data::Pricing* pricing = nullptr);

}  // namespace repetend::cli
