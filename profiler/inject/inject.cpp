// The library that a recorded program loads: the driver through CUDA_INJECTION64_PATH when CUDA starts, NVTX
// through NVTX_INJECTION64_PATH at its first call, in either order or only one of them. It must never disturb
// that program: no exception leaves it, and what it cannot do it writes into the recording.
#include "profiler/inject/recording.hpp"

#define REPETEND_EXPORT extern "C" __attribute__((visibility("default")))

using repetend::profiler::Recording;

// Called by the driver; 1: fine.
REPETEND_EXPORT int InitializeInjection() {
  Recording::of_this_process().record_cuda();
  return 1;
}

// Called by every copy of NVTX in the program; 1: fine.
REPETEND_EXPORT int InitializeInjectionNvtx2(NvtxGetExportTableFunc_t tables) {
  return repetend::profiler::record_nvtx(tables, Recording::of_this_process()) ? 1 : 0;
}
