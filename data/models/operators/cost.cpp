#include "data/models/operators/cost.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "data/models/operators/work.hpp"

namespace repetend::data {
namespace {

// The largest factor between two dimensions, as a logarithm.
double distance(const Operator& a, const Operator& b) {
  double largest = 0;
  for (std::size_t i = 0; i < a.shape.size(); ++i)
    largest = std::max(largest, std::abs(std::log2(static_cast<double>(a.shape[i])) -
                                         std::log2(static_cast<double>(b.shape[i]))));
  return largest;
}

// The nearest sample whose roofline time is at most (side -1) or at least (side +1) the operator's.
const CostSample* nearest(const Operator& op, const Gpu& gpu, const std::vector<CostSample>& samples,
                          int side) {
  const double time = roofline(op, gpu);
  const CostSample* best = nullptr;
  double best_distance = std::log2(interpolation_factor);
  for (const CostSample& sample : samples) {
    const double d = distance(op, sample.op);
    const double beyond = side * (roofline(sample.op, gpu) - time);
    if (beyond < 0 || d > best_distance || (best && d == best_distance)) continue;
    best = &sample;
    best_distance = d;
  }
  return best;
}

double slowdown(const CostSample& sample, const Gpu& gpu) {
  return static_cast<double>(sample.median) / roofline(sample.op, gpu);
}

}  // namespace

std::int64_t whole_amount(double value) {
  return value < static_cast<double>(amount_limit) ? static_cast<std::int64_t>(std::ceil(value))
                                                   : amount_limit;
}

Time whole_time(double ns) { return std::max<Time>(1, whole_amount(ns)); }

std::optional<Cost> interpolate(const Operator& op, const Gpu& gpu, const std::vector<CostSample>& samples) {
  const CostSample* below = nearest(op, gpu, samples, -1);
  const CostSample* above = nearest(op, gpu, samples, +1);
  if (!below || !above) return std::nullopt;
  const double time = roofline(op, gpu), least = roofline(below->op, gpu), most = roofline(above->op, gpu);
  const double weight = most > least ? std::log(time / least) / std::log(most / least) : 0.5;
  const double factor = slowdown(*below, gpu) * (1 - weight) + slowdown(*above, gpu) * weight;
  std::string source = below->source;
  if (above->source != source) source += " and " + above->source;
  return Cost{whole_time(time * factor), Provenance::interpolated, std::move(source)};
}

const std::vector<CostSample>& CostModel::samples(const Operator& op) {
  const Key key{op.kind, op.phase, op.precision};
  const auto known = samples_.find(key);
  if (known != samples_.end()) return known->second;
  std::vector<CostSample> found;
  if (source_) found = source_->samples(gpu_.device, op.kind, op.phase, op.precision);
  return samples_.emplace(key, std::move(found)).first->second;
}

Cost CostModel::find(const Operator& op) {
  const auto& known = samples(op);
  const auto exact = std::ranges::find(known, op, &CostSample::op);
  if (exact != known.end()) return {exact->median, exact->provenance, exact->source};
  if (auto between = interpolate(op, gpu_, known)) return *std::move(between);
  return {whole_time(roofline(op, gpu_)), Provenance::estimated, "roofline of " + gpu_.name};
}

const Cost& CostModel::cost(const Operator& op) {
  const auto known = priced_.find(op);
  if (known != priced_.end()) return known->second;
  return priced_.emplace(op, find(op)).first->second;
}

}  // namespace repetend::data
