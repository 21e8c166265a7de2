// Numbers of reports for people; times and bytes are in sim/core/human.hpp.
#pragma once

#include <string>

#include "sim/plan/plan.hpp"

namespace repetend::cli {

std::string percent_text(double);     // 0.031 -> "3.1 %"
std::string rate_text(double per_s);  // "388/s"
std::string ratio_text(double);       // "1.34x"

// How good a value is: "optimal (proved)", "within 1.3 % of the bound".
std::string proof_text(Time value, Time bound, bool optimal);

// Highest use of the device that is closest to its capacity: "31.4 GiB of 32 GiB on gpu0".
std::string tightest_memory(const Problem&, const std::vector<Bytes>& peak);

}  // namespace repetend::cli
