#include "gui/panels/scales.hpp"

#include <algorithm>
#include <cmath>

#include "gui/chart/data/words.hpp"

namespace repetend::gui {
namespace {

constexpr int slider_steps = 200;

// The positions are at equal ratios from `low` to `high`.
double by_ratio(int position, double low, double high) {
  return low * std::pow(high / low, position / double{slider_steps});
}
int position_by_ratio(double value, double low, double high) {
  return static_cast<int>(
      std::lround(slider_steps * std::log(std::clamp(value, low, high) / low) / std::log(high / low)));
}

// Three significant digits are written: sliders do not need more, and files read better.
std::int64_t rounded(double value) {
  const double unit = std::pow(10, std::max(0.0, std::floor(std::log10(std::max(value, 1.0))) - 2));
  return std::llround(value / unit) * std::llround(unit);
}

QString decimal(double value) { return QString::number(value, 'g', 4); }

struct MemoryUnit {
  int shift;
  const char* name;
};

// The unit is the largest of which there is at least one.
MemoryUnit memory_unit(Bytes bytes) {
  for (const MemoryUnit& unit : {MemoryUnit{30, "GiB"}, {20, "MiB"}, {10, "KiB"}})
    if (bytes >> unit.shift > 0) return unit;
  return {0, "B"};
}

}  // namespace

std::int64_t Reach::of(const std::string& scenario, std::int64_t value, std::int64_t wanted) {
  if (scenario == scenario_ && value / 2 <= reach_) return reach_;
  scenario_ = scenario;
  return reach_ = wanted;
}

Shown show_count(int value, int reach) {
  const int most = std::max(value, std::min(reach, 500'000'000) * 2);
  return {most - 1, [](int position) { return QString::number(position + 1); }, value - 1,
          QString::number(value)};
}

Shown show_memory(Bytes value, Bytes reach) {
  const Bytes end = std::min(reach, unlimited / 4) * 2, rough = std::max<Bytes>(1, end / slider_steps);
  const MemoryUnit unit = memory_unit(rough);
  const Bytes whole_units =
      ((rough - 1) >> unit.shift) + 1;  // whole ones, so that what is written falls on a step
  const Bytes step = whole_units << unit.shift;
  const int last = static_cast<int>(end / step) + 1;
  const auto text_at = [=](int position) {
    return position == last ? "unlimited" : QString::number(whole_units * position) + unit.name;
  };
  const int position =
      value == unlimited ? last : static_cast<int>(std::min<Bytes>((value + step / 2) / step, last - 1));
  return {last, text_at, position, bytes_text(value)};
}

Shown show_time(Time value) {
  constexpr double low = 100, high = 1e7;
  return {slider_steps, [](int p) { return QString::number(rounded(by_ratio(p, low, high))) + "ns"; },
          position_by_ratio(static_cast<double>(value), low, high), time_text(value)};
}

Shown show_bandwidth(Bytes value) {
  constexpr double low = 1e8, high = 1e12, mega = 1e6;
  const auto text_at = [](int p) {
    return QString::number(std::max<std::int64_t>(1, rounded(by_ratio(p, low, high) / mega))) + "MB/s";
  };
  constexpr double giga = 1e9;
  return {slider_steps, text_at, position_by_ratio(static_cast<double>(value), low, high),
          decimal(static_cast<double>(value) / giga) + " GB/s"};
}

Shown show_speed(Speed value) {
  constexpr int hundredths = 200, least = 5;
  constexpr Speed hundredth = unit_speed / 100;
  const int position = static_cast<int>(std::clamp<Speed>(value / hundredth, least, hundredths)) - least;
  return {hundredths - least, [](int p) { return QString::number((p + least) / 100.0, 'g', 3); }, position,
          decimal(static_cast<double>(value) / unit_speed)};
}

Shown show_ratio(double value, double factor) {
  constexpr double low = 0.25, high = 4;
  const auto text_at = [own = value / factor](int p) {
    return '*' + QString::number(by_ratio(p, low, high) / own, 'f', 6);
  };
  return {slider_steps, text_at, position_by_ratio(value, low, high), decimal(value)};
}

}  // namespace repetend::gui
