// NVML's reasons for lower clocks, in words.
#pragma once

#include <cstdint>
#include <string>

namespace repetend::profiler {

// "power cap, thermal"; empty for no reason but an idle GPU and clocks that its owner set.
std::string throttling_in_words(std::uint64_t reasons);

}  // namespace repetend::profiler
