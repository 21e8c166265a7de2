#include "data/costs/date.hpp"

#include <fmt/chrono.h>

namespace repetend::data {

std::string date_text(std::chrono::system_clock::time_point time) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(time)));
}

std::string date_now() { return date_text(std::chrono::system_clock::now()); }

}  // namespace repetend::data
