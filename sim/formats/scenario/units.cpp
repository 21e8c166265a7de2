#include "sim/formats/scenario/units.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <limits>
#include <span>
#include <vector>

#include "sim/core/ratio.hpp"
#include "sim/core/suggest.hpp"

namespace repetend {
namespace {

constexpr Wide int64_limit = std::numeric_limits<std::int64_t>::max();

struct Unit {
  std::string_view name;
  std::int64_t size;
};
constexpr std::int64_t kilo = 1000, kibi = 1024;
constexpr std::int64_t second = kilo * kilo * kilo;
constexpr std::array<Unit, 8> time_units{{{"ns", 1},
                                          {"us", kilo},
                                          {"µs", kilo},
                                          {"ms", kilo* kilo},
                                          {"s", second},
                                          {"min", 60 * second},
                                          {"h", 3600 * second},
                                          {"d", 24 * 3600 * second}}};
constexpr std::array<Unit, 9> memory_units{{{"B", 1},
                                            {"KiB", kibi},
                                            {"MiB", kibi* kibi},
                                            {"GiB", kibi* kibi* kibi},
                                            {"TiB", kibi* kibi* kibi* kibi},
                                            {"kB", kilo},
                                            {"MB", kilo* kilo},
                                            {"GB", kilo* kilo* kilo},
                                            {"TB", kilo* kilo* kilo* kilo}}};
constexpr std::array<Unit, 4> bit_units{{{"kbit/s", kilo / 8},
                                         {"Mbit/s", kilo* kilo / 8},
                                         {"Gbit/s", kilo* kilo* kilo / 8},
                                         {"Tbit/s", kilo* kilo* kilo* kilo / 8}}};

std::optional<std::int64_t> size_of(std::span<const Unit> units, std::string_view name) {
  for (const Unit& unit : units)
    if (unit.name == name) return unit.size;
  return std::nullopt;
}

// digits * 10^-decimals, and what follows the number.
struct Decimal {
  Wide digits = 0;
  int decimals = 0;
  bool negative = false;
  std::string_view rest;
};

template <class... Args>
[[noreturn]] void fail(fmt::format_string<Args...> format, Args&&... args) {
  throw QuantityError(fmt::format(format, std::forward<Args>(args)...));
}

[[noreturn]] void too_large(std::string_view text) {
  fail("{} does not fit 64 bits, expected at most 9223372036854775807ns (292 years), B or B/s", text);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Reads [+-]digits[.digits] off the front; nothing when there is no digit. At most 30 significant digits, so
// that a product with a unit of 2^40 below is checked and never wraps.
std::optional<Decimal> read_decimal(std::string_view text) {
  constexpr int decimals_limit = 30;
  constexpr Wide digit_limit = Wide{1'000'000'000'000'000} * 1'000'000'000'000'000;
  Decimal result;
  std::size_t at = 0;
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) result.negative = text[at++] == '-';
  bool any = false;
  bool point = false;
  for (; at < text.size() && (is_digit(text[at]) || (text[at] == '.' && !point)); ++at) {
    if (text[at] == '.') {
      point = true;
      continue;
    }
    any = true;
    result.digits = result.digits * 10 + (text[at] - '0');
    if (result.digits >= digit_limit) too_large(text);
    if (point && ++result.decimals > decimals_limit)
      fail("{} has more than {} decimals, expected fewer", text, decimals_limit);
  }
  if (!any) return std::nullopt;
  result.rest = text.substr(at);
  while (result.rest.starts_with(' ')) result.rest.remove_prefix(1);
  return result;
}

// Nothing when it is not a whole number; throws when it does not fit.
std::optional<std::int64_t> times(const Decimal& decimal, std::int64_t unit, std::string_view text) {
  Wide value = 0;
  if (__builtin_mul_overflow(decimal.digits, Wide{unit}, &value)) too_large(text);
  bool whole = true;
  for (int i = 0; i < decimal.decimals; ++i) {
    whole = whole && value % 10 == 0;
    value /= 10;
  }
  if (value > int64_limit) too_large(text);
  if (!whole) return std::nullopt;
  return static_cast<std::int64_t>(decimal.negative ? -value : value);
}

// The nearest whole numbers of the smallest unit around what was meant, for the message.
std::string neighbours(const Decimal& decimal, std::int64_t unit, std::string_view smallest) {
  Wide value = decimal.digits * unit;
  for (int i = 0; i < decimal.decimals; ++i) value /= 10;
  const auto below = static_cast<std::uint64_t>(value);  // at most 2^63 - 1, as times() has seen
  const char* sign = decimal.negative ? "-" : "";
  return fmt::format("{0}{1}{3} or {0}{2}{3}", sign, below, below + 1, smallest);
}

std::int64_t parse_quantity(std::string_view text, std::int64_t bare, std::span<const Unit> units,
                            std::string_view what, std::string_view example) {
  const auto decimal = read_decimal(text);
  if (!decimal) fail("'{}' is not a {}, expected a number and a unit such as {}", text, what, example);
  const auto unit = decimal->rest.empty() ? std::optional(bare) : size_of(units, decimal->rest);
  if (!unit) {
    std::vector<std::string_view> names;
    for (const Unit& known : units)
      if (known.name != "µs") names.push_back(known.name);
    fail("'{}' is not a unit of {}, expected one of {}{}", decimal->rest, what, fmt::join(names, " "),
         did_you_mean(decimal->rest, names));
  }
  const auto value = times(*decimal, *unit, text);
  if (!value)
    fail("{} is not a whole number of {}, expected {}", text, units[0].name,
         neighbours(*decimal, *unit, units[0].name));
  return *value;
}

}  // namespace

std::optional<std::int64_t> time_unit(std::string_view name) { return size_of(time_units, name); }
std::optional<std::int64_t> memory_unit(std::string_view name) { return size_of(memory_units, name); }

Time parse_time(std::string_view text, std::int64_t bare) {
  return parse_quantity(text, bare, time_units, "time", "2.5ms");
}

Bytes parse_bytes(std::string_view text, std::int64_t bare) {
  return parse_quantity(text, bare, memory_units, "memory", "80GiB");
}

Bytes parse_bandwidth(std::string_view text) {
  constexpr std::string_view expected = "expected a number and a unit such as 25GB/s or 200Gbit/s";
  const auto decimal = read_decimal(text);
  if (!decimal) fail("'{}' is not a bandwidth, {}", text, expected);
  if (decimal->rest.empty()) fail("{} has no unit, {}", text, expected);
  std::optional<std::int64_t> unit = size_of(bit_units, decimal->rest);
  if (!unit && decimal->rest.ends_with("/s"))
    unit = memory_unit(decimal->rest.substr(0, decimal->rest.size() - 2));
  if (!unit) fail("'{}' is not a unit of bandwidth, {}", decimal->rest, expected);
  const auto value = times(*decimal, *unit, text);
  if (!value) fail("{} is not a whole number of B/s, expected {}", text, neighbours(*decimal, *unit, "B/s"));
  return *value;
}

std::int64_t parse_ratio(std::string_view text, std::string_view what, std::string_view example) {
  const auto decimal = read_decimal(text);
  if (!decimal || !decimal->rest.empty())
    fail("'{}' is not a {}, expected a positive decimal such as {}", text, what, example);
  const auto value = times(*decimal, unit_speed, text);
  if (!value) fail("{} has more than 9 decimals, expected a positive decimal such as {}", text, example);
  if (*value <= 0) fail("a {} of {}, expected a positive decimal such as {}", what, text, example);
  return *value;
}

Speed parse_speed(std::string_view text) {
  return parse_ratio(text, "speed", "0.8 (1: as fast as the times say)");
}

std::int64_t parse_integer(std::string_view text, std::int64_t least, std::int64_t most) {
  const auto decimal = read_decimal(text);
  if (!decimal || !decimal->rest.empty() || decimal->decimals > 0 || text.ends_with('.'))
    fail("'{}' is not a whole number, expected one from {} to {}", text, least, most);
  const auto value = times(*decimal, 1, text);
  if (*value < least || *value > most) fail("{} is out of range, expected {} to {}", text, least, most);
  return *value;
}

std::int64_t scale(std::int64_t value, std::string_view factor) {
  const auto decimal = read_decimal(factor);
  if (!decimal || !decimal->rest.empty() || decimal->negative)
    fail("'*{}' is not a factor, expected one such as *1.1", factor);
  Wide product = 0;
  if (__builtin_mul_overflow(decimal->digits, Wide{value}, &product)) too_large(factor);
  Wide divisor = 1;
  for (int i = 0; i < decimal->decimals; ++i) divisor *= 10;
  Wide result = product / divisor;
  if (product > 0 && product % divisor != 0) ++result;  // division truncates: up for what is negative already
  if (result > int64_limit || result < -int64_limit) too_large(factor);
  return static_cast<std::int64_t>(result);
}

std::string format_speed(Speed speed) {
  std::string text = fmt::format("{}.{:09}", speed / unit_speed, speed % unit_speed);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

}  // namespace repetend
