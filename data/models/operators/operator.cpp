#include "data/models/operators/operator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>

namespace repetend::data {
namespace {

struct KindWords {
  std::string_view name;
  std::vector<std::string_view> dimensions;
};

// By OperatorKind.
const std::vector<KindWords>& kinds() {
  static const std::vector<KindWords> table = {{"matmul", {"m", "n", "k", "batch"}},
                                               {"attention", {"batch", "heads", "sequence", "head_size"}},
                                               {"layer_norm", {"rows", "width"}},
                                               {"activation", {"rows", "width"}},
                                               {"residual", {"rows", "width"}},
                                               {"embedding", {"tokens", "width", "vocabulary"}},
                                               {"cross_entropy", {"tokens", "vocabulary"}},
                                               {"optimizer_step", {"parameters"}}};
  return table;
}
const KindWords& words_of(OperatorKind kind) { return kinds()[static_cast<std::size_t>(kind)]; }

constexpr std::array<std::string_view, 3> phases = {"forward", "input_gradient", "weight_gradient"};
constexpr std::array<std::string_view, 4> provenances = {"measured", "imported", "interpolated", "estimated"};

// The value whose name this is, in the order of names.
template <class Enum, class Names, class Name = std::identity>
std::optional<Enum> named(const Names& names, std::string_view name, Name name_of = {}) {
  const auto found = std::ranges::find(names, name, name_of);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

}  // namespace

std::string_view to_string(OperatorKind kind) { return words_of(kind).name; }
std::string_view to_string(Phase phase) { return phases[static_cast<std::size_t>(phase)]; }
std::string_view to_string(Provenance provenance) {
  return provenances[static_cast<std::size_t>(provenance)];
}

std::optional<OperatorKind> operator_kind_from(std::string_view name) {
  return named<OperatorKind>(kinds(), name, &KindWords::name);
}
std::optional<Phase> phase_from(std::string_view name) { return named<Phase>(phases, name); }

std::vector<std::string_view> dimensions(OperatorKind kind) { return words_of(kind).dimensions; }

std::string in_words(const Operator& op) {
  auto words = fmt::format("{} {} {}", to_string(op.kind), to_string(op.phase), to_string(op.precision));
  const auto& names = words_of(op.kind).dimensions;
  for (std::size_t i = 0; i < names.size() && i < op.shape.size(); ++i)
    words += fmt::format(" {}={}", names[i], op.shape[i]);
  return words;
}

}  // namespace repetend::data
