// 16 bytes at a time: what a memory-bound kernel should load and store.
#pragma once

#include <cuda_bf16.h>
#include <cuda_fp16.h>

#include <cstdint>
#include <stdexcept>

#include "data/models/operators/operator.hpp"

namespace repetend::profiler {

template <class T, int n>
struct alignas(sizeof(T) * n) Pack {
  T values[n];
};

template <class T>
constexpr int widest = 16 / static_cast<int>(sizeof(T));

inline constexpr int block_threads = 256;

inline __device__ float to_float(float v) { return v; }
inline __device__ float to_float(__half v) { return __half2float(v); }
inline __device__ float to_float(__nv_bfloat16 v) { return __bfloat162float(v); }

template <class T>
__device__ T from_float(float v);
template <>
inline __device__ float from_float<float>(float v) {
  return v;
}
template <>
inline __device__ __half from_float<__half>(float v) {
  return __float2half(v);
}
template <>
inline __device__ __nv_bfloat16 from_float<__nv_bfloat16>(float v) {
  return __float2bfloat16(v);
}

template <class T, int n>
__device__ Pack<T, n> load(const T* from, std::int64_t group) {
  return reinterpret_cast<const Pack<T, n>*>(from)[group];
}
template <class T, int n>
__device__ void store(T* to, std::int64_t group, const Pack<T, n>& pack) {
  reinterpret_cast<Pack<T, n>*>(to)[group] = pack;
}

// A hash of a counter (Wellons' lowbias32) as random bits: no state to carry.
inline __device__ std::uint32_t random_bits(std::uint32_t x, std::uint32_t seed) {
  x ^= seed * 0x9E3779B9u;
  x ^= x >> 16;
  x *= 0x7FEB352Du;
  x ^= x >> 15;
  x *= 0x846CA68Bu;
  x ^= x >> 16;
  return x;
}

// The sum, or the maximum, over a block of block_threads, in every thread.
template <class Combine>
__device__ float over_block(float value, float neutral, Combine combine) {
  __shared__ float partial[block_threads / 32];
  for (int offset = 16; offset > 0; offset /= 2)
    value = combine(value, __shfl_xor_sync(0xFFFFFFFFu, value, offset));
  __syncthreads();  // the last call's results are read
  if (threadIdx.x % 32 == 0) partial[threadIdx.x / 32] = value;
  __syncthreads();
  float result = neutral;
  for (const float each : partial) result = combine(result, each);
  return result;
}
inline __device__ float sum_over_block(float value) {
  return over_block(value, 0, [](float a, float b) { return a + b; });
}
inline __device__ float most_over_block(float value) {
  return over_block(value, -INFINITY, [](float a, float b) { return fmaxf(a, b); });
}

// Calls fn with a null pointer of the precision's type.
template <class Function>
void with_type(data::Precision precision, Function fn) {
  switch (precision) {
    case data::Precision::fp32:
      return fn(static_cast<float*>(nullptr));
    case data::Precision::fp16:
      return fn(static_cast<__half*>(nullptr));
    case data::Precision::bf16:
      return fn(static_cast<__nv_bfloat16*>(nullptr));
  }
}

// The same, with the widest pack that rows of this width are whole multiples of: all of 16 bytes or one.
template <class Function>
void with_pack(data::Precision precision, std::int64_t width, Function fn) {
  with_type(precision, [&](auto* type) {
    using T = std::remove_pointer_t<decltype(type)>;
    if (width % widest<T> == 0)
      fn(type, std::integral_constant<int, widest<T>>());
    else
      fn(type, std::integral_constant<int, 1>());
  });
}

inline unsigned int blocks_for(std::int64_t threads) {
  return static_cast<unsigned int>((threads + block_threads - 1) / block_threads);
}

// A kernel that could not be launched is an error of ours, such as a shape beyond a grid's size.
inline void expect_launched() {
  const cudaError_t error = cudaGetLastError();
  if (error != cudaSuccess) throw std::runtime_error(cudaGetErrorString(error));
}

}  // namespace repetend::profiler
