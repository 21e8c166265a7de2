// Every schedule on every placement it applies to: the rows of `compare`.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "data/models/pricing.hpp"
#include "sim/schedules/schedule.hpp"

namespace repetend::cli {

struct ComparisonRow {
  std::string schedule, placement;
  std::string reason;        // why it does not apply or is infeasible
  std::optional<Plan> plan;  // when it applies; timed unless it deadlocks
  bool feasible = false;
};

ComparisonRow compare_schedule(const Schedule&, std::shared_ptr<const Problem>);

double throughput_per_s(const Plan&);  // micro-batches a second over the makespan

// pricing: of a scenario with a model, else null; adds what the plan means for the model.
nlohmann::ordered_json row_json(const ComparisonRow&, const data::Pricing* pricing = nullptr);

// The feasible rows by makespan (`best` marked), the infeasible ones with their reason, and, unless `all`,
// the names of those that do not apply (with `all`, each with its reason).
std::string comparison_text(const std::vector<ComparisonRow>&, bool all,
                            const data::Pricing* pricing = nullptr);

}  // namespace repetend::cli
