#include "cli/report/pools_and_choices.hpp"

#include "sim/plan/pool_levels.hpp"

namespace repetend::cli {

void add_pools_and_choices(const Plan& plan, Json& json) {
  const Problem& problem = *plan.problem;
  if (!problem.pools.empty()) {
    const auto peaks = peak_pools(plan);
    for (PoolId p : peaks.ids())
      if (!is_memory(problem, p)) json["peak_pools"][pool_name(problem, p)] = peaks[p];
  }
  for (const auto& [choice, option] : problem.chosen) json["choices"][choice] = option;
}

}  // namespace repetend::cli
