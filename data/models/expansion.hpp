// Turns `model:` into explicit blocks before sim sees the scenario.
#pragma once

#include "data/models/pricing.hpp"
#include "sim/formats/scenario/expansion.hpp"

namespace repetend::data {

class ModelExpansion : public Expansion {
 public:
  // costs: where measurements are looked up; null: everything is estimated. Must outlive this.
  explicit ModelExpansion(const CostSource* costs) : source_(costs) {}

  std::vector<PlacedProblem> expand(const Node& root, bool derive_alternatives) override;

  // Of all that was expanded so far; nothing without a model.
  const std::optional<Pricing>& pricing() const { return pricing_; }

 private:
  const CostSource* source_;
  std::optional<Pricing> pricing_;
};

}  // namespace repetend::data
