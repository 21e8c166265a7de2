#include "tests/support/exhaustive.hpp"

#include <algorithm>

#include "sim/engine/engine.hpp"
#include "sim/problem/graph.hpp"

namespace repetend::test {
namespace {

class Interleavings {
 public:
  Interleavings(const Problem& problem, const std::function<void(const Orders&)>& visit)
      : problem_(problem), visit_(visit), done_(problem.blocks.size()), orders_(problem.devices.size()) {
    extend(problem.instances());
  }

 private:
  bool ready(BlockId b) const {
    const int n = done_[b.index()];
    return n < problem_.micro_batches && std::ranges::all_of(problem_.edges, [&](const Edge& e) {
             return e.to != b || n < e.distance || done_[e.from.index()] > n - e.distance;
           });
  }

  void extend(std::size_t left) {
    if (left == 0) visit_(orders_);
    for (BlockId b : ids<BlockId>(problem_.blocks.size())) {
      if (!ready(b)) continue;
      for (const DeviceUse& use : problem_.block(b).uses)
        orders_[use.device.index()].push_back({b, done_[b.index()]});
      ++done_[b.index()];
      extend(left - 1);
      --done_[b.index()];
      for (const DeviceUse& use : problem_.block(b).uses) orders_[use.device.index()].pop_back();
    }
  }

  const Problem& problem_;
  const std::function<void(const Orders&)>& visit_;
  std::vector<int> done_;
  Orders orders_;
};

std::vector<Time> delays(const Problem& problem) {
  std::vector<Time> result;
  for (const Edge& e : problem.edges) result.push_back(duration(problem, e.from));
  for (const Transfer& t : transfers(problem)) {
    const Time all = duration(problem, problem.edge(t.edge).from) + t.occupancy + t.latency;
    result[t.edge.index()] = std::max(result[t.edge.index()], all);
  }
  return result;
}

class Periods {
 public:
  Periods(const Problem& problem, Time period, std::int64_t& tries)
      : problem_(problem),
        period_(period),
        tries_(tries),
        duration_(durations(problem)),
        delay_(delays(problem)),
        order_(dependency_order(problem)),
        rank_(problem.blocks.size()),
        start_(problem.blocks.size()) {
    for (std::size_t i = 0; i < order_.size(); ++i) rank_[order_[i].index()] = i;
  }

  bool exists() { return has_time() && place(0); }

 private:
  // No device is busy for longer than the period.
  bool has_time() const {
    std::vector<Time> busy(problem_.devices.size());
    for (BlockId b : order_)
      for (const DeviceUse& use : problem_.block(b).uses) busy[use.device.index()] += duration_[b.index()];
    return std::ranges::all_of(busy, [&](Time time) { return time <= period_; });
  }

  bool overlap(BlockId a, BlockId b) const {
    const Time ahead = ((start_[b.index()] - start_[a.index()]) % period_ + period_) % period_;
    return ahead < duration_[a.index()] || ahead + duration_[b.index()] > period_;
  }

  bool share(BlockId a, BlockId b) const {
    return std::ranges::any_of(problem_.block(a).uses,
                               [&](const DeviceUse& use) { return find_use(problem_.block(b), use.device); });
  }

  // The block stands well beside itself and those placed before it.
  bool fits(std::size_t placed) const {
    const BlockId b = order_[placed];
    if (duration_[b.index()] > period_) return false;
    for (std::size_t i = 0; i < placed; ++i)
      if (overlap(order_[i], b) && share(order_[i], b)) return false;
    const auto known = [&](BlockId c) { return rank_[c.index()] <= placed; };
    return std::ranges::all_of(ids<EdgeId>(problem_.edges.size()), [&](EdgeId id) {
      const Edge& e = problem_.edge(id);
      return !known(e.from) || !known(e.to) ||
             start_[e.to.index()] + e.distance * period_ >= start_[e.from.index()] + delay_[id.index()];
    });
  }

  // The orders of enough micro-batches to reach the steady state.
  bool memory_fits() const {
    Problem longer = problem_;
    longer.micro_batches = static_cast<int>(*std::ranges::max_element(start_) / period_) + 4;
    Orders orders(problem_.devices.size());
    for (BlockId b : order_)
      for (int n = 0; n < longer.micro_batches; ++n)
        for (const DeviceUse& use : problem_.block(b).uses) orders[use.device.index()].push_back({b, n});
    for (auto& order : orders)
      std::ranges::sort(order, {},
                        [&](Instance i) { return start_[i.block.index()] + i.micro_batch * period_; });
    return !find_out_of_memory(longer, orders);
  }

  bool place(std::size_t next) {
    if (next == order_.size()) return memory_fits();
    const std::size_t b = order_[next].index();
    Time ready = 0;
    for (EdgeId id : ids<EdgeId>(problem_.edges.size()))
      if (const Edge& e = problem_.edge(id); e.to == order_[next] && e.distance == 0)
        ready = std::max(ready, start_[e.from.index()] + delay_[id.index()]);
    for (start_[b] = ready; start_[b] < ready + 2 * period_ && tries_ > 0; ++start_[b], --tries_)
      if (fits(next) && place(next + 1)) return true;
    return false;
  }

  const Problem& problem_;
  Time period_;
  std::int64_t& tries_;  // left
  std::vector<Time> duration_;
  std::vector<Time> delay_;  // by edge, from the producer's start until the consumer has it
  std::vector<BlockId> order_;
  std::vector<std::size_t> rank_;  // by block, its place in the order
  std::vector<Time> start_;
};

}  // namespace

void for_all_orders(const Problem& problem, const std::function<void(const Orders&)>& visit) {
  Interleavings(problem, visit);
}

std::optional<Time> least_makespan(const Problem& problem) {
  std::optional<Time> best;
  for_all_orders(problem, [&](const Orders& orders) {
    const Simulation run = simulate(problem, orders, {.memory_curves = false, .transfers = false});
    if (!run.deadlock && !find_out_of_memory(problem, orders) && (!best || run.makespan < *best))
      best = run.makespan;
  });
  return best;
}

std::optional<Time> least_period(const Problem& problem, std::optional<Time> at_most, std::int64_t tries) {
  if (!at_most) {
    at_most = 0;
    for (Time t : durations(problem)) *at_most += t;
    for (Time t : delays(problem)) *at_most += t;
  }
  for (Time period = 1; period <= *at_most && tries > 0; ++period)
    if (Periods(problem, period, tries).exists()) return period;
  return std::nullopt;
}

}  // namespace repetend::test
