#include "search/trade_off.hpp"

#include <algorithm>
#include <mutex>

#include "search/bounds/bounds.hpp"
#include "search/completion/least_memory.hpp"
#include "search/control/effort.hpp"
#include "search/control/monitor.hpp"
#include "sim/plan/memory_level.hpp"
#include "sim/plan/pool_levels.hpp"
#include "sim/problem/extensions.hpp"
#include "sim/verify/verify.hpp"

namespace repetend::search {
namespace {

// The placements that can be held within a limit that one of them can.
Placements limited(const Placements& placements, Bytes limit) {
  Placements result;
  for (const auto& placement : placements)
    if (most_static_memory(*placement) <= limit)
      result.push_back(std::make_shared<const Problem>(with_memory_at_most(*placement, limit)));
  return result;
}

// What a device holds while its neediest block runs, at least.
Bytes needed_by_a_block(const Problem& problem) {
  Bytes most = 0;
  for (const Block& block : problem.blocks)
    for (const DeviceUse& use : block.uses)
      most = std::max(
          most, MemoryLevel(problem.device(use.device).static_memory, problem.memory_release).start(use));
  return most;
}

// The least limit is what the leanest placement takes on its neediest device, one micro-batch at a time;
// where other machines change memory, too, no plan is known to take the least, and limits may be too low.
Bytes least_limit(const Placements& placements, const Stop& stop) {
  Bytes least = unlimited;
  for (const auto& placement : placements) {
    const Bytes needed = is_plain(*placement) ? least_memory(with_memory_at_most(*placement, 0), stop).needed
                                              : needed_by_a_block(*placement);
    least = std::min(least, std::max(needed, most_static_memory(*placement)));
  }
  return least;
}

// The limits are spread evenly from the least to just below the most.
std::vector<Bytes> limits_below(Bytes most, Bytes least) {
  constexpr Bytes steps = effort.trade_off.limits;
  std::vector<Bytes> limits;
  const Bytes range = std::max(Bytes{0}, most - least);
  for (Bytes k = 0; k < std::min(range, steps); ++k)
    limits.push_back(least + (range <= steps ? k : range / steps * k));
  return limits;
}

// The problem of a plan with the memory that its placement has; the options that it took of choices stay.
std::shared_ptr<const Problem> with_memory_of(const std::shared_ptr<const Problem>& limited,
                                              const std::shared_ptr<const Problem>& placement) {
  if (placement->choices.empty()) return placement;
  Problem problem = *limited;
  for (std::size_t d = 0; d < problem.devices.size(); ++d)
    problem.devices[d].memory = placement->devices[d].memory;
  return std::make_shared<const Problem>(std::move(problem));
}

// The plan is made one of the given problem instead of the limited one.
TradeOffPoint point(const Placements& placements, const Result& result, Bytes limit) {
  TradeOffPoint point{*result.plan, 0, limit, result.makespan_bound.value, result.makespan_optimal};
  for (const auto& placement : placements)
    if (placement->placement == point.plan.problem->placement)
      point.plan.problem = with_memory_of(point.plan.problem, placement);
  require_valid(point.plan);
  point.peak = std::ranges::max(peak_memory(point.plan));
  return point;
}

// The points come by rising peak, and only those shorter than all before stay.
std::vector<TradeOffPoint> front(std::vector<TradeOffPoint> points) {
  std::ranges::stable_sort(points, {},
                           [](const TradeOffPoint& p) { return std::pair(p.peak, makespan(p.plan)); });
  std::vector<TradeOffPoint> result;
  for (TradeOffPoint& p : points)
    if (result.empty() || makespan(p.plan) < makespan(result.back().plan)) result.push_back(std::move(p));
  return result;
}

// Shares a time limit evenly among searches of which so many run at a time, and tells of their progress one
// at a time.
class Shares {
 public:
  Shares(const Options& options, const Monitor& monitor, int searches)
      : options_(options), monitor_(monitor), left_(searches) {}

  Options next(int threads, int at_a_time) {
    const std::lock_guard lock(mutex_);
    Options mine = options_;
    mine.threads = threads;
    if (options_.time_limit_s)
      mine.time_limit_s =
          std::max(0.0, *options_.time_limit_s - monitor_.seconds()) / ((left_ + at_a_time - 1) / at_a_time);
    --left_;
    if (options_.progress)
      mine.progress = [this](const Progress& progress) {
        const std::lock_guard telling(told_);
        options_.progress(progress);
      };
    return mine;
  }

 private:
  const Options& options_;
  const Monitor& monitor_;
  int left_;
  std::mutex mutex_, told_;
};

}  // namespace

std::vector<TradeOffPoint> trade_off(const Placements& placements, Options options) {
  options.objective = Objective::makespan;
  options.period_at_most.reset();
  Monitor monitor(options);
  const Stop stop = [&] { return monitor.stopped(); };
  Shares shares(options, monitor, static_cast<int>(effort.trade_off.limits) + 1);
  const Result best = search(placements, shares.next(options.threads, 1));
  if (!best.plan) return {};
  std::vector<TradeOffPoint> points{point(placements, best, unlimited)};
  const std::vector<Bytes> limits = limits_below(points.front().peak, least_limit(placements, stop));
  std::vector<std::optional<TradeOffPoint>> found(limits.size());
  std::vector<std::function<void()>> tasks;
  for (std::size_t i = 0; i < limits.size(); ++i)
    tasks.emplace_back([&, i] {
      if (stop()) return;
      const Result result = search(limited(placements, limits[i]), shares.next(1, options.threads));
      if (result.plan) found[i] = point(placements, result, limits[i]);
    });
  monitor.workers().run_all(tasks);
  for (auto& p : found)
    if (p) points.push_back(std::move(*p));
  return front(std::move(points));
}

}  // namespace repetend::search
