// What an operator costs on a GPU: measured where that shape was measured, interpolated between measured
// neighbours, else estimated by the roofline.
#pragma once

#include <map>
#include <tuple>

#include "data/hardware/gpu.hpp"
#include "data/models/operators/operator.hpp"

namespace repetend::data {

// Whole nanoseconds and bytes of what is computed in floating point: 36 years, or an exabyte; what comes to
// more is cut off here, so that a few of them add up without overflow. No device has as much memory, and
// check() refuses sums of such times.
inline constexpr std::int64_t amount_limit = sum_limit / 4;

// Rounded up; value >= 0.
std::int64_t whole_amount(double value);

// In nanoseconds, at least one: nothing is free.
Time whole_time(double ns);

class CostModel {
 public:
  // source: where measurements are looked up; null: there are none.
  CostModel(const Gpu& gpu, const CostSource* source) : gpu_(gpu), source_(source) {}

  // Every dimension must be at least 1, and the GPU must have units for the precision.
  const Cost& cost(const Operator&);

  const Gpu& gpu() const { return gpu_; }
  // Every operator that was asked for, with its cost.
  const std::map<Operator, Cost>& priced() const { return priced_; }

 private:
  using Key = std::tuple<OperatorKind, Phase, Precision>;
  const std::vector<CostSample>& samples(const Operator&);
  Cost find(const Operator&);

  Gpu gpu_;
  const CostSource* source_;
  std::map<Key, std::vector<CostSample>> samples_;
  std::map<Operator, Cost> priced_;
};

// Between two measured shapes that the operator lies between by roofline time, neither of them with a
// dimension more than `interpolation_factor` away from the operator's: the ratio of measured to roofline time
// is interpolated linearly in the logarithm of the roofline time. Nothing when there are no such neighbours.
inline constexpr double interpolation_factor = 4;
std::optional<Cost> interpolate(const Operator&, const Gpu&, const std::vector<CostSample>&);

}  // namespace repetend::data
