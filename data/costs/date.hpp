// Dates as records hold them: UTC, to the second, and sorting as text.
#pragma once

#include <chrono>
#include <string>

namespace repetend::data {

// "2026-11-23T06:12:45Z".
std::string date_text(std::chrono::system_clock::time_point);
std::string date_now();

}  // namespace repetend::data
