#include "search/model/words.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>
#include <utility>

namespace repetend::search {

std::string in_words(Time time) {
  constexpr std::array<std::pair<Time, std::string_view>, 3> units{
      {{1'000'000'000, "s"}, {1'000'000, "ms"}, {1'000, "us"}}};
  for (const auto& [unit, name] : units) {
    if (time < unit) continue;
    std::string text = fmt::format("{}.{:03}", time / unit, time % unit / (unit / 1000));
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return fmt::format("{} {}", text, name);
  }
  return fmt::format("{} ns", time);
}

}  // namespace repetend::search
