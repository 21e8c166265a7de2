#include "profiler/operators/product.hpp"

namespace repetend::profiler {

Product product_of(const data::Operator& op) {
  const std::int64_t m = op.shape[0], n = op.shape[1], k = op.shape[2], batch = op.shape[3];
  switch (op.phase) {
    case data::Phase::forward:
      return {n, m, k, batch, true, false, op.precision};
    case data::Phase::input_gradient:
      return {k, m, n, batch, false, false, op.precision};
    case data::Phase::weight_gradient:
      break;
  }
  return {k, n, m, batch, false, true, op.precision};
}

}  // namespace repetend::profiler
