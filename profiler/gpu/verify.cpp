#include "profiler/gpu/verify.hpp"

#include <cmath>
#include <cstring>
#include <limits>

#include "profiler/operators/reference.hpp"

namespace repetend::profiler {
namespace {

double real(std::uint32_t bits) {
  float value = 0;
  std::memcpy(&value, &bits, sizeof value);
  return static_cast<double>(value);
}
// IEEE 754 binary16: 5 bits of exponent, 10 of fraction.
double real_of_half(std::uint16_t bits) {
  const int exponent = bits >> 10 & 31, fraction = bits & 1023;
  const double size = exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, exponent - 25);
  if (exponent == 31) return std::numeric_limits<double>::quiet_NaN();
  return bits & 0x8000 ? -size : size;
}

template <class T>
std::vector<T> copied(const void* from, std::int64_t count) {
  std::vector<T> to(static_cast<std::size_t>(from ? count : 0));
  if (!to.empty())
    check(cudaMemcpy(to.data(), from, to.size() * sizeof(T), cudaMemcpyDeviceToHost),
          "cannot copy from the device");
  return to;
}

std::vector<double> reals(const void* from, std::int64_t count, Precision precision) {
  std::vector<double> result;
  if (precision == Precision::fp32) {
    for (const auto bits : copied<std::uint32_t>(from, count)) result.push_back(real(bits));
    return result;
  }
  for (const auto bits : copied<std::uint16_t>(from, count))  // bf16 is the upper half of fp32
    result.push_back(precision == Precision::fp16 ? real_of_half(bits)
                                                  : real(static_cast<std::uint32_t>(bits) << 16));
  return result;
}

HostTensors copy(const Operator& op, const OperatorRun& run) {
  const Tensors& t = run.tensors();
  const TensorSizes& s = run.sizes();
  const auto p = op.precision;
  const auto of = [p](const void* from, std::int64_t count) { return reals(from, count, p); };
  const bool loss = op.kind == OperatorKind::cross_entropy;  // fp32 whatever the logits are
  const auto single = [](const float* from, std::int64_t count) {
    return reals(from, count, Precision::fp32);
  };
  return {.x = of(t.x, s.x),
          .y = loss ? reals(t.y, s.y == 0 ? 0 : op.shape[0], Precision::fp32) : of(t.y, s.y),
          .dx = of(t.dx, s.dx),
          .dy = of(t.dy, s.dy),
          .other = of(t.other, s.other),
          .scale = single(t.scale, s.scale),
          .shift = single(t.shift, s.shift),
          .statistics = single(t.statistics, s.statistics),
          .mask = copied<std::uint8_t>(t.mask, s.mask),
          .indices = copied<std::int32_t>(t.indices, s.indices)};
}

double error(const std::vector<double>& got, const std::vector<double>& wanted) {
  double difference = 0, size = 0;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    difference += (got[i] - wanted[i]) * (got[i] - wanted[i]);
    size += wanted[i] * wanted[i];
  }
  if (!std::isfinite(difference)) return std::numeric_limits<double>::infinity();
  return size > 0 ? std::sqrt(difference / size) : std::sqrt(difference);
}

}  // namespace

double error_of(const Operator& op, const OperatorRun& run, cudaStream_t stream) {
  check(cudaStreamSynchronize(stream), "the device stopped with an error");
  HostTensors reference = copy(op, run);
  run.launch(0);
  check(cudaStreamSynchronize(stream), "the device stopped with an error");
  const HostTensors device = copy(op, run);
  reference.mask = device.mask;  // drawn in the forward pass
  compute(op, reference);
  double worst = 0;
  for (const auto tensor : {&HostTensors::y, &HostTensors::dx, &HostTensors::other, &HostTensors::scale,
                            &HostTensors::shift, &HostTensors::statistics})
    worst = std::max(worst, error(device.*tensor, reference.*tensor));
  return worst;
}

double tolerated_error(Precision precision) {
  // bf16 has 8 bits of precision, and exponentials of scores are rounded to them.
  return precision == Precision::fp32 ? 1e-3 : precision == Precision::fp16 ? 1e-2 : 5e-2;
}

std::vector<Operator> operators_to_verify(Precision precision) {
  static const std::vector<std::vector<std::int64_t>> attention_shapes{{1, 2, 64, 32}, {2, 3, 256, 128}};
  std::vector<Operator> result;
  const auto add = [&](OperatorKind kind, const std::vector<std::int64_t>& shape,
                       std::initializer_list<Phase> phases) {
    for (const Phase phase : phases) result.push_back({kind, phase, precision, shape});
  };
  constexpr auto forward = Phase::forward, input = Phase::input_gradient, weights = Phase::weight_gradient;
  add(OperatorKind::matmul, {64, 48, 32, 3}, {forward, input, weights});
  for (const auto& shape : attention_shapes) add(OperatorKind::attention, shape, {forward, input});
  for (const std::int64_t width : {512, 37}) {
    add(OperatorKind::layer_norm, {130, width}, {forward, input, weights});
    add(OperatorKind::activation, {13, width}, {forward, input});
    add(OperatorKind::residual, {13, width}, {forward, input});
    add(OperatorKind::embedding, {40, width, 11}, {forward, weights});
    add(OperatorKind::cross_entropy, {13, width}, {forward, input});
  }
  return result;
}

}  // namespace repetend::profiler
