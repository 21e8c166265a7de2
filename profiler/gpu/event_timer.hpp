// Device time between two CUDA events: for choosing among algorithms, and to check CUPTI's times against.
#pragma once

#include <cuda_runtime_api.h>

#include <algorithm>
#include <limits>

#include "profiler/gpu/device.hpp"

namespace repetend::profiler {

class EventTimer {
 public:
  EventTimer() {
    check(cudaEventCreate(&begin_), "cannot make an event");
    check(cudaEventCreate(&end_), "cannot make an event");
  }
  ~EventTimer() {
    cudaEventDestroy(begin_);
    cudaEventDestroy(end_);
  }
  EventTimer(const EventTimer&) = delete;
  EventTimer& operator=(const EventTimer&) = delete;

  // ms that the stream took from before to after what `launch` puts on it.
  template <class Launch>
  float time(cudaStream_t stream, Launch launch) {
    check(cudaEventRecord(begin_, stream), "cannot record an event");
    launch();
    check(cudaEventRecord(end_, stream), "cannot record an event");
    check(cudaEventSynchronize(end_), "the device stopped with an error");
    float ms = 0;
    check(cudaEventElapsedTime(&ms, begin_, end_), "cannot read events");
    return ms;
  }

 private:
  cudaEvent_t begin_ = nullptr, end_ = nullptr;
};

// ms of the fastest of `times` launches.
template <class Launch>
float least_of(int times, cudaStream_t stream, Launch launch) {
  EventTimer timer;
  float least = std::numeric_limits<float>::max();
  for (int i = 0; i < times; ++i) least = std::min(least, timer.time(stream, launch));
  return least;
}

}  // namespace repetend::profiler
