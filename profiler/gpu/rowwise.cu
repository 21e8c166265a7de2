// Operators with sums over a row, one block a row: normalisation, cross-entropy, softmax. A row that a block
// has just read is in the cache when it is read again.
#include "profiler/gpu/kernels.hpp"
#include "profiler/gpu/pack.cuh"

namespace repetend::profiler {
namespace {

// Calls fn(value as float, place in the row) for this thread's elements of a row.
template <class T, int n, class Function>
__device__ void for_row(const T* row, std::int64_t width, Function fn) {
  for (std::int64_t g = threadIdx.x; g < width / n; g += block_threads) {
    const Pack<T, n> pack = load<T, n>(row, g);
    for (int i = 0; i < n; ++i) fn(to_float(pack.values[i]), g * n + i);
  }
}

// Ba et al., arXiv 1607.06450. The variance as the mean square less the square of the mean, in one pass.
template <class T, int n>
__global__ void norm_forward(const T* x, const float* scale, const float* shift, T* y, float* statistics,
                             std::int64_t width) {
  const std::int64_t at = blockIdx.x * width;
  float sum = 0, squares = 0;
  for_row<T, n>(x + at, width, [&](float v, std::int64_t) { sum += v, squares += v * v; });
  const auto w = static_cast<float>(width);
  const float mean = sum_over_block(sum) / w;
  const float deviation = rsqrtf(fmaxf(sum_over_block(squares) / w - mean * mean, 0) + 1e-5f);
  for (std::int64_t g = threadIdx.x; g < width / n; g += block_threads) {
    Pack<T, n> pack = load<T, n>(x + at, g);
    for (int i = 0; i < n; ++i)
      pack.values[i] =
          from_float<T>((to_float(pack.values[i]) - mean) * deviation * scale[g * n + i] + shift[g * n + i]);
    store(y + at, g, pack);
  }
  if (threadIdx.x == 0) statistics[2 * blockIdx.x] = mean, statistics[2 * blockIdx.x + 1] = deviation;
}

// dx = (g - mean(g) - xhat mean(g xhat)) / deviation with g = dy scale.
template <class T, int n>
__global__ void norm_input_gradient(const T* x, const T* dy, const float* scale, const float* statistics,
                                    T* dx, std::int64_t width) {
  const std::int64_t at = blockIdx.x * width;
  const float mean = statistics[2 * blockIdx.x], deviation = statistics[2 * blockIdx.x + 1];
  float sum = 0, product = 0;
  for (std::int64_t g = threadIdx.x; g < width / n; g += block_threads) {
    const Pack<T, n> in = load<T, n>(x + at, g), gradient = load<T, n>(dy + at, g);
    for (int i = 0; i < n; ++i) {
      const float scaled = to_float(gradient.values[i]) * scale[g * n + i];
      sum += scaled;
      product += scaled * (to_float(in.values[i]) - mean) * deviation;
    }
  }
  const auto w = static_cast<float>(width);
  sum = sum_over_block(sum) / w;
  product = sum_over_block(product) / w;
  for (std::int64_t g = threadIdx.x; g < width / n; g += block_threads) {
    const Pack<T, n> in = load<T, n>(x + at, g);
    Pack<T, n> gradient = load<T, n>(dy + at, g);
    for (int i = 0; i < n; ++i) {
      const float normalised = (to_float(in.values[i]) - mean) * deviation;
      const float scaled = to_float(gradient.values[i]) * scale[g * n + i];
      gradient.values[i] = from_float<T>((scaled - sum - normalised * product) * deviation);
    }
    store(dx + at, g, gradient);
  }
}

constexpr std::int64_t rows_a_block = 64;

// Each thread adds up a few columns over some rows; blocks add their sums.
template <class T, int n>
__global__ void norm_weight_gradient(const T* x, const T* dy, const float* statistics, float* dscale,
                                     float* dshift, std::int64_t rows, std::int64_t width) {
  const std::int64_t g = static_cast<std::int64_t>(blockIdx.x) * block_threads + threadIdx.x;
  if (g >= width / n) return;
  float scale[n] = {}, shift[n] = {};
  const std::int64_t first = blockIdx.y * rows_a_block;
  for (std::int64_t row = first; row < min(first + rows_a_block, rows); ++row) {
    const Pack<T, n> in = load<T, n>(x + row * width, g), gradient = load<T, n>(dy + row * width, g);
    const float mean = statistics[2 * row], deviation = statistics[2 * row + 1];
    for (int i = 0; i < n; ++i) {
      const float value = to_float(gradient.values[i]);
      shift[i] += value;
      scale[i] += value * (to_float(in.values[i]) - mean) * deviation;
    }
  }
  for (int i = 0; i < n; ++i) {
    atomicAdd(&dscale[g * n + i], scale[i]);
    atomicAdd(&dshift[g * n + i], shift[i]);
  }
}

// The maximum of a row and the sum of exp(x - maximum), each in every thread.
template <class T, int n>
__device__ float2 log_sum(const T* row, std::int64_t width) {
  float most = -INFINITY, sum = 0;
  for_row<T, n>(row, width,
                [&](float v, std::int64_t) {  // one pass (Milakov and Gimelshein, arXiv 1805.02867)
                  const float higher = fmaxf(most, v);
                  sum = sum * __expf(most - higher) + __expf(v - higher);
                  most = higher;
                });
  const float of_all = most_over_block(most);
  return {of_all, sum_over_block(most == -INFINITY ? 0 : sum * __expf(most - of_all))};
}

template <class T, int n>
__global__ void entropy_forward(const T* logits, const std::int32_t* words, float* loss, float* statistics,
                                std::int64_t width) {
  const T* const row = logits + blockIdx.x * width;
  const float2 most_and_sum = log_sum<T, n>(row, width);
  if (threadIdx.x != 0) return;
  statistics[2 * blockIdx.x] = most_and_sum.x, statistics[2 * blockIdx.x + 1] = most_and_sum.y;
  loss[blockIdx.x] = __logf(most_and_sum.y) + most_and_sum.x - to_float(row[words[blockIdx.x]]);
}

// (softmax - 1 at the word) / rows.
template <class T, int n>
__global__ void entropy_backward(const T* logits, const std::int32_t* words, const float* statistics, T* dx,
                                 std::int64_t width) {
  const std::int64_t at = blockIdx.x * width;
  const float most = statistics[2 * blockIdx.x], sum = statistics[2 * blockIdx.x + 1];
  const float share = 1.0f / static_cast<float>(gridDim.x);
  const std::int32_t word = words[blockIdx.x];
  for (std::int64_t g = threadIdx.x; g < width / n; g += block_threads) {
    Pack<T, n> pack = load<T, n>(logits + at, g);
    for (int i = 0; i < n; ++i) {
      const float p = __expf(to_float(pack.values[i]) - most) / sum;
      pack.values[i] = from_float<T>((p - (g * n + i == word ? 1.0f : 0.0f)) * share);
    }
    store(dx + at, g, pack);
  }
}

// Row r of a square sees its first r % width + 1 elements; the rest become 0.
template <class T, int n>
__global__ void softmax_forward(const T* x, T* y, std::int64_t width) {
  const std::int64_t at = blockIdx.x * width, seen = blockIdx.x % width + 1;
  float most = -INFINITY, sum = 0;
  for_row<T, n>(x + at, width, [&](float v, std::int64_t i) { most = i < seen ? fmaxf(most, v) : most; });
  most = most_over_block(most);
  for_row<T, n>(x + at, width, [&](float v, std::int64_t i) { sum += i < seen ? __expf(v - most) : 0; });
  sum = sum_over_block(sum);
  for (std::int64_t g = threadIdx.x; g < width / n; g += block_threads) {
    Pack<T, n> pack = load<T, n>(x + at, g);
    for (int i = 0; i < n; ++i)
      pack.values[i] = from_float<T>(g * n + i < seen ? __expf(to_float(pack.values[i]) - most) / sum : 0);
    store(y + at, g, pack);
  }
}

// dx = y (dy - sum(y dy)); what is masked has y = 0 and stays 0.
template <class T, int n>
__global__ void softmax_backward(const T* y, const T* dy, T* dx, std::int64_t width) {
  const std::int64_t at = blockIdx.x * width;
  float sum = 0;
  for (std::int64_t g = threadIdx.x; g < width / n; g += block_threads) {
    const Pack<T, n> p = load<T, n>(y + at, g), gradient = load<T, n>(dy + at, g);
    for (int i = 0; i < n; ++i) sum += to_float(p.values[i]) * to_float(gradient.values[i]);
  }
  sum = sum_over_block(sum);
  for (std::int64_t g = threadIdx.x; g < width / n; g += block_threads) {
    const Pack<T, n> p = load<T, n>(y + at, g);
    Pack<T, n> gradient = load<T, n>(dy + at, g);
    for (int i = 0; i < n; ++i)
      gradient.values[i] = from_float<T>(to_float(p.values[i]) * (to_float(gradient.values[i]) - sum));
    store(dx + at, g, gradient);
  }
}

}  // namespace

void layer_norm(const Tensors& t, Matrix size, data::Precision precision, data::Phase phase,
                cudaStream_t stream) {
  with_pack(precision, size.width, [&](auto* type, auto pack) {
    using T = std::remove_pointer_t<decltype(type)>;
    constexpr int n = decltype(pack)::value;
    const auto rows = static_cast<unsigned int>(size.rows);
    const auto x = static_cast<const T*>(t.x), dy = static_cast<const T*>(t.dy);
    const dim3 columns(blocks_for(size.width / n),
                       static_cast<unsigned int>((size.rows + rows_a_block - 1) / rows_a_block));
    switch (phase) {
      case data::Phase::forward:
        return norm_forward<T, n><<<rows, block_threads, 0, stream>>>(
            x, t.scale, t.shift, static_cast<T*>(t.y), t.statistics, size.width);
      case data::Phase::input_gradient:
        return norm_input_gradient<T, n><<<rows, block_threads, 0, stream>>>(
            x, dy, t.scale, t.statistics, static_cast<T*>(t.dx), size.width);
      case data::Phase::weight_gradient:
        return norm_weight_gradient<T, n><<<columns, block_threads, 0, stream>>>(
            x, dy, t.statistics, t.scale, t.shift, size.rows, size.width);
    }
  });
  expect_launched();
}

void cross_entropy(const Tensors& t, Matrix size, data::Precision precision, data::Phase phase,
                   cudaStream_t stream) {
  with_pack(precision, size.width, [&](auto* type, auto pack) {
    using T = std::remove_pointer_t<decltype(type)>;
    constexpr int n = decltype(pack)::value;
    const auto rows = static_cast<unsigned int>(size.rows);
    if (phase == data::Phase::forward)
      entropy_forward<T, n><<<rows, block_threads, 0, stream>>>(
          static_cast<const T*>(t.x), t.indices, static_cast<float*>(t.y), t.statistics, size.width);
    else
      entropy_backward<T, n><<<rows, block_threads, 0, stream>>>(
          static_cast<const T*>(t.x), t.indices, t.statistics, static_cast<T*>(t.dx), size.width);
  });
  expect_launched();
}

void causal_softmax(const Tensors& t, Matrix size, data::Precision precision, data::Phase phase,
                    cudaStream_t stream) {
  with_pack(precision, size.width, [&](auto* type, auto pack) {
    using T = std::remove_pointer_t<decltype(type)>;
    constexpr int n = decltype(pack)::value;
    const auto rows = static_cast<unsigned int>(size.rows);
    if (phase == data::Phase::forward)
      softmax_forward<T, n>
          <<<rows, block_threads, 0, stream>>>(static_cast<const T*>(t.x), static_cast<T*>(t.y), size.width);
    else
      softmax_backward<T, n><<<rows, block_threads, 0, stream>>>(
          static_cast<const T*>(t.y), static_cast<const T*>(t.dy), static_cast<T*>(t.dx), size.width);
  });
  expect_launched();
}

}  // namespace repetend::profiler
