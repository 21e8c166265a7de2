// The reference that the device is checked against: gradients by finite differences.
#include "profiler/operators/reference.hpp"

#include <cmath>
#include <numeric>
#include <random>

#include "tests/support/catch.hpp"

using namespace repetend;
using namespace repetend::profiler;
using data::Operator;
using data::OperatorKind;
using data::Phase;

namespace {

std::vector<double> random_values(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> any(-1, 1);
  std::vector<double> values(count);
  for (double& value : values) value = any(random);
  return values;
}

// Every tensor that any phase of the operator might use.
HostTensors tensors(std::size_t in, std::size_t out, std::size_t other, std::size_t width, std::size_t rows) {
  HostTensors t;
  t.x = random_values(in, 1), t.dx.resize(in);
  t.y.resize(out), t.dy = random_values(out, 2);
  t.other = random_values(other, 3);
  t.scale = random_values(width, 4), t.shift = random_values(width, 5);
  t.statistics.resize(2 * rows);
  t.mask.resize(in);
  for (std::size_t i = 0; i < in; ++i) t.mask[i] = i % 3 != 0;
  for (std::size_t i = 0; i < rows; ++i) t.indices.push_back(static_cast<std::int32_t>(i * 5 % 4));
  return t;
}

double loss(Operator op, HostTensors t) {  // whose gradient by y is dy
  op.phase = Phase::forward;
  compute(op, t);
  return std::inner_product(t.y.begin(), t.y.end(), t.dy.begin(), 0.0);
}

// d loss / d (member's element), both ways.
void check_gradient(Operator op, HostTensors t, std::vector<double> HostTensors::*by,
                    const std::vector<double>& gradient) {
  constexpr double step = 1e-5;
  for (std::size_t i = 0; i < (t.*by).size(); ++i) {
    HostTensors more = t, less = t;
    (more.*by)[i] += step, (less.*by)[i] -= step;
    CHECK(gradient[i] == Approx((loss(op, more) - loss(op, less)) / (2 * step)).margin(1e-6));
  }
}

HostTensors backward(Operator op, HostTensors t, Phase phase) {
  op.phase = Phase::forward;
  compute(op, t);  // for the statistics
  op.phase = phase;
  compute(op, t);
  return t;
}

void check_input_gradient(const Operator& op, const HostTensors& t) {
  check_gradient(op, t, &HostTensors::x, backward(op, t, Phase::input_gradient).dx);
}

}  // namespace

TEST_CASE("reference: gradients of a matrix product") {
  const Operator op{OperatorKind::matmul, Phase::forward, data::Precision::fp32, {3, 4, 5, 2}};
  const HostTensors t = tensors(30, 24, 40, 1, 1);
  check_input_gradient(op, t);
  check_gradient(op, t, &HostTensors::other, backward(op, t, Phase::weight_gradient).other);
}

TEST_CASE("reference: gradient of causal attention") {
  const Operator op{OperatorKind::attention, Phase::forward, data::Precision::fp32, {1, 2, 4, 3}};
  check_input_gradient(op, tensors(3 * 24, 24, 0, 1, 8));
}

TEST_CASE("reference: attention sees no later token") {
  const Operator op{OperatorKind::attention, Phase::forward, data::Precision::fp32, {1, 1, 4, 3}};
  HostTensors t = tensors(3 * 12, 12, 0, 1, 4);
  compute(op, t);
  for (int i = 0; i < 3; ++i)
    CHECK(t.y[static_cast<std::size_t>(i)] == Approx(t.x[24 + static_cast<std::size_t>(i)]));
}

TEST_CASE("reference: attention's scores are scaled, and it keeps the logarithms of their sums") {
  const Operator op{OperatorKind::attention, Phase::forward, data::Precision::fp32, {1, 1, 2, 4}};
  HostTensors t = tensors(3 * 8, 8, 0, 1, 2);
  std::ranges::fill(t.x, 1);  // every score is 4, halved
  compute(op, t);
  CHECK(t.statistics[0] == Approx(2));
  CHECK(t.statistics[1] == Approx(2 + std::log(2)));
}

TEST_CASE("reference: gradients of layer normalisation") {
  const Operator op{OperatorKind::layer_norm, Phase::forward, data::Precision::fp32, {3, 6}};
  HostTensors t = tensors(18, 18, 0, 6, 3);
  check_input_gradient(op, t);
  HostTensors zeroed = backward(op, t, Phase::forward);
  std::ranges::fill(zeroed.scale, 0), std::ranges::fill(zeroed.shift, 0);  // gradients are added to
  Operator weights = op;
  weights.phase = Phase::weight_gradient;
  compute(weights, zeroed);
  check_gradient(op, t, &HostTensors::scale, zeroed.scale);
  check_gradient(op, t, &HostTensors::shift, zeroed.shift);
}

TEST_CASE("reference: gradients of the activation and the residual") {
  check_input_gradient({OperatorKind::activation, Phase::forward, data::Precision::fp32, {3, 4}},
                       tensors(12, 12, 0, 4, 3));
  check_input_gradient({OperatorKind::residual, Phase::forward, data::Precision::fp32, {3, 4}},
                       tensors(12, 12, 12, 4, 3));
}

TEST_CASE("reference: gradient of the mean cross-entropy") {
  const Operator op{OperatorKind::cross_entropy, Phase::forward, data::Precision::fp32, {3, 4}};
  HostTensors t = tensors(12, 3, 0, 4, 3);
  std::ranges::fill(t.dy, 1.0 / 3);  // of the mean
  check_input_gradient(op, t);
}

TEST_CASE("reference: gradient of an embedding, words that come twice included") {
  const Operator op{OperatorKind::embedding, Phase::forward, data::Precision::fp32, {5, 3, 4}};
  HostTensors t = tensors(12, 15, 12, 1, 5);
  t.indices = {1, 3, 1, 0, 1};
  std::ranges::fill(t.other, 0);
  check_gradient(op, t, &HostTensors::x, backward(op, t, Phase::weight_gradient).other);
}
