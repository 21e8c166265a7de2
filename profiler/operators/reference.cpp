#include "profiler/operators/reference.hpp"

#include <algorithm>
#include <cmath>

namespace repetend::profiler {
namespace {

using Values = std::vector<double>;

std::size_t dimension(const Operator& op, std::size_t i) { return static_cast<std::size_t>(op.shape[i]); }

// C (rows x columns) = A (rows x depth) B (depth x columns), where element (i, j) lies at i * row + j *
// column.
struct Strided {
  const double* begin;
  std::size_t row, column;
  double operator()(std::size_t i, std::size_t j) const { return begin[i * row + j * column]; }
};
void product(std::size_t rows, std::size_t columns, std::size_t depth, Strided a, Strided b, double* c) {
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < columns; ++j) {
      double sum = 0;
      for (std::size_t k = 0; k < depth; ++k) sum += a(i, k) * b(k, j);
      c[i * columns + j] = sum;
    }
}

// X (m x k), W (n x k), Y (m x n), row by row.
void matmul(const Operator& op, HostTensors& t) {
  const std::size_t m = dimension(op, 0), n = dimension(op, 1), k = dimension(op, 2);
  for (std::size_t b = 0; b < dimension(op, 3); ++b) {
    double *const x = t.x.data() + b * m * k, *const w = t.other.data() + b * n * k;
    const double* const dy = t.dy.data() + b * m * n;
    if (op.phase == Phase::forward) product(m, n, k, {x, k, 1}, {w, 1, k}, t.y.data() + b * m * n);
    if (op.phase == Phase::input_gradient) product(m, k, n, {dy, n, 1}, {w, k, 1}, t.dx.data() + b * m * k);
    if (op.phase == Phase::weight_gradient) product(n, k, m, {dy, 1, n}, {x, k, 1}, w);
  }
}

// Causal softmax(Q K^T / sqrt(size)), by rows of tokens x tokens. `logarithms`, unless null: of each row's
// sum of exponentials.
Values probabilities(const double* q, const double* k, std::size_t tokens, std::size_t size,
                     double* logarithms) {
  Values p(tokens * tokens);
  product(tokens, tokens, size, {q, size, 1}, {k, 1, size}, p.data());
  for (double& score : p) score /= std::sqrt(static_cast<double>(size));
  for (std::size_t i = 0; i < tokens; ++i) {
    double* const row = p.data() + i * tokens;
    const double most = *std::max_element(row, row + i + 1);
    double sum = 0;
    for (std::size_t j = 0; j < tokens; ++j) sum += row[j] = j <= i ? std::exp(row[j] - most) : 0;
    for (std::size_t j = 0; j < tokens; ++j) row[j] /= sum;
    if (logarithms) logarithms[i] = most + std::log(sum);
  }
  return p;
}

// dS = P (dP - rowsum(P dP)), by the scores before they were scaled.
Values softmax_gradient(const Values& p, const Values& dp, std::size_t tokens, std::size_t size) {
  Values ds(p.size());
  for (std::size_t i = 0; i < tokens; ++i) {
    double sum = 0;
    for (std::size_t j = 0; j < tokens; ++j) sum += p[i * tokens + j] * dp[i * tokens + j];
    for (std::size_t j = 0; j < tokens; ++j)
      ds[i * tokens + j] =
          p[i * tokens + j] * (dp[i * tokens + j] - sum) / std::sqrt(static_cast<double>(size));
  }
  return ds;
}

// Q, K and V lie one after the other in x, their gradients in dx. Of fused attention the forward pass keeps a
// statistic a row.
void attention(const Operator& op, HostTensors& t) {
  const std::size_t tokens = dimension(op, 2), size = dimension(op, 3), head = tokens * size;
  const std::size_t heads = dimension(op, 0) * dimension(op, 1), third = heads * head;
  for (std::size_t h = 0; h < heads; ++h) {
    const double* const q = t.x.data() + h * head;
    const double *const k = q + third, *const v = k + third;
    const bool keeps = op.phase == Phase::forward && !t.statistics.empty();
    const Values p = probabilities(q, k, tokens, size, keeps ? t.statistics.data() + h * tokens : nullptr);
    if (op.phase == Phase::forward) {
      product(tokens, size, tokens, {p.data(), tokens, 1}, {v, size, 1}, t.y.data() + h * head);
      continue;
    }
    const double* const dy = t.dy.data() + h * head;
    double* const dq = t.dx.data() + h * head;
    Values dp(p.size());
    product(tokens, tokens, size, {dy, size, 1}, {v, 1, size}, dp.data());
    const Values ds = softmax_gradient(p, dp, tokens, size);
    product(tokens, size, tokens, {ds.data(), tokens, 1}, {k, size, 1}, dq);
    product(tokens, size, tokens, {ds.data(), 1, tokens}, {q, size, 1}, dq + third);
    product(tokens, size, tokens, {p.data(), 1, tokens}, {dy, size, 1}, dq + 2 * third);
  }
}

void norm_forward(const Values& x, std::size_t rows, std::size_t width, HostTensors& t) {
  for (std::size_t r = 0; r < rows; ++r) {
    double mean = 0, square = 0;
    for (std::size_t i = 0; i < width; ++i) mean += x[r * width + i] / static_cast<double>(width);
    for (std::size_t i = 0; i < width; ++i)
      square += (x[r * width + i] - mean) * (x[r * width + i] - mean) / static_cast<double>(width);
    const double inverse = 1 / std::sqrt(square + 1e-5);
    for (std::size_t i = 0; i < width; ++i)
      t.y[r * width + i] = (x[r * width + i] - mean) * inverse * t.scale[i] + t.shift[i];
    t.statistics[2 * r] = mean, t.statistics[2 * r + 1] = inverse;
  }
}

void norm_input_gradient(std::size_t rows, std::size_t width, HostTensors& t) {
  for (std::size_t r = 0; r < rows; ++r) {
    const double mean = t.statistics[2 * r], inverse = t.statistics[2 * r + 1];
    const auto normalised = [&](std::size_t i) { return (t.x[r * width + i] - mean) * inverse; };
    const auto scaled = [&](std::size_t i) { return t.dy[r * width + i] * t.scale[i]; };
    double sum = 0, projected = 0;
    for (std::size_t i = 0; i < width; ++i) sum += scaled(i), projected += scaled(i) * normalised(i);
    const auto w = static_cast<double>(width);
    for (std::size_t i = 0; i < width; ++i)
      t.dx[r * width + i] = (scaled(i) - sum / w - normalised(i) * projected / w) * inverse;
  }
}

void layer_norm(const Operator& op, HostTensors& t) {
  const std::size_t rows = dimension(op, 0), width = dimension(op, 1);
  if (op.phase == Phase::forward) return norm_forward(t.x, rows, width, t);
  if (op.phase == Phase::input_gradient) return norm_input_gradient(rows, width, t);
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t i = 0; i < width; ++i) {
      const double dy = t.dy[r * width + i];
      t.scale[i] += dy * (t.x[r * width + i] - t.statistics[2 * r]) * t.statistics[2 * r + 1];
      t.shift[i] += dy;
    }
}

