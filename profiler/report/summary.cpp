#include "profiler/report/summary.hpp"

namespace repetend::profiler {

Summary summarise(const std::vector<std::int64_t>& values) {
  return values.empty() ? Summary{} : data::summarise(values);
}

Summary summarise(const std::vector<std::uint64_t>& values) {
  return summarise(std::vector<std::int64_t>(values.begin(), values.end()));
}

}  // namespace repetend::profiler
