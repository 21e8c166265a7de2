#include "search/trade_off.hpp"

#include <algorithm>

#include "search/least_memory.hpp"
#include "search/monitor.hpp"
#include "sim/verify/verify.hpp"

namespace repetend::search {
namespace {

Scenario limited(const Scenario& scenario, Bytes limit) {
  const auto cap = [limit](const std::shared_ptr<const Problem>& problem) {
    Problem capped = *problem;
    for (Device& d : capped.devices) d.memory = std::min(d.memory, limit);
    return std::make_shared<const Problem>(std::move(capped));
  };
  Scenario result{cap(scenario.problem), {}};
  for (const auto& alternative : scenario.alternatives) result.alternatives.push_back(cap(alternative));
  return result;
}

// What one micro-batch at a time takes on its neediest device, of the leanest placement.
Bytes least_limit(const Scenario& scenario, const Stop& stop) {
  Bytes least = unlimited;
  for (const auto& placement : limited(scenario, 0).placements())
    least = std::min(least, least_memory(*placement, stop).needed);
  return least;
}

// Evenly from the least to just below the most.
std::vector<Bytes> limits_below(Bytes most, Bytes least) {
  constexpr Bytes steps = 16;
  std::vector<Bytes> limits;
  const Bytes range = std::max(Bytes{0}, most - least);
  for (Bytes k = 0; k < std::min(range, steps); ++k)
    limits.push_back(least + (range <= steps ? k : range / steps * k));
  return limits;
}

// The plan of the scenario's own problem instead of the limited one's.
TradeOffPoint point(const Scenario& scenario, const Result& result, Bytes limit) {
  TradeOffPoint point{*result.plan, 0, limit, result.makespan_bound.value, result.makespan_optimal};
  for (const auto& placement : scenario.placements())
    if (placement->placement == point.plan.problem->placement) point.plan.problem = placement;
  require_valid(point.plan);
  point.peak = std::ranges::max(peak_memory(*point.plan.problem, point.plan.orders));
  return point;
}

// By rising peak, only those shorter than all before.
std::vector<TradeOffPoint> front(std::vector<TradeOffPoint> points) {
  std::ranges::stable_sort(points, {},
                           [](const TradeOffPoint& p) { return std::pair(p.peak, makespan(p.plan)); });
  std::vector<TradeOffPoint> result;
  for (TradeOffPoint& p : points)
    if (result.empty() || makespan(p.plan) < makespan(result.back().plan)) result.push_back(std::move(p));
  return result;
}

// Shares a time limit evenly among searches that run one after the other.
class Shares {
 public:
  Shares(const Options& options, const Monitor& monitor, std::size_t searches)
      : options_(options), monitor_(monitor), left_(searches) {}
  Options next() {
    Options mine = options_;
    if (options_.time_limit_s)
      mine.time_limit_s =
          std::max(0.0, *options_.time_limit_s - monitor_.seconds()) / static_cast<double>(left_--);
    return mine;
  }

 private:
  const Options& options_;
  const Monitor& monitor_;
  std::size_t left_;
};

}  // namespace

std::vector<TradeOffPoint> trade_off(const Scenario& scenario, Options options) {
  constexpr std::size_t most_searches = 17;
  options.objective = Objective::makespan;
  options.period_at_most.reset();
  const Monitor monitor(options);
  const Stop stop = [&] { return monitor.stopped(); };
  Shares shares(options, monitor, most_searches);
  const Result best = search(scenario, shares.next());
  if (!best.plan) return {};
  std::vector<TradeOffPoint> points{point(scenario, best, unlimited)};
  for (Bytes limit : limits_below(points.front().peak, least_limit(scenario, stop))) {
    if (stop()) break;
    const Result result = search(limited(scenario, limit), shares.next());
    if (result.plan) points.push_back(point(scenario, result, limit));
  }
  return front(std::move(points));
}

}  // namespace repetend::search
