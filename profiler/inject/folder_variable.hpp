// How the profiler tells the library that it injects where to write.
#pragma once

namespace repetend::profiler {

// The environment variable that names a folder; it gets a file `<process id>.records` a process.
inline constexpr const char* folder_variable = "REPETEND_RECORDING";

}  // namespace repetend::profiler
