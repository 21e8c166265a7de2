// The library that a recorded program loads: the driver through CUDA_INJECTION64_PATH when CUDA starts, NVTX
// through NVTX_INJECTION64_PATH at its first call, in either order or only one of them. It must never disturb
// that program: no exception leaves it, and what it cannot do it writes into the recording.
#pragma once

#include <nvtx3/nvToolsExt.h>

#include <atomic>
#include <optional>

#include "profiler/cupti/recorder.hpp"
#include "profiler/records/record_file.hpp"

namespace repetend::profiler {

class Recording {
 public:
  // Begun on first use and never destroyed: threads of the program may call NVTX while it exits.
  static Recording& of_this_process();

  void record_cuda();  // starts CUPTI; once
  void range(RangeAction, std::uint64_t id, std::string name);

 private:
  Recording();
  void stop_cuda();
  void finish();
  // A forked child has a copy of this, with what its parent had not written yet: it must stay silent.
  bool forked() const;

  int process_;
  RecordWriter writer_;
  std::optional<ActivityRecorder> recorder_;
  std::atomic<bool> cuda_{false};
  std::atomic<std::uint64_t> overhead_{0};  // ns spent in range()
};

// Has NVTX's calls of that copy of NVTX recorded; false when it is a version that cannot be.
bool record_nvtx(NvtxGetExportTableFunc_t, Recording&);

}  // namespace repetend::profiler
