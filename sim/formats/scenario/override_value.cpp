// The value of an override: a YAML value with units, or "*1.1", which scales the numbers that are there.
#include <fmt/format.h>

#include <array>

#include "sim/formats/scenario/overrides.hpp"
#include "sim/formats/scenario/units.hpp"

namespace repetend {
namespace {

enum class Quantity { time, bytes, bandwidth, speed, integer };
struct NumericKey {
  std::string_view key;
  Quantity quantity;
};
constexpr std::array numeric_keys{
    NumericKey{"time", Quantity::time},
    NumericKey{"latency", Quantity::time},
    NumericKey{"forward", Quantity::time},
    NumericKey{"backward", Quantity::time},
    NumericKey{"input_gradient", Quantity::time},
    NumericKey{"weight_gradient", Quantity::time},
    NumericKey{"gang", Quantity::time},
    NumericKey{"memory", Quantity::bytes},
    NumericKey{"static", Quantity::bytes},
    NumericKey{"acquire", Quantity::bytes},
    NumericKey{"release", Quantity::bytes},
    NumericKey{"workspace", Quantity::bytes},
    NumericKey{"bytes", Quantity::bytes},
    NumericKey{"activation", Quantity::bytes},
    NumericKey{"gang_activation", Quantity::bytes},
    NumericKey{"bandwidth", Quantity::bandwidth},
    NumericKey{"speed", Quantity::speed},
    NumericKey{"micro_batches", Quantity::integer},
    NumericKey{"count", Quantity::integer},
    NumericKey{"stages", Quantity::integer},
    NumericKey{"chunks", Quantity::integer},
    NumericKey{"stage", Quantity::integer},
    NumericKey{"distance", Quantity::integer},
};

// Of the last word of the path that has one: "blocks.E.acquire.gpu0" is bytes.
std::optional<Quantity> quantity_of(std::string_view path) {
  while (!path.empty()) {
    const std::size_t dot = path.rfind('.');
    const std::string_view word = dot == std::string_view::npos ? path : path.substr(dot + 1);
    for (const NumericKey& known : numeric_keys)
      if (known.key == word) return known.quantity;
    path = dot == std::string_view::npos ? "" : path.substr(0, dot);
  }
  return std::nullopt;
}

std::string scaled(const std::string& text, Quantity quantity, std::string_view factor, const Units& units) {
  switch (quantity) {
    case Quantity::time:
      return fmt::format("{}ns", scale(parse_time(text, units.time), factor));
    case Quantity::bytes:
      if (text == "unlimited") return text;
      return fmt::format("{}B", scale(parse_bytes(text, units.memory), factor));
    case Quantity::bandwidth:
      return fmt::format("{}B/s", scale(parse_bandwidth(text), factor));
    case Quantity::speed:
      return format_speed(scale(parse_speed(text), factor));
    case Quantity::integer:
      break;
  }
  constexpr auto limit = std::numeric_limits<std::int32_t>::max();
  return std::to_string(scale(parse_integer(text, 0, limit), factor));
}

// place: of the override, which every part of the value gets.
void mark(Document& value, Place place) {
  value.place = value.key_place = place;
  for (auto& [key, member] : value.members) mark(member, place);
  for (Document& item : value.items) mark(item, place);
}

void scale_tree(Document& node, Quantity quantity, std::string_view factor, const Source& source) {
  if (node.kind == Document::Kind::scalar)
    node.scalar = scaled(node.scalar, quantity, factor, Node(node, source).units());
  for (auto& [key, member] : node.members) scale_tree(member, quantity, factor, source);
  for (Document& item : node.items) scale_tree(item, quantity, factor, source);
}

// The text after the file's name, line and column.
std::string without_place(std::string message) {
  for (int colon = 0; colon < 3; ++colon) message.erase(0, message.find(':') + 1);
  return message.substr(1);
}

}  // namespace

void set_value(Document& target, std::string_view key, const std::string& value, int override_number,
               const Source& source) {
  const Place place{0, 0, override_number};
  if (!value.starts_with('*')) {
    try {
      target = parse_yaml(value, "value");
    } catch (const SourceError& error) {
      source.fail(place, without_place(error.what()));
    }
    mark(target, place);
    return;
  }
  const auto quantity = quantity_of(key);
  if (!quantity)
    source.fail(
        place,
        "only times, amounts of memory, bandwidths, speeds and counts can be scaled, expected a value");
  if (target.kind == Document::Kind::null) source.fail(place, "nothing there to scale, expected a value");
  try {
    scale_tree(target, *quantity, value.substr(1), source);
  } catch (const QuantityError& error) {
    source.fail(place, error.what());
  }
  mark(target, place);
}

}  // namespace repetend
