#include "sim/core/human.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <string_view>
#include <utility>

namespace repetend {

namespace {

constexpr int digits = 3;

using Unit = std::pair<double, std::string_view>;

std::string scaled(double value, std::span<const Unit> units) {
  const Unit* best = &units.front();
  for (const Unit& unit : units)
    if (std::abs(value) >= unit.first * 0.9995) best = &unit;  // 999.6 us would be printed as 1000 us
  return fmt::format("{} {}", human_number(value / best->first), best->second);
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

std::string human_time(double ns) {
  static constexpr std::array units{Unit{1, "ns"}, Unit{1e3, "us"}, Unit{1e6, "ms"}, Unit{1e9, "s"}};
  return scaled(ns, units);
}

std::string human_time(Time ns) { return human_time(static_cast<double>(ns)); }

std::string human_bytes(Bytes bytes) {
  if (bytes == unlimited) return "unlimited";
  static constexpr std::array units{Unit{1, "B"},        Unit{0x1p10, "KiB"}, Unit{0x1p20, "MiB"},
                                    Unit{0x1p30, "GiB"}, Unit{0x1p40, "TiB"}, Unit{0x1p50, "PiB"},
                                    Unit{0x1p60, "EiB"}};
  return scaled(static_cast<double>(bytes), units);
}

std::string human_micro_batches(int count) {
  return fmt::format("{} micro-batch{}", count, count == 1 ? "" : "es");
}

}  // namespace repetend
