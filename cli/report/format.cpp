#include "cli/report/format.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <utility>

namespace repetend::cli {

namespace {

// Three significant digits without an exponent: 41.23 -> "41.2", 16.04 -> "16.0"; a whole number as such: 8
// -> "8".
std::string significant(double value) {
  if (value == 0) return "0";
  const int integer_digits = static_cast<int>(std::floor(std::log10(std::abs(value)))) + 1;
  const int decimals = std::max(0, 3 - integer_digits);
  return fmt::format("{:.{}f}", value, value == std::floor(value) ? 0 : decimals);
}

using Unit = std::pair<double, std::string_view>;

template <std::size_t N>
std::string scaled(double value, const std::array<Unit, N>& units) {
  const Unit* best = units.data();
  for (const Unit& unit : units)
    if (std::abs(value) >= unit.first * 0.9995) best = &unit;  // 999.6 us reads as 1 ms
  return fmt::format("{} {}", significant(value / best->first), best->second);
}

}  // namespace

std::string time_text(double ns) {
  constexpr std::array<Unit, 4> units{Unit{1, "ns"}, {1e3, "us"}, {1e6, "ms"}, {1e9, "s"}};
  return scaled(ns, units);
}

std::string time_text(Time ns) { return time_text(static_cast<double>(ns)); }

std::string bytes_text(Bytes bytes) {
  if (bytes == unlimited) return "unlimited";
  constexpr std::array<Unit, 5> units{
      Unit{1, "B"}, {1024, "KiB"}, {0x1p20, "MiB"}, {0x1p30, "GiB"}, {0x1p40, "TiB"}};
  return scaled(static_cast<double>(bytes), units);
}

std::string percent_text(double fraction) { return fmt::format("{:.1f} %", 100 * fraction); }
std::string rate_text(double per_s) { return significant(per_s) + "/s"; }
std::string ratio_text(double ratio) { return fmt::format("{:.2f}x", ratio); }

std::string proof_text(Time value, Time bound, bool optimal) {
  if (optimal) return "optimal (proved)";
  if (bound <= 0) return "no bound known";
  const double gap = static_cast<double>(value - bound) / static_cast<double>(bound);
  return fmt::format("within {:.{}f} % of the bound", 100 * gap, gap < 0.001 ? 3 : gap < 0.01 ? 2 : 1);
}

std::string tightest_memory(const Problem& problem, const std::vector<Bytes>& peak) {
  std::size_t tightest = 0;
  const auto use = [&](std::size_t d) {
    return static_cast<double>(peak[d]) / static_cast<double>(problem.devices[d].memory);
  };
  for (std::size_t d = 1; d < peak.size(); ++d)
    if (use(d) > use(tightest)) tightest = d;
  const Device& device = problem.devices[tightest];
  const std::string limit = device.memory == unlimited ? "" : " of " + bytes_text(device.memory);
  return fmt::format("{}{} on {}", bytes_text(peak[tightest]), limit, device.name);
}

}  // namespace repetend::cli
