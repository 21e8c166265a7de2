// The cost database's summary (data/costs/summary.hpp) of anything counted or timed.
#pragma once

#include <cstdint>
#include <vector>

#include "data/costs/summary.hpp"

namespace repetend::profiler {

using data::relative_error;
using data::Summary;

// All 0 when there are no values.
Summary summarise(const std::vector<std::int64_t>&);
Summary summarise(const std::vector<std::uint64_t>&);

}  // namespace repetend::profiler
