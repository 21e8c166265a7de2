// Measuring operators on this machine's GPU.
#pragma once

#include <optional>
#include <set>
#include <vector>

#include "profiler/gpu/meter.hpp"
#include "profiler/gpu/operator_run.hpp"

namespace repetend::profiler {

// A stream that is destroyed with it.
class Stream {
 public:
  Stream() { check(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking), "cannot make a stream"); }
  ~Stream() { cudaStreamDestroy(stream_); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  cudaStream_t get() const { return stream_; }

 private:
  cudaStream_t stream_ = nullptr;
};

// How attention runs as one operator.
enum class AttentionWay {
  fused,    // by cuDNN; where that cannot be had, as products
  products  // and a softmax
};

class Bench {
 public:
  // Opens the device; throws RequestError where there is none. CUPTI records from the first measurement on.
  explicit Bench(AttentionWay = AttentionWay::fused);
  void use(AttentionWay way) { way_ = way; }

  // One operator by itself, its tensors rotated through the cache.
  Measured measure(const data::Operator&, const Confidence&);
  // All of them one after the other, each on the output of the one before where that has its input's size.
  Measured measure_in_row(const std::vector<data::Operator>&, const Confidence&);
  // ns a launch of an operator takes in a plain loop between two CUDA events: to check CUPTI's times against.
  Time time_with_events(const data::Operator&, int launches);
  // See error_of().
  double error(const data::Operator&);

  const CudaDevice& device() const { return device_; }
  const Sensors& sensors() const { return sensors_; }
  // How attention ran, a sentence each; empty where none was run.
  const std::set<std::string>& notes() const { return notes_; }
  std::uint64_t dropped() const { return meter_ ? meter_->dropped() : 0; }

 private:
  Meter& meter();
  OperatorRun prepare(const data::Operator&);          // its tensors rotated
  OperatorRun prepare_one_set(const data::Operator&);  // of tensors
  // Null where it is not to be used or, tried once, does not run.
  std::shared_ptr<const FusedAttention> fused(const data::Operator&);

  CudaDevice device_;
  Sensors sensors_;
  Stream stream_;
  Buffer workspace_;
  std::optional<Meter> meter_;
  AttentionWay way_;
  std::set<std::string> notes_;
};

}  // namespace repetend::profiler
