// The library that attach injects, as bytes: the program is one file.
#pragma once

#include <string_view>

namespace repetend::profiler {

std::string_view injection_library();

}  // namespace repetend::profiler
