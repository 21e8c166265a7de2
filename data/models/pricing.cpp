#include "data/models/pricing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "data/models/layers/layer.hpp"

namespace repetend::data {
namespace {

std::string sources_of(const Pricing& pricing, Provenance provenance) {
  constexpr std::size_t most = 3;
  std::set<std::string> sources;
  for (const auto& [op, cost] : pricing.operators)
    if (cost.provenance == provenance) sources.insert(cost.source);
  std::string text;
  std::size_t shown = 0;
  for (const std::string& source : sources) {
    if (shown++ == most) return text + fmt::format(" and {} more", sources.size() - most);
    text += (text.empty() ? "" : ", ") + source;
  }
  return text;
}

std::int64_t tokens(const Model& m) {
  const bool two = m.family == Family::t5 || m.family == Family::two_branch;
  return m.micro_batch * (m.sequence + (two ? m.second_sequence : 0));
}

}  // namespace

const PricedPlacement* Pricing::find(std::string_view placement) const {
  const auto found = std::ranges::find(placements, placement, &PricedPlacement::name);
  return found == placements.end() ? nullptr : &*found;
}

std::string provenance_summary(const Pricing& pricing) {
  using enum Provenance;
  std::string text;
  for (const Provenance provenance : {measured, imported, interpolated, estimated}) {
    const auto count = std::ranges::count_if(
        pricing.operators, [&](const auto& priced) { return priced.second.provenance == provenance; });
    if (count == 0) continue;
    text += fmt::format("{}{} {}{} {}", text.empty() ? "costs: " : "; ", count, to_string(provenance),
                        provenance == interpolated ? " between"
                        : provenance == estimated  ? " by"
                                                   : ":",
                        sources_of(pricing, provenance));
  }
  return text;
}

ModelFacts facts_of(const Pricing& pricing, const PricedPlacement& placement) {
  const Model& model = pricing.request.model;
  return {.replicas = model.data_parallel,
          .samples = model.data_parallel * model.micro_batch,
          .tokens = model.data_parallel * tokens(model),
          .flop = model_flops(model),
          .peak_flops =
              static_cast<double>(placement.static_memory.size()) * pricing.request.gpu.peak(model.precision),
          .gradient_exchange = placement.gradient_exchange,
          .optimizer_step = placement.optimizer_step,
          .costs = provenance_summary(pricing)};
}

Throughput throughput(const ModelFacts& model, Time makespan, int micro_batches) {
  constexpr double ns = 1e9;
  Throughput result;
  result.iteration = makespan + model.gradient_exchange + model.optimizer_step;
  const double per_s = micro_batches * ns / static_cast<double>(result.iteration);
  result.samples_per_s = per_s * static_cast<double>(model.samples);
  result.tokens_per_s = per_s * static_cast<double>(model.tokens);
  result.utilisation = per_s * model.flop / model.peak_flops;
  return result;
}

}  // namespace repetend::data
