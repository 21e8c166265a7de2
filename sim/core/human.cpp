#include "sim/core/human.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <string_view>

namespace repetend {

namespace {

constexpr int digits = 3;

struct HumanUnit {
  double size;
  std::string_view name;
  double from = size;  // the least value that is written in it
};

std::string scaled(double value, std::span<const HumanUnit> units) {
  const HumanUnit* best = &units.front();
  for (const HumanUnit& unit : units)
    if (std::abs(value) >= unit.from * 0.9995) best = &unit;  // 999.6 us would be printed as 1000 us
  return fmt::format("{} {}", human_number(value / best->size), best->name);
}

}  // namespace

std::string human_number(double value) {
  if (value == std::floor(value)) return fmt::format("{:.0f}", value);
  const auto decimals = [](double v) {
    return std::max(0, digits - 1 - static_cast<int>(std::floor(std::log10(std::abs(v)))));
  };
  // Rounding may add a digit before the point: 9.999 is 10.0 and not 10.00.
  const double unit = std::pow(10.0, decimals(value)), rounded = std::round(value * unit) / unit;
  return fmt::format("{:.{}f}", rounded, decimals(rounded));
}

// Minutes from 10 of them on, hours and days from 2: until then seconds and what is shorter say it better.
std::string human_time(double ns) {
  constexpr double second = 1e9, minute = 60 * second, hour = 60 * minute, day = 24 * hour;
  static constexpr std::array units{HumanUnit{1, "ns"},
                                    HumanUnit{1e3, "us"},
                                    HumanUnit{1e6, "ms"},
                                    HumanUnit{second, "s"},
                                    HumanUnit{minute, "min", 10 * minute},
                                    HumanUnit{hour, "h", 2 * hour},
                                    HumanUnit{day, "d", 2 * day}};
  return scaled(ns, units);
}

std::string human_time(Time ns) { return human_time(static_cast<double>(ns)); }

std::string human_bytes(Bytes bytes) {
  if (bytes == unlimited) return "unlimited";
  static constexpr std::array units{
      HumanUnit{1, "B"},        HumanUnit{0x1p10, "KiB"}, HumanUnit{0x1p20, "MiB"}, HumanUnit{0x1p30, "GiB"},
      HumanUnit{0x1p40, "TiB"}, HumanUnit{0x1p50, "PiB"}, HumanUnit{0x1p60, "EiB"}};
  return scaled(static_cast<double>(bytes), units);
}

std::pair<std::string, std::string> human_bytes_apart(Bytes a, Bytes b) {
  const auto shown = [](Bytes bytes) {  // 32 and 32.0 look alike
    std::string text = human_bytes(bytes);
    if (const auto zeros = text.find(".0");
        zeros != std::string::npos && text.find_first_of("123456789", zeros) == std::string::npos)
      text.erase(zeros, text.find(' ') - zeros);
    return text;
  };
  const bool alike = shown(a) == shown(b);
  const auto text = [&](Bytes bytes) {
    return alike ? fmt::format("{} ({} B)", human_bytes(bytes), bytes) : human_bytes(bytes);
  };
  return {text(a), text(b)};
}

std::string human_micro_batches(int count) {
  return fmt::format("{} micro-batch{}", count, count == 1 ? "" : "es");
}

}  // namespace repetend
