#include "sim/core/human.hpp"

#include <fmt/format.h>

#include <array>

namespace repetend {

std::string human_bytes(Bytes bytes) {
  static constexpr std::array units{"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  // 1023.995 would be printed as 1024.00
  for (; (value >= 1023.995 || value <= -1023.995) && unit + 1 < units.size(); ++unit) value /= 1024;
  std::string number = fmt::format("{:.2f}", value);
  number.erase(number.find_last_not_of('0') + 1);
  if (number.ends_with('.')) number.pop_back();
  return number + " " + units[unit];
}

}  // namespace repetend
