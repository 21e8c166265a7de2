#include "data/models/scenario.hpp"

#include <fmt/format.h>

#include "data/models/expansion.hpp"
#include "sim/core/file.hpp"
#include "sim/core/human.hpp"

namespace repetend::data {
namespace {

// What takes the memory of a placement that does not fit.
void name_what_takes_memory(Unfit& unfit, const Pricing& pricing) {
  const PricedPlacement* placement = pricing.find(unfit.placement);
  if (!placement) return;
  const StaticMemory& most = *std::ranges::max_element(placement->static_memory, {}, &StaticMemory::all);
  unfit.reason += fmt::format(" (weights {}, gradients {}, optimizer {})", human_bytes(most.weights),
                              human_bytes(most.gradients), human_bytes(most.optimizer));
}

// Adds what plans of the problem have to know of the model; an alternative may have blocks of its own
// instead.
void tell_facts(std::shared_ptr<const Problem>& problem, const Pricing& pricing) {
  const PricedPlacement* placement = pricing.find(problem->placement);
  if (!placement) return;
  Problem told = *problem;
  told.model = facts_of(pricing, *placement);
  problem = std::make_shared<const Problem>(std::move(told));
}

}  // namespace

PricedScenario parse_scenario(const std::string& text, const std::string& file,
                              const std::vector<Override>& overrides, const CostSource* costs) {
  ModelExpansion expansion(costs);
  PricedScenario result{repetend::parse_scenario(text, file, overrides, &expansion), expansion.pricing()};
  if (!result.pricing) return result;
  for (Unfit& unfit : result.scenario.unfit) name_what_takes_memory(unfit, *result.pricing);
  tell_facts(result.scenario.problem, *result.pricing);
  for (auto& problem : result.scenario.alternatives) tell_facts(problem, *result.pricing);
  return result;
}

PricedScenario read_scenario(const std::string& file, const std::vector<Override>& overrides,
                             const CostSource* costs) {
  return parse_scenario(read_file(file), file, overrides, costs);
}

}  // namespace repetend::data
