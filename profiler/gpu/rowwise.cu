// Operators with sums over a row, one block a row: normalisation, cross-entropy, softmax. A row that a block
// has just read is in the cache when it is read again.
#include "profiler/gpu/kernels.hpp"
#include "profiler/gpu/pack.cuh"

namespace repetend::profiler {
namespace {

// Calls fn(place in the row, the values there...) for this thread's elements of the block's row.
template <class T, int n, class Function, class... From>
__device__ void for_row(std::int64_t width, Function fn, const From*... from) {
  const std::int64_t groups = width / n, first = blockIdx.x * groups;
  for (std::int64_t g = threadIdx.x; g < groups; g += block_threads)
    for_group<T, n>(
        first + g, [&](int i, auto... values) { fn(g * n + i, values...); }, from...);
}
// Stores what fn makes of them.
template <class T, int n, class Function, class... From>
__device__ void map_row(void* to, std::int64_t width, Function fn, const From*... from) {
  const std::int64_t groups = width / n, first = blockIdx.x * groups;
  for (std::int64_t g = threadIdx.x; g < groups; g += block_threads)
    map_group<T, n>(
        to, first + g, [&](int i, auto... values) { return fn(g * n + i, values...); }, from...);
}

// The two numbers that are kept of the block's row.
__device__ float2& kept_of_row(const Tensors& t) {
  return reinterpret_cast<float2*>(t.statistics)[blockIdx.x];
}

// Ba et al., arXiv 1607.06450. The variance as the mean square less the square of the mean, in one pass.
template <class T, int n>
__global__ void norm_forward(Tensors t, std::int64_t width) {
  float sum = 0, squares = 0;
  for_row<T, n>(
      width, [&](std::int64_t, float x) { sum += x, squares += x * x; }, t.x);
  const auto w = static_cast<float>(width);
  const float mean = sum_over_block(sum) / w;
  const float deviation = rsqrtf(fmaxf(sum_over_block(squares) / w - mean * mean, 0) + 1e-5f);
  const auto normalised = [&](std::int64_t i, float x) {
    return (x - mean) * deviation * t.scale[i] + t.shift[i];
  };
  map_row<T, n>(t.y, width, normalised, t.x);
  if (threadIdx.x == 0) kept_of_row(t) = {mean, deviation};
}

// dx = (g - mean(g) - xhat mean(g xhat)) / deviation with g = dy scale.
template <class T, int n>
__global__ void norm_input_gradient(Tensors t, std::int64_t width) {
  const float mean = kept_of_row(t).x, deviation = kept_of_row(t).y;
  float sum = 0, product = 0;
  const auto add = [&](std::int64_t i, float x, float dy) {
    const float scaled = dy * t.scale[i];
    sum += scaled;
    product += scaled * (x - mean) * deviation;
  };
  for_row<T, n>(width, add, t.x, t.dy);
  const auto w = static_cast<float>(width);
  sum = sum_over_block(sum) / w;
  product = sum_over_block(product) / w;
  const auto gradient = [&](std::int64_t i, float x, float dy) {
    return (dy * t.scale[i] - sum - (x - mean) * deviation * product) * deviation;
  };
  map_row<T, n>(t.dx, width, gradient, t.x, t.dy);
}

constexpr std::int64_t rows_a_block = 64;

// Each thread adds up a few columns over some rows; blocks add their sums.
template <class T, int n>
__global__ void norm_weight_gradient(Tensors t, std::int64_t rows, std::int64_t width) {
  const std::int64_t g = static_cast<std::int64_t>(blockIdx.x) * block_threads + threadIdx.x;
  if (g >= width / n) return;
  float scale[n] = {}, shift[n] = {};
  const std::int64_t first = blockIdx.y * rows_a_block;
  for (std::int64_t row = first; row < min(first + rows_a_block, rows); ++row) {
    const float mean = t.statistics[2 * row], deviation = t.statistics[2 * row + 1];
    const auto add = [&](int i, float x, float dy) {
      shift[i] += dy;
      scale[i] += dy * (x - mean) * deviation;
    };
    for_group<T, n>(row * (width / n) + g, add, t.x, t.dy);
  }
  for (int i = 0; i < n; ++i) {
    atomicAdd(&t.scale[g * n + i], scale[i]);
    atomicAdd(&t.shift[g * n + i], shift[i]);
  }
}

// The maximum of the block's row and the sum of exp(x - maximum), each in every thread.
template <class T, int n>
__device__ float2 log_sum(const void* all, std::int64_t width) {
  float most = -INFINITY, sum = 0;
  const auto add = [&](std::int64_t, float x) {  // one pass (Milakov and Gimelshein, arXiv 1805.02867)
    const float higher = fmaxf(most, x);
    sum = sum * __expf(most - higher) + __expf(x - higher);
    most = higher;
  };
  for_row<T, n>(width, add, all);
  const float of_all = most_over_block(most);
  return {of_all, sum_over_block(most == -INFINITY ? 0 : sum * __expf(most - of_all))};
}

template <class T, int n>
__global__ void entropy_forward(Tensors t, std::int64_t width) {
  const float2 most_and_sum = log_sum<T, n>(t.x, width);
  if (threadIdx.x != 0) return;
  kept_of_row(t) = most_and_sum;
  const float chosen = to_float(static_cast<const T*>(t.x)[blockIdx.x * width + t.indices[blockIdx.x]]);
  static_cast<float*>(t.y)[blockIdx.x] = __logf(most_and_sum.y) + most_and_sum.x - chosen;
}

// (softmax - 1 at the word) / rows.
template <class T, int n>
__global__ void entropy_backward(Tensors t, std::int64_t width) {
  const float most = kept_of_row(t).x, sum = kept_of_row(t).y;
  const float share = 1.0f / static_cast<float>(gridDim.x);
  const std::int32_t word = t.indices[blockIdx.x];
  const auto gradient = [&](std::int64_t i, float x) {
    return (__expf(x - most) / sum - (i == word ? 1.0f : 0.0f)) * share;
  };
  map_row<T, n>(t.dx, width, gradient, t.x);
}

// Row r of a square sees its first r % width + 1 elements; the rest become 0.
template <class T, int n>
__global__ void softmax_forward(Tensors t, std::int64_t width) {
  const std::int64_t seen = blockIdx.x % width + 1;
  float most = -INFINITY, sum = 0;
  for_row<T, n>(
      width, [&](std::int64_t i, float x) { most = i < seen ? fmaxf(most, x) : most; }, t.x);
  most = most_over_block(most);
  for_row<T, n>(
      width, [&](std::int64_t i, float x) { sum += i < seen ? __expf(x - most) : 0; }, t.x);
  sum = sum_over_block(sum);
  const auto probability = [&](std::int64_t i, float x) { return i < seen ? __expf(x - most) / sum : 0; };
  map_row<T, n>(t.y, width, probability, t.x);
}

// dx = y (dy - sum(y dy)); what is masked has y = 0 and stays 0.
template <class T, int n>
__global__ void softmax_backward(Tensors t, std::int64_t width) {
  float sum = 0;
  for_row<T, n>(
      width, [&](std::int64_t, float y, float dy) { sum += y * dy; }, t.y, t.dy);
  sum = sum_over_block(sum);
  map_row<T, n>(
      t.dx, width, [&](std::int64_t, float y, float dy) { return y * (dy - sum); }, t.y, t.dy);
}

}  // namespace

void layer_norm(const Tensors& t, Matrix size, data::Precision precision, data::Phase phase,
                cudaStream_t stream) {
  with_pack(precision, size.width, [&]<class T, int n>() {
    const auto rows = static_cast<unsigned int>(size.rows);
    const dim3 columns(blocks_for(size.width / n),
                       static_cast<unsigned int>((size.rows + rows_a_block - 1) / rows_a_block));
    if (phase == data::Phase::weight_gradient)
      return norm_weight_gradient<T, n><<<columns, block_threads, 0, stream>>>(t, size.rows, size.width);
    const auto kernel = phase == data::Phase::forward ? norm_forward<T, n> : norm_input_gradient<T, n>;
    kernel<<<rows, block_threads, 0, stream>>>(t, size.width);
  });
  expect_launched();
}

void cross_entropy(const Tensors& t, Matrix size, data::Precision precision, data::Phase phase,
                   cudaStream_t stream) {
  with_pack(precision, size.width, [&]<class T, int n>() {
    const auto kernel = phase == data::Phase::forward ? entropy_forward<T, n> : entropy_backward<T, n>;
    kernel<<<static_cast<unsigned int>(size.rows), block_threads, 0, stream>>>(t, size.width);
  });
  expect_launched();
}

void causal_softmax(const Tensors& t, Matrix size, data::Precision precision, data::Phase phase,
                    cudaStream_t stream) {
  with_pack(precision, size.width, [&]<class T, int n>() {
    const auto kernel = phase == data::Phase::forward ? softmax_forward<T, n> : softmax_backward<T, n>;
    kernel<<<static_cast<unsigned int>(size.rows), block_threads, 0, stream>>>(t, size.width);
  });
  expect_launched();
}

}  // namespace repetend::profiler
