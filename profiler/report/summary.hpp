// What was counted, timed or noticed, in few numbers and words.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/costs/summary.hpp"

namespace repetend::profiler {

// The cost database's summary is used for anything counted or timed.
using data::relative_error;
using data::Summary;

// All 0 when there are no values.
Summary summarise(const std::vector<std::int64_t>&);
Summary summarise(const std::vector<std::uint64_t>&);

// NVML's reasons for lower clocks, in words: "power cap, thermal"; empty for no reason but an idle GPU and
// clocks that its owner set.
std::string throttling_in_words(std::uint64_t reasons);

}  // namespace repetend::profiler
