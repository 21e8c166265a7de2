// The activity records of this process, from CUPTI.
#pragma once

#include "profiler/records/record.hpp"

namespace repetend::profiler {

// Records into a sink from construction on; CUPTI calls back from threads of its own, and when its buffers
// were full the sink is told how many records were dropped. One at a time in a process: CUPTI's callbacks
// take no argument that could tell two apart.
class ActivityRecorder {
 public:
  // The sink must outlive the process's use of CUDA, or stop() must be called first. Throws RequestError
  // where CUPTI cannot record, as without a GPU or beside another profiler.
  explicit ActivityRecorder(RecordSink& sink);

  // Gives the sink what has been recorded; work still running on a device comes without times.
  void flush();
  void stop();
};

// CUPTI's clock; the system's, which it follows unless told otherwise, where there is no CUPTI.
Timestamp timestamp();

// The thread's id as CUPTI is told to record it.
ThreadId this_thread();

}  // namespace repetend::profiler
