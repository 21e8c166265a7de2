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

}  // namespace

PricedScenario parse_scenario(const std::string& text, const std::string& file,
                              const std::vector<Override>& overrides, const CostSource* costs) {
  ModelExpansion expansion(costs);
  PricedScenario result{repetend::parse_scenario(text, file, overrides, &expansion), expansion.pricing()};
  if (result.pricing)
    for (Unfit& unfit : result.scenario.unfit) name_what_takes_memory(unfit, *result.pricing);
  return result;
}

PricedScenario read_scenario(const std::string& file, const std::vector<Override>& overrides,
                             const CostSource* costs) {
  return parse_scenario(read_file(file), file, overrides, costs);
}

}  // namespace repetend::data
