// Scenarios, those with a `model:` included: what every command reads them with.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "data/models/pricing.hpp"
#include "sim/formats/scenario/scenario.hpp"

namespace repetend::data {

struct PricedScenario {
  Scenario scenario;
  std::optional<Pricing> pricing;  // when a `model:` was priced
};

// As sim's functions of the same names; costs: where measurements are looked up, null: everything is
// estimated.
PricedScenario read_scenario(const std::string& file, const std::vector<Override>& = {},
                             const CostSource* costs = nullptr);
PricedScenario parse_scenario(const std::string& text, const std::string& file,
                              const std::vector<Override>& = {}, const CostSource* costs = nullptr);

}  // namespace repetend::data
