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
__device__ Pack<T, n> load(const void* from, std::int64_t group) {
  return static_cast<const Pack<T, n>*>(from)[group];
}
template <class T, int n>
__device__ void store(void* to, std::int64_t group, const Pack<T, n>& pack) {
  static_cast<Pack<T, n>*>(to)[group] = pack;
}

// Calls fn(i, the i-th values of a group as floats...).
template <class T, int n, class Function, class... From>
__device__ void for_group(std::int64_t group, Function fn, const From*... from) {
  const auto each = [&](const auto&... packs) {
    for (int i = 0; i < n; ++i) fn(i, to_float(packs.values[i])...);
  };
  each(load<T, n>(from, group)...);
}
// Stores what fn makes of them.
template <class T, int n, class Function, class... From>
__device__ void map_group(void* to, std::int64_t group, Function fn, const From*... from) {
  Pack<T, n> made;
  for_group<T, n>(
      group, [&](int i, auto... values) { made.values[i] = from_float<T>(fn(i, values...)); }, from...);
  store(to, group, made);
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

// Calls fn<T>() for the precision's type T.
template <class Function>
void with_type(data::Precision precision, Function fn) {
  switch (precision) {
    case data::Precision::fp32:
      return fn.template operator()<float>();
    case data::Precision::fp16:
      return fn.template operator()<__half>();
    case data::Precision::bf16:
      return fn.template operator()<__nv_bfloat16>();
  }
}

// Calls fn<T, n>(), n being the widest pack that rows of this width are whole multiples of: all of 16 bytes
// or one.
template <class Function>
void with_pack(data::Precision precision, std::int64_t width, Function fn) {
  with_type(precision, [&]<class T>() {
    if (width % widest<T> == 0)
      fn.template operator()<T, widest<T>>();
    else
      fn.template operator()<T, 1>();
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
