// Quantities as people write them: an exact decimal and a unit, "2.5ms", "80GiB", "25GB/s". No floating
// point: a value that is not a whole number of ns, B or B/s is an error, as is one that does not fit 64 bits.
#pragma once

#include <charconv>
#include <optional>
#include <string>
#include <string_view>

#include "sim/core/error.hpp"
#include "sim/core/units.hpp"

namespace repetend {

// What is wrong with a quantity and what was expected; the reader adds the place.
struct QuantityError : RequestError {
  using RequestError::RequestError;
};

// The ns of a time unit (ns us ms s min h d), the bytes of a memory unit (B KiB MiB GiB TiB kB MB GB TB);
// nothing for another word.
std::optional<std::int64_t> time_unit(std::string_view);
std::optional<std::int64_t> memory_unit(std::string_view);

// bare: what one of a bare number means, in ns or B. The sign is kept.
Time parse_time(std::string_view text, std::int64_t bare);
Bytes parse_bytes(std::string_view text, std::int64_t bare);
Bytes parse_bandwidth(std::string_view text);  // always with a unit, bytes or bits a second
Speed parse_speed(std::string_view text);      // a bare positive decimal of at most 9 decimals
// The same of another ratio, in 1e-9: `what` it is and an example, for the message.
std::int64_t parse_ratio(std::string_view text, std::string_view what, std::string_view example);
std::int64_t parse_integer(std::string_view text, std::int64_t least, std::int64_t most);

// The whole text as a number, without a unit; nothing where it is none or does not fit.
template <class Number>
std::optional<Number> number_from(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// ceil(value * factor) for a decimal factor >= 0 such as "1.1"; the value may be negative.
std::int64_t scale(std::int64_t value, std::string_view factor);

// "1.25": the shortest decimal of a speed.
std::string format_speed(Speed);

}  // namespace repetend
