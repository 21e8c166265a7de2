#include <set>

#include "data/models/layers/layer.hpp"
#include "data/models/operators/work.hpp"
#include "profiler/operators/steps.hpp"
#include "profiler/operators/tensors.hpp"
#include "tests/support/catch.hpp"

using namespace repetend;
using namespace repetend::profiler;
using data::Operator;
using data::OperatorKind;
using data::Phase;

namespace {

data::Model gpt() {
  data::Model m;
  m.layers = 1;
  m.hidden = 512, m.heads = 8, m.kv_heads = 8, m.ffn = 2048;
  m.sequence = 256;
  m.vocabulary = 1000;
  m.micro_batch = 2;
  m.head = true;
  return m;
}

// Answers every question with one nanosecond a multiply-add, and notes it.
class NotedCosts : public data::CostSource {
 public:
  std::vector<data::CostSample> samples(std::string_view, OperatorKind, Phase,
                                        data::Precision) const override {
    return {};
  }
};

std::set<Operator> priced(const data::Model& m, const data::Layer& layer) {
  const NotedCosts none;
  data::CostModel costs(*data::find_gpu("h100-sxm"), &none);
  price(layer, m, {{.members = m.tensor_parallel}}, costs);
  std::set<Operator> result;
  for (const auto& [op, cost] : costs.priced()) result.insert(op);
  return result;
}

std::int64_t count(const std::vector<Operator>& steps, OperatorKind kind, Phase phase) {
  return std::ranges::count_if(steps,
                               [&](const Operator& op) { return op.kind == kind && op.phase == phase; });
}

// Matrices of small integers, and a product by its definition.
using Matrix = std::vector<std::vector<int>>;
Matrix numbered(std::int64_t rows, std::int64_t columns, int seed) {
  Matrix m(static_cast<std::size_t>(rows), std::vector<int>(static_cast<std::size_t>(columns)));
  for (auto& row : m)
    for (int& value : row) value = (seed = (seed * 31 + 17) % 101);
  return m;
}
Matrix transposed(const Matrix& m) {
  Matrix t(m.front().size(), std::vector<int>(m.size()));
  for (std::size_t i = 0; i < m.size(); ++i)
    for (std::size_t j = 0; j < m[i].size(); ++j) t[j][i] = m[i][j];
  return t;
}
Matrix operator*(const Matrix& a, const Matrix& b) {
  Matrix c(a.size(), std::vector<int>(b.front().size()));
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t j = 0; j < b.front().size(); ++j)
      for (std::size_t k = 0; k < b.size(); ++k) c[i][j] += a[i][k] * b[k][j];
  return c;
}
std::vector<int> row_by_row(const Matrix& m) {
  std::vector<int> all;
  for (const auto& row : m) all.insert(all.end(), row.begin(), row.end());
  return all;
}
// BLAS's view of memory: element (i, j) of a matrix with so many rows.
Matrix by_columns(const std::vector<int>& stored, std::int64_t rows, std::int64_t columns) {
  Matrix m(static_cast<std::size_t>(rows), std::vector<int>(static_cast<std::size_t>(columns)));
  for (std::size_t i = 0; i < m.size(); ++i)
    for (std::size_t j = 0; j < m[i].size(); ++j) m[i][j] = stored[j * m.size() + i];
  return m;
}

// What BLAS would leave in C's memory.
std::vector<int> blas(const Product& p, const Matrix& a_rows, const Matrix& b_rows) {
  const auto operand = [](const Matrix& rows, bool transpose, std::int64_t r, std::int64_t c) {
    const Matrix stored = by_columns(row_by_row(rows), transpose ? c : r, transpose ? r : c);
    return transpose ? transposed(stored) : stored;
  };
  const Matrix c =
      operand(a_rows, p.transpose_a, p.rows, p.depth) * operand(b_rows, p.transpose_b, p.depth, p.columns);
  return row_by_row(transposed(c));
}

}  // namespace

TEST_CASE("every operator that pricing asks for is measured, and no other of a layer") {
  for (const bool fused : {false, true})
    for (const std::int64_t shares : {1, 2}) {
      data::Model m = gpt();
      m.fused_attention = fused;
      m.tensor_parallel = shares;
      const auto listed = operators_of(m);
      const std::set<Operator> all(listed.begin(), listed.end());
      CHECK(all.size() == listed.size());
      const data::Sharing sharing{{.members = shares}};
      for (const auto& layer : {transformer_layer(m, data::layer_kinds(m).front(), sharing),
                                embedding_layer(m, m.sequence, sharing), head_layer(m, m.sequence, sharing)})
        for (const Operator& op : priced(m, layer)) CHECK(all.contains(op));
    }
}

