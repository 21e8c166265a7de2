// Rooflines by hand, and interpolation on samples that follow a known law.
#include "data/models/operators/cost.hpp"

#include <cmath>

#include "data/models/operators/work.hpp"
#include "tests/support/catch.hpp"

using namespace repetend;
using namespace repetend::data;

namespace {

Operator square_product(std::int64_t size) {
  return {OperatorKind::matmul, Phase::forward, Precision::fp16, {size, size, size, 1}};
}

// A cost database of a few samples.
class Samples : public CostSource {
 public:
  explicit Samples(std::vector<CostSample> samples) : samples_(std::move(samples)) {}
  std::vector<CostSample> samples(std::string_view gpu, OperatorKind kind, Phase phase,
                                  Precision precision) const override {
    ++lookups;
    std::vector<CostSample> found;
    for (const CostSample& s : samples_)
      if (gpu == "Tesla V100-SXM2-32GB" && s.op.kind == kind && s.op.phase == phase &&
          s.op.precision == precision)
        found.push_back(s);
    return found;
  }
  mutable int lookups = 0;

 private:
  std::vector<CostSample> samples_;
};

const Gpu& v100() { return *find_gpu("v100"); }

Time times(double factor, const Operator& op) { return std::llround(factor * roofline(op, v100())); }

}  // namespace

TEST_CASE("the roofline is the larger of computing and moving") {
  // 2 x 4096^3 FLOP at 66 % of 125 TFLOP/s; three matrices of 32 MiB would take 0.13 ms.
  CHECK(roofline(square_product(4096), v100()) == Approx(2 * std::pow(4096.0, 3) / (0.66 * 125e3)));
  // 2 passes over 1024 x 1024 at 85 % of 900 GB/s.
  const Operator gelu{OperatorKind::activation, Phase::forward, Precision::fp16, {1024, 1024}};
  CHECK(roofline(gelu, v100()) == Approx(2 * 2 * 1024.0 * 1024 / (0.85 * 900)));
  // Causal attention: half of 4 b a s^2 d FLOP forward; FlashAttention's 2.5 times that backward.
  const Operator forward{OperatorKind::attention, Phase::forward, Precision::fp16, {2, 16, 2048, 128}};
  Operator backward = forward;
  backward.phase = Phase::input_gradient;
  CHECK(work(forward).flops == 2.0 * 2 * 16 * 2048 * 2048 * 128);
  CHECK(work(backward).flops == 2.5 * work(forward).flops);
  for (const Gpu& gpu : all_gpus()) {
    CHECK(gpu.peak(Precision::fp32) < gpu.peak(Precision::fp16));
    CHECK(find_gpu(gpu.device) == &gpu);
  }
}

TEST_CASE("what was measured is taken as it is") {
  const Samples samples({{square_product(1024), 31'000, Provenance::measured, "run 3"},
                         {square_product(2048), 190'000, Provenance::imported, "trace"}});
  CostModel costs(v100(), &samples);
  CHECK(costs.cost(square_product(1024)).time == 31'000);
  CHECK(costs.cost(square_product(1024)).provenance == Provenance::measured);
  CHECK(costs.cost(square_product(1024)).source == "run 3");
  CHECK(costs.cost(square_product(2048)).provenance == Provenance::imported);
  CHECK(costs.priced().size() == 2);
  CHECK(samples.lookups == 1);
}

TEST_CASE("between measured neighbours the ratio to the roofline is interpolated in the logarithm") {
  // The measured time is the roofline times a factor that falls with the logarithm of the work: 2 at
  // 1024^3, 1.4 at 4096^3; half way, at 2048^3, 1.7.
  const Samples samples(
      {{square_product(1024), times(2, square_product(1024)), Provenance::measured, "run 1"},
       {square_product(4096), times(1.4, square_product(4096)), Provenance::measured, "run 2"}});
  CostModel costs(v100(), &samples);
  const Cost& between = costs.cost(square_product(2048));
  CHECK(between.provenance == Provenance::interpolated);
  CHECK(between.source == "run 1 and run 2");
  CHECK(static_cast<double>(between.time) ==
        Approx(1.7 * roofline(square_product(2048), v100())).epsilon(1e-4));
}

TEST_CASE("beyond what was measured, or too far from it, the roofline is the estimate") {
  const Samples samples(
      {{square_product(1024), times(2, square_product(1024)), Provenance::measured, "run 1"},
       {square_product(4096), times(1.4, square_product(4096)), Provenance::measured, "run 2"}});
  CostModel costs(v100(), &samples);
  CHECK(costs.cost(square_product(512)).provenance == Provenance::estimated);
  CHECK(costs.cost(square_product(8192)).provenance == Provenance::estimated);
  CHECK(costs.cost(square_product(512)).source == "roofline of v100");
  // Lies between them by work, but is 16 times narrower than either.
  const Operator narrow{OperatorKind::matmul, Phase::forward, Precision::fp16, {65'536, 2048, 64, 1}};
  CHECK(costs.cost(narrow).provenance == Provenance::estimated);
  // Another precision, phase or GPU was not measured at all.
  Operator gradient = square_product(2048);
  gradient.phase = Phase::weight_gradient;
  CHECK(costs.cost(gradient).provenance == Provenance::estimated);
  CostModel elsewhere(*find_gpu("a100-sxm"), &samples);
  CHECK(elsewhere.cost(square_product(1024)).provenance == Provenance::estimated);
  CostModel nowhere(v100(), nullptr);
  CHECK(nowhere.cost(square_product(1024)).provenance == Provenance::estimated);
}
