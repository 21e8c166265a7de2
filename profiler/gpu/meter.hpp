// Device times of repeated launches, from CUPTI's activity records.
#pragma once

#include <cuda_runtime_api.h>

#include <functional>
#include <mutex>
#include <vector>

#include "profiler/cupti/recorder.hpp"
#include "profiler/gpu/nvml.hpp"
#include "profiler/records/profile.hpp"

namespace repetend::profiler {

struct Confidence {
  double error = 0.01;  // the median's 95 % interval may reach so far to either side of it
  int warm_up = 5;      // repetitions before the first that counts
  int least = 30, most = 600;
};

struct Measured {
  std::vector<Time> times;  // how long the device was busy with each repetition, ns
  double error = 1;         // reached; above the one asked for when `most` was not enough
};

class Meter {
 public:
  // Records from now on. Throws RequestError where CUPTI cannot.
  Meter(cudaStream_t stream, Sensors& sensors);
  ~Meter();
  Meter(const Meter&) = delete;
  Meter& operator=(const Meter&) = delete;

  // launch(i) puts repetition i on the stream.
  Measured measure(const std::function<void(std::size_t)>& launch, const Confidence&);

  // Of all measurements so far; lost records make times too small.
  std::uint64_t dropped() const { return dropped_; }

 private:
  class Records : public RecordSink, public RecordSource {
   public:
    void add(const Record&) override;
    bool next(Record&) override;  // takes them out, one by one
   private:
    std::mutex mutex_;
    std::vector<Record> records_;
    std::size_t next_ = 0;
  };
  std::vector<Time> record(const std::function<void(std::size_t)>& launch, std::size_t from, int count);

  cudaStream_t stream_;
  Sensors& sensors_;
  Records records_;
  ActivityRecorder recorder_;
  std::uint64_t dropped_ = 0;
};

}  // namespace repetend::profiler
