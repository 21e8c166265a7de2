// Operators: what is measured on a GPU and what a model's layers are priced from.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/hardware/gpu.hpp"

namespace repetend::data {

enum class OperatorKind {
  matmul,         // shape m, n, k, batch: batch products of (m x k) by (k x n)
  attention,      // shape batch, heads, sequence, head_size: causal, softmax(Q K^T) V
  layer_norm,     // shape rows, width
  activation,     // shape rows, width: GELU or SwiGLU's product, element by element
  residual,       // shape rows, width: bias, dropout and sum
  embedding,      // shape tokens, width, vocabulary: look-up; its weight gradient scatters
  cross_entropy,  // shape tokens, vocabulary
  optimizer_step  // shape parameters: Adam, fp32 state
};

// The pass an operator belongs to. One without weights has no weight gradient; an optimizer step counts as
// weight_gradient.
enum class Phase { forward, input_gradient, weight_gradient };

// Every dimension is at least 1, as many as the kind's comment names, in that order.
struct Operator {
  OperatorKind kind = OperatorKind::matmul;
  Phase phase = Phase::forward;
  Precision precision = Precision::bf16;
  std::vector<std::int64_t> shape;
  auto operator<=>(const Operator&) const = default;
};

// Where a cost comes from, the better first.
enum class Provenance { measured, imported, interpolated, estimated };

struct Cost {
  Time time = 0;  // on the named GPU
  Provenance provenance = Provenance::estimated;
  std::string source;  // "run 3 on NVIDIA H100 PCIe, 2026-11-23", "roofline of h100-sxm"
};

// A measured operator and its median time.
struct CostSample {
  Operator op;
  Time median = 0;
  Provenance provenance = Provenance::measured;
  std::string source;
};

// What pricing asks the cost database for, so that it needs no SQLite; a map in tests.
class CostSource {
 public:
  virtual ~CostSource() = default;
  // Every sample of this kind, phase and precision on the GPU, sorted by shape; empty when there is none.
  virtual std::vector<CostSample> samples(std::string_view gpu, OperatorKind, Phase, Precision) const = 0;
};

std::string_view to_string(OperatorKind);
std::string_view to_string(Phase);
std::string_view to_string(Provenance);
std::optional<OperatorKind> operator_kind_from(std::string_view);
std::optional<Phase> phase_from(std::string_view);

// The dimensions' names, "m", "n", "k", "batch"; how many a shape of this kind has.
std::vector<std::string_view> dimensions(OperatorKind);

// "matmul forward bf16 m=2048 n=4096 k=4096 batch=1".
std::string in_words(const Operator&);

}  // namespace repetend::data
