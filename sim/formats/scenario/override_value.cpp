// The value of an override: a YAML value with units, or "*1.1", which scales the numbers that are there.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "sim/formats/scenario/overrides.hpp"
#include "sim/formats/scenario/units.hpp"

namespace repetend {
namespace {

enum class Quantity { time, bytes, bandwidth, speed, integer };

// The keys of each quantity.
const std::array<std::vector<std::string_view>, 5> numeric_keys{
    {{"time", "latency", "forward", "backward", "input_gradient", "weight_gradient", "gang"},
     {"memory", "capacity", "static", "acquire", "release", "workspace", "bytes", "activation",
      "gang_activation"},
     {"bandwidth"},
     {"speed", "factor", "micro_batch_scale"},
     {"micro_batches", "count", "stages", "chunks", "stage", "distance"}}};

// Of the last word of the path that has one: "blocks.E.acquire.gpu0" is bytes.
std::optional<Quantity> quantity_of(std::string_view path) {
  while (!path.empty()) {
    const std::size_t dot = path.rfind('.');
    const std::string_view word = dot == std::string_view::npos ? path : path.substr(dot + 1);
    for (std::size_t quantity = 0; quantity < numeric_keys.size(); ++quantity)
      if (std::ranges::count(numeric_keys[quantity], word) > 0) return static_cast<Quantity>(quantity);
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

}  // namespace

void set_value(Document& target, std::string_view key, const std::string& value, int override_number,
               const Source& source) {
  const Place place{0, 0, override_number};
  if (!value.starts_with('*')) {
    try {
      target = parse_yaml(value, "value");
    } catch (const SourceError& error) {
      source.fail(place, error.message);
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
