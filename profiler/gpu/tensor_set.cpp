#include "profiler/gpu/tensor_set.hpp"

namespace repetend::profiler {

TensorSet::TensorSet(const TensorSizes& s, Precision precision, std::uint32_t seed, cudaStream_t stream)
    : seed_(seed), stream_(stream) {
  const auto fp32 = [this](std::int64_t elements) {
    return static_cast<float*>(real(elements, Precision::fp32));
  };
  tensors_.x = real(s.x, precision);
  tensors_.y = real(s.y, precision);
  tensors_.dx = real(s.dx, precision);
  tensors_.dy = real(s.dy, precision);
  tensors_.other = real(s.other, precision);
  scores_ = real(s.scores, precision);
  tensors_.scale = fp32(s.scale);
  tensors_.shift = fp32(s.shift);
  tensors_.statistics = fp32(s.statistics);
  tensors_.state = fp32(s.state);
  tensors_.mask = static_cast<std::uint8_t*>(real((s.mask + 3) / 4, Precision::fp32));  // any bits will do
  if (s.indices == 0) return;
  tensors_.indices = buffers_.emplace_back(s.indices * Bytes{sizeof(std::int32_t)}).as<std::int32_t>();
  fill_random(tensors_.indices, s.indices, static_cast<std::int32_t>(s.words), ++seed_, stream_);
}

void* TensorSet::real(std::int64_t elements, Precision precision) {
  if (elements == 0) return nullptr;
  const Buffer& buffer = buffers_.emplace_back(elements * bytes_of(precision));
  fill_random(buffer.as<void>(), elements, precision, ++seed_, stream_);
  return buffer.as<void>();
}

}  // namespace repetend::profiler