TEST_CASE("inference measures no gradient and no optimizer step") {
  data::Model m = gpt();
  m.training = false;
  for (const Operator& op : operators_of(m)) CHECK(op.phase == Phase::forward);
}

TEST_CASE("a layer runs forward in order and backward in reverse") {
  const auto steps = layer_steps(gpt());
  CHECK(steps.front().kind == OperatorKind::layer_norm);
  CHECK(steps.front().phase == Phase::forward);
  CHECK(steps.back().kind == OperatorKind::layer_norm);
  CHECK(steps.back().phase == Phase::weight_gradient);
  for (const Phase phase : {Phase::forward, Phase::input_gradient, Phase::weight_gradient})
    CHECK(count(steps, OperatorKind::matmul, phase) == 4);  // qkv, projection, two of the MLP
  CHECK(count(steps, OperatorKind::attention, Phase::forward) == 1);
  CHECK(count(steps, OperatorKind::attention, Phase::weight_gradient) == 0);
  const auto first_backward =
      std::ranges::find_if(steps, [](const Operator& op) { return op.phase != Phase::forward; });
  CHECK(first_backward->kind == OperatorKind::residual);
}

TEST_CASE("a layer's steps cost what pricing says the layer costs") {
  const data::Model m = gpt();
  const NotedCosts none;
  data::CostModel costs(*data::find_gpu("h100-sxm"), &none);
  const auto layer = transformer_layer(m, data::layer_kinds(m).front(), {});
  const auto wanted = price(layer, m, {}, costs);
  double sum = 0;
  for (const Operator& op : layer_steps(m)) sum += static_cast<double>(costs.cost(op).time);
  CHECK(sum == Approx(wanted.forward + wanted.input_gradient + wanted.weight_gradient));
}

TEST_CASE("products are the ones that frameworks compute, in each phase") {
  const Matrix x = numbered(5, 3, 1), w = numbered(4, 3, 2), dy = numbered(5, 4, 3);
  Operator op{OperatorKind::matmul, Phase::forward, data::Precision::bf16, {5, 4, 3, 1}};
  CHECK(blas(product_of(op), w, x) == row_by_row(x * transposed(w)));
  op.phase = Phase::input_gradient;
  CHECK(blas(product_of(op), w, dy) == row_by_row(dy * w));
  op.phase = Phase::weight_gradient;
  CHECK(blas(product_of(op), x, dy) == row_by_row(transposed(dy) * x));
}

TEST_CASE("what is allocated is at least what the roofline says is read and written") {
  data::Model m = gpt();
  for (const bool fused : {false, true}) {
    m.fused_attention = fused;
    for (const Operator& op : operators_of(m)) {
      const auto sizes = tensor_sizes(op);
      INFO(in_words(op));
      CHECK(sizes.bytes(op.precision) > 0);
      // A pass over a tensor may read and write it (optimizer), but never more than twice.
      CHECK(2.1 * static_cast<double>(sizes.bytes(op.precision)) >= data::work(op).bytes);
    }
  }
}

TEST_CASE("fused attention needs no room for scores but for a number a row") {
  for (const Phase phase : {Phase::forward, Phase::input_gradient}) {
    const Operator op{OperatorKind::attention, phase, data::Precision::bf16, {2, 3, 64, 32}};
    const auto products = tensor_sizes(op), fused = tensor_sizes(op, true);
    CHECK(products.scores > 0);
    CHECK(fused.scores == 0);
    CHECK(fused.statistics == 2 * 3 * 64);
    CHECK(fused.y == 2 * 3 * 64 * 32);  // which the backward pass reads
    CHECK(fused.x == products.x);
    CHECK(fused.dx == products.dx);
  }
}

TEST_CASE("tensors are rotated past the cache as far as memory goes") {
  constexpr Bytes MiB = 1 << 20;
  CHECK(rotation(100 * MiB, 50 * MiB, 10'000 * MiB) == 2);
  CHECK(rotation(10 * MiB, 50 * MiB, 10'000 * MiB) == 16);
  CHECK(rotation(10 * MiB, 50 * MiB, 45 * MiB) == 4);
  CHECK(rotation(1000 * MiB, 50 * MiB, 45 * MiB) == 1);
  CHECK(rotation(1, 50 * MiB, 45 * MiB) == 256);
}