// GELU in its tanh form, and its derivative.
double inner_tanh(double x) { return std::tanh(std::sqrt(2 / M_PI) * (x + 0.044715 * x * x * x)); }
double gelu(double x) { return x / 2 * (1 + inner_tanh(x)); }
double gelu_derivative(double x) {
  const double t = inner_tanh(x);
  return (1 + t) / 2 + x / 2 * (1 - t * t) * std::sqrt(2 / M_PI) * (1 + 3 * 0.044715 * x * x);
}

void activation(const Operator& op, HostTensors& t) {
  const bool forward = op.phase == Phase::forward;
  for (std::size_t i = 0; i < t.x.size(); ++i)
    (forward ? t.y : t.dx)[i] = forward ? gelu(t.x[i]) : t.dy[i] * gelu_derivative(t.x[i]);
}

// The mask is what the device drew.
void residual(const Operator& op, HostTensors& t) {
  constexpr double kept_share = 0.9;
  for (std::size_t i = 0; i < t.mask.size(); ++i) {
    const double passed = t.mask[i] ? 1 / kept_share : 0;
    if (op.phase == Phase::forward)
      t.y[i] = t.other[i] + (passed == 0 ? 0 : passed * (t.x[i] + t.shift[i % dimension(op, 1)]));
    else
      t.dx[i] = passed * t.dy[i];
  }
}

void embedding(const Operator& op, HostTensors& t) {
  const std::size_t width = dimension(op, 1);
  for (std::size_t token = 0; token < t.indices.size(); ++token)
    for (std::size_t i = 0; i < width; ++i) {
      const std::size_t in_table = static_cast<std::size_t>(t.indices[token]) * width + i;
      if (op.phase == Phase::forward) t.y[token * width + i] = t.x[in_table];
      if (op.phase != Phase::forward) t.other[in_table] += t.dy[token * width + i];
    }
}

void entropy_row(const Operator& op, HostTensors& t, std::size_t row) {
  const std::size_t words = dimension(op, 1), at = row * words;
  const auto word = static_cast<std::size_t>(t.indices[row]);
  if (op.phase == Phase::forward) {
    const auto begin = t.x.begin() + static_cast<std::ptrdiff_t>(at);
    const double most = *std::max_element(begin, begin + static_cast<std::ptrdiff_t>(words));
    double sum = 0;
    for (std::size_t i = 0; i < words; ++i) sum += std::exp(t.x[at + i] - most);
    t.y[row] = std::log(sum) + most - t.x[at + word];
    t.statistics[2 * row] = most, t.statistics[2 * row + 1] = sum;
    return;
  }
  for (std::size_t i = 0; i < words; ++i) {
    const double p = std::exp(t.x[at + i] - t.statistics[2 * row]) / t.statistics[2 * row + 1];
    t.dx[at + i] = (p - (i == word ? 1 : 0)) / static_cast<double>(op.shape[0]);
  }
}

}  // namespace

void compute(const Operator& op, HostTensors& tensors) {
  switch (op.kind) {
    case OperatorKind::matmul:
      return matmul(op, tensors);
    case OperatorKind::attention:
      return attention(op, tensors);
    case OperatorKind::layer_norm:
      return layer_norm(op, tensors);
    case OperatorKind::activation:
      return activation(op, tensors);
    case OperatorKind::residual:
      return residual(op, tensors);
    case OperatorKind::embedding:
      return embedding(op, tensors);
    case OperatorKind::cross_entropy:
      for (std::size_t row = 0; row < dimension(op, 0); ++row) entropy_row(op, tensors, row);
      return;
    case OperatorKind::optimizer_step:
      return;
  }
}

}  // namespace repetend::profiler
