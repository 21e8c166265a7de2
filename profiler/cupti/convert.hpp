// CUPTI's activity records as ours.
#pragma once

#include <cupti.h>

#include <optional>

#include "profiler/records/record.hpp"

namespace repetend::profiler {

// Empty for a kind of record that costs need not.
std::optional<Record> convert(const CUpti_Activity&);

}  // namespace repetend::profiler
