#include "gui/lessons/answer.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>
#include <vector>

namespace repetend::gui {
namespace {

// People write units behind a number; each is worth so many of the fact's own terms.
using Multiples = std::vector<std::pair<std::string_view, double>>;

const Multiples& multiples_of(Fact::Unit unit) {
  static const Multiples times{{"ns", 1}, {"us", 1e3}, {"µs", 1e3}, {"ms", 1e6}, {"s", 1e9}};
  static const Multiples bytes{{"B", 1}, {"KiB", 0x1p10}, {"MiB", 0x1p20}, {"GiB", 0x1p30}, {"TiB", 0x1p40}};
  static const Multiples ratios{{"%", 0.01}};
  static const Multiples none{{"", 1}};
  switch (unit) {
    case Fact::Unit::time:
      return times;
    case Fact::Unit::bytes:
      return bytes;
    case Fact::Unit::ratio:
      return ratios;
    case Fact::Unit::number:
    case Fact::Unit::word:
      break;
  }
  return none;
}

struct Quantity {
  double number = 0;
  std::string unit;
};

std::optional<Quantity> split(std::string text) {
  std::ranges::replace(text, ',', '.');
  std::erase(text, ' ');
  Quantity quantity;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), quantity.number);
  if (error != std::errc() || !std::isfinite(quantity.number)) return std::nullopt;
  quantity.unit = text.substr(static_cast<std::size_t>(end - text.data()));
  return quantity;
}

}  // namespace

std::optional<double> read_answer(const std::string& typed, const Fact& fact) {
  auto quantity = split(typed);
  if (!quantity) return std::nullopt;
  if (quantity->unit.empty()) quantity->unit = split(in_words(fact))->unit;
  const Multiples& multiples = multiples_of(fact.unit);
  const auto unit = std::ranges::find(multiples, quantity->unit, &Multiples::value_type::first);
  if (unit == multiples.end()) return std::nullopt;
  return quantity->number * unit->second;
}

bool is_right(double answer, const Fact& fact, double tolerance) {
  constexpr double shown = 0.005;  // in_words() shows three digits
  const bool whole = fact.unit == Fact::Unit::number && fact.value == std::floor(fact.value);
  return std::abs(answer - fact.value) <=
         std::abs(fact.value) * (whole ? tolerance : std::max(tolerance, shown));
}

}  // namespace repetend::gui
