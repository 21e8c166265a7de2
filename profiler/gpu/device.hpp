// The GPU that is measured on, and memory on it.
#pragma once

#include <cuda_runtime_api.h>

#include <string>
#include <utility>

#include "data/costs/records.hpp"

namespace repetend::profiler {

// Throws RequestError with CUDA's own words unless it is a success. `doing`: "cannot copy".
void check(cudaError_t, const std::string& doing);

struct CudaDevice {
  data::MeasuredGpu gpu;
  int capability = 0;  // 80 for 8.0
  Bytes cache = 0;     // second level
  std::string pci_bus;
  std::string driver_cuda, runtime_cuda;  // versions: what the driver can do, what this was built with
};

// The first device that CUDA_VISIBLE_DEVICES leaves; takes none of its memory. Throws RequestError "no usable
// CUDA device or driver", with what to do instead, where there is none.
CudaDevice find_device();

// Makes it current, for measuring; throws RequestError where it is too old for what is measured here.
CudaDevice open_device();

Bytes free_memory();  // of the current device

// Device memory of its own; throws RequestError with what was wanted and what is free when there is not
// enough.
class Buffer {
 public:
  explicit Buffer(Bytes bytes);
  ~Buffer() { cudaFree(memory_); }
  Buffer(Buffer&& other) noexcept : memory_(std::exchange(other.memory_, nullptr)), bytes_(other.bytes_) {}
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  Buffer& operator=(Buffer&&) = delete;

  template <class T = void>
  T* as() const {
    return static_cast<T*>(memory_);
  }
  Bytes bytes() const { return bytes_; }

 private:
  void* memory_ = nullptr;
  Bytes bytes_ = 0;
};

}  // namespace repetend::profiler
