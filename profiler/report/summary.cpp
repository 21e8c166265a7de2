#include "profiler/report/summary.hpp"

#include <array>
#include <string_view>
#include <utility>

namespace repetend::profiler {

Summary summarise(const std::vector<std::int64_t>& values) {
  return values.empty() ? Summary{} : data::summarise(values);
}

Summary summarise(const std::vector<std::uint64_t>& values) {
  return summarise(std::vector<std::int64_t>(values.begin(), values.end()));
}

// The bits are NVML's nvmlClocksThrottleReason constants.
std::string throttling_in_words(std::uint64_t reasons) {
  static constexpr std::array<std::pair<std::uint64_t, std::string_view>, 6> words{
      {{0x04, "power cap"},
       {0x08, "hardware slowdown"},
       {0x10, "sync boost"},
       {0x20, "thermal"},
       {0x40, "hardware thermal"},
       {0x80, "power brake"}}};
  std::string result;
  for (const auto& [bit, word] : words)
    if (reasons & bit) result += (result.empty() ? "" : ", ") + std::string(word);
  return result;
}

}  // namespace repetend::profiler
