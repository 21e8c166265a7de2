#include "data/models/operators/operator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace repetend::data {
namespace {

struct KindEntry {
  OperatorKind kind;
  std::string_view name;
  std::vector<std::string_view> dimensions;
};

const std::vector<KindEntry>& kinds() {
  static const std::vector<KindEntry> table = {
      {OperatorKind::matmul, "matmul", {"m", "n", "k", "batch"}},
      {OperatorKind::attention, "attention", {"batch", "heads", "sequence", "head_size"}},
      {OperatorKind::layer_norm, "layer_norm", {"rows", "width"}},
      {OperatorKind::activation, "activation", {"rows", "width"}},
      {OperatorKind::residual, "residual", {"rows", "width"}},
      {OperatorKind::embedding, "embedding", {"tokens", "width", "vocabulary"}},
      {OperatorKind::cross_entropy, "cross_entropy", {"tokens", "vocabulary"}},
      {OperatorKind::optimizer_step, "optimizer_step", {"parameters"}},
  };
  return table;
}

const KindEntry& entry(OperatorKind kind) { return kinds()[static_cast<std::size_t>(kind)]; }

constexpr std::array<std::string_view, 3> phases = {"forward", "input_gradient", "weight_gradient"};
constexpr std::array<std::string_view, 4> provenances = {"measured", "imported", "interpolated", "estimated"};

}  // namespace

std::string_view to_string(OperatorKind kind) { return entry(kind).name; }
std::string_view to_string(Phase phase) { return phases[static_cast<std::size_t>(phase)]; }
std::string_view to_string(Provenance provenance) {
  return provenances[static_cast<std::size_t>(provenance)];
}

std::optional<OperatorKind> operator_kind_from(std::string_view name) {
  for (const auto& each : kinds())
    if (each.name == name) return each.kind;
  return std::nullopt;
}
std::optional<Phase> phase_from(std::string_view name) {
  const auto found = std::ranges::find(phases, name);
  if (found == phases.end()) return std::nullopt;
  return static_cast<Phase>(found - phases.begin());
}

std::vector<std::string_view> dimensions(OperatorKind kind) { return entry(kind).dimensions; }

std::string in_words(const Operator& op) {
  auto words = fmt::format("{} {} {}", to_string(op.kind), to_string(op.phase), to_string(op.precision));
  const auto& names = entry(op.kind).dimensions;
  for (std::size_t i = 0; i < names.size() && i < op.shape.size(); ++i)
    words += fmt::format(" {}={}", names[i], op.shape[i]);
  return words;
}

}  // namespace repetend::data
