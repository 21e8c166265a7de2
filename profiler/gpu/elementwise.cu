// Operators without sums over a row: random numbers, activation, residual, embedding, optimizer step.
#include "profiler/gpu/kernels.hpp"
#include "profiler/gpu/pack.cuh"

namespace repetend::profiler {
namespace {

__device__ std::int64_t thread_index() {
  return static_cast<std::int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
}

template <class T>
__global__ void random_kernel(T* to, std::int64_t elements, std::uint32_t seed) {
  const std::int64_t i = thread_index();
  if (i >= elements) return;
  constexpr float half_range = 2147483648.0f;
  to[i] =
      from_float<T>(static_cast<float>(random_bits(static_cast<std::uint32_t>(i), seed)) / half_range - 1);
}

__global__ void random_index_kernel(std::int32_t* to, std::int64_t elements, std::uint32_t below,
                                    std::uint32_t seed) {
  const std::int64_t i = thread_index();
  if (i < elements)
    to[i] = static_cast<std::int32_t>(random_bits(static_cast<std::uint32_t>(i), seed) % below);
}

// GELU(x) = x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) (Hendrycks and Gimpel, arXiv 1606.08415).
constexpr float gelu_scale = 0.7978845608f, gelu_cubic = 0.044715f;
__device__ float gelu(float x) { return 0.5f * x * (1 + tanhf(gelu_scale * (x + gelu_cubic * x * x * x))); }
__device__ float gelu_derivative(float x) {
  const float t = tanhf(gelu_scale * (x + gelu_cubic * x * x * x));
  return 0.5f * (1 + t) + 0.5f * x * (1 - t * t) * gelu_scale * (1 + 3 * gelu_cubic * x * x);
}

template <class T, int n>
__global__ void activation_forward(Tensors t, std::int64_t groups) {
  const std::int64_t g = thread_index();
  if (g < groups)
    map_group<T, n>(
        t.y, g, [](int, float x) { return gelu(x); }, t.x);
}

template <class T, int n>
__global__ void activation_backward(Tensors t, std::int64_t groups) {
  const std::int64_t g = thread_index();
  if (g >= groups) return;
  map_group<T, n>(
      t.dx, g, [](int, float x, float dy) { return dy * gelu_derivative(x); }, t.x, t.dy);
}

constexpr float kept_share = 0.9f;  // of the elements that dropout lets pass
constexpr std::uint32_t kept_below = static_cast<std::uint32_t>(kept_share * 4294967296.0);

template <class T, int n>
__global__ void residual_forward(Tensors t, std::int64_t groups, std::int64_t width) {
  const std::int64_t g = thread_index();
  if (g >= groups) return;
  Pack<std::uint8_t, n> kept;
  const auto add = [&](int i, float x, float other) {
    const std::int64_t at = g * n + i;
    kept.values[i] = random_bits(static_cast<std::uint32_t>(at), 7) < kept_below;
    return other + (kept.values[i] ? (x + t.shift[at % width]) / kept_share : 0);
  };
  map_group<T, n>(t.y, g, add, t.x, t.other);
  store(t.mask, g, kept);
}

template <class T, int n>
__global__ void residual_backward(Tensors t, std::int64_t groups, std::int64_t) {
  const std::int64_t g = thread_index();
  if (g >= groups) return;
  const Pack<std::uint8_t, n> kept = load<std::uint8_t, n>(t.mask, g);
  map_group<T, n>(
      t.dx, g, [&](int i, float dy) { return kept.values[i] ? dy / kept_share : 0; }, t.dy);
}

// One block a token.
template <class T, int n>
__global__ void embedding_forward(Tensors t, std::int64_t groups) {
  const std::int64_t from = t.indices[blockIdx.x] * groups, to = blockIdx.x * groups;
  for (std::int64_t g = threadIdx.x; g < groups; g += block_threads)
    store(t.y, to + g, load<T, n>(t.x, from + g));
}

template <class T, int n>
__global__ void embedding_backward(Tensors t, std::int64_t groups) {
  const std::int64_t to = t.indices[blockIdx.x] * groups, from = blockIdx.x * groups;
  for (std::int64_t g = threadIdx.x; g < groups; g += block_threads) {
    const Pack<T, n> pack = load<T, n>(t.dy, from + g);
    for (int i = 0; i < n; ++i) atomicAdd(static_cast<T*>(t.other) + (to + g) * n + i, pack.values[i]);
  }
}

// Kingma and Ba, 2015, with the usual constants; state: weights, momentum and variance one after the other.
template <class T>
__global__ void adam_kernel(Tensors t, std::int64_t parameters) {
  const std::int64_t i = thread_index();
  if (i >= parameters) return;
  constexpr float rate = 1e-4f, beta1 = 0.9f, beta2 = 0.95f, epsilon = 1e-8f, decay = 0.1f;
  float *const master = t.state, *const momentum = master + parameters,
               *const variance = momentum + parameters;
  const float g = to_float(static_cast<const T*>(t.dx)[i]);
  const float m = momentum[i] = beta1 * momentum[i] + (1 - beta1) * g;
  const float v = variance[i] = beta2 * variance[i] + (1 - beta2) * g * g;
  const float w = master[i] -= rate * (m / (sqrtf(fabsf(v)) + epsilon) + decay * master[i]);
  static_cast<T*>(t.x)[i] = from_float<T>(w);
}

}  // namespace

void fill_random(void* to, std::int64_t elements, data::Precision precision, std::uint32_t seed,
                 cudaStream_t stream) {
  with_type(precision, [&]<class T>() {
    random_kernel<T><<<blocks_for(elements), block_threads, 0, stream>>>(static_cast<T*>(to), elements, seed);
  });
  expect_launched();
}

void fill_random(std::int32_t* to, std::int64_t elements, std::int32_t below, std::uint32_t seed,
                 cudaStream_t stream) {
  random_index_kernel<<<blocks_for(elements), block_threads, 0, stream>>>(
      to, elements, static_cast<std::uint32_t>(below), seed);
  expect_launched();
}

void activation(const Tensors& t, Matrix size, data::Precision precision, data::Phase phase,
                cudaStream_t stream) {
  with_pack(precision, size.width, [&]<class T, int n>() {
    const std::int64_t groups = size.rows * size.width / n;
    const auto kernel = phase == data::Phase::forward ? activation_forward<T, n> : activation_backward<T, n>;
    kernel<<<blocks_for(groups), block_threads, 0, stream>>>(t, groups);
  });
  expect_launched();
}

void residual(const Tensors& t, Matrix size, data::Precision precision, data::Phase phase,
              cudaStream_t stream) {
  with_pack(precision, size.width, [&]<class T, int n>() {
    const std::int64_t groups = size.rows * size.width / n;
    const auto kernel = phase == data::Phase::forward ? residual_forward<T, n> : residual_backward<T, n>;
    kernel<<<blocks_for(groups), block_threads, 0, stream>>>(t, groups, size.width);
  });
  expect_launched();
}

void embedding(const Tensors& t, Matrix size, data::Precision precision, data::Phase phase,
               cudaStream_t stream) {
  with_pack(precision, size.width, [&]<class T, int n>() {
    const auto kernel = phase == data::Phase::forward ? embedding_forward<T, n> : embedding_backward<T, n>;
    kernel<<<static_cast<unsigned int>(size.rows), block_threads, 0, stream>>>(t, size.width / n);
  });
  expect_launched();
}

void adam(const Tensors& t, std::int64_t parameters, data::Precision precision, cudaStream_t stream) {
  with_type(precision, [&]<class T>() {
    adam_kernel<T><<<blocks_for(parameters), block_threads, 0, stream>>>(t, parameters);
  });
  expect_launched();
}

}  // namespace repetend::profiler
