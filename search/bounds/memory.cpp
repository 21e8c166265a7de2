#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "search/bounds/bounds.hpp"
#include "search/bounds/paths.hpp"
#include "search/modulo/dependences.hpp"
#include "sim/core/human.hpp"
#include "sim/problem/durations.hpp"

// Little's law. Take one device and count its memory as follows: a block's acquire from its start to
// infinity, minus its release from its end, plus while it runs
//   release at the end:   its workspace;
//   release at the start: max(0, acquire - release + workspace) - acquire.
// This count never exceeds the capacity where the plan does not: with releases at the end it is the level
// itself. With releases at the start it is, while block b runs, the larger of the levels before b and in b
// (nothing else happens on the device meanwhile), and both must fit. So its integral over a period is at most
// capacity x period, and the integral is the sum over the blocks of one micro-batch of
//   release x end - acquire x start + (the extra) x duration,
// because acquires and releases add up to the same bytes. Starts obey start(j) >= start(i) + path(i, j), the
// longest path of edges of distance 0; so any way to carry the acquired bytes to releasing blocks along
// paths, each byte costing path(i, j) + duration(j), is a lower bound of the integral (weak duality of linear
// programming): we take the best way. In the units of all this, levels are multiples of the greatest common
// divisor of the device's amounts, so the capacity may be rounded down to one.
namespace repetend::search {
namespace {

// The transport problem: bytes acquired in some blocks, released in others.
struct Transport {
  std::vector<Bytes> supply, demand;                   // of equal sums
  std::vector<std::vector<std::optional<Time>>> cost;  // [supplier][consumer], none: not allowed
};

constexpr std::size_t nobody = static_cast<std::size_t>(-1);

// Successive longest augmenting paths (Ford and Fulkerson 1962): the flow always has the largest cost of its
// value.
class Flow {
 public:
  explicit Flow(Transport t)
      : t_(std::move(t)), flow_(t_.supply.size(), std::vector<Bytes>(t_.demand.size())) {}

  // The largest sum of bytes x cost that carries every supply to a demand; none when that is impossible.
  std::optional<Wide> solve() {
    Wide total = 0;
    while (std::ranges::any_of(t_.supply, [](Bytes left) { return left > 0; })) {
      search();
      const std::size_t sink = best_sink();
      if (sink == nobody) return std::nullopt;
      total += *to_sink_[sink] * augment(sink);
    }
    return total;
  }

 private:
  using Distances = std::vector<std::optional<Wide>>;

  static bool raise(std::optional<Wide>& to, Wide value) {
    if (to && *to >= value) return false;
    to = value;
    return true;
  }

  // This is Bellman-Ford over the residual graph, from every supplier with something left.
  void search() {
    to_source_.assign(t_.supply.size(), std::nullopt);
    to_sink_.assign(t_.demand.size(), std::nullopt);
    source_by_.assign(t_.supply.size(), nobody);
    sink_by_.assign(t_.demand.size(), nobody);
    for (std::size_t i = 0; i < t_.supply.size(); ++i)
      if (t_.supply[i] > 0) to_source_[i] = 0;
    while (relax()) {
    }
  }

  bool relax() {
    bool changed = false;
    for (std::size_t i = 0; i < t_.supply.size(); ++i)
      for (std::size_t j = 0; j < t_.demand.size(); ++j) {
        if (!t_.cost[i][j]) continue;
        if (to_source_[i] && raise(to_sink_[j], *to_source_[i] + *t_.cost[i][j])) {
          sink_by_[j] = i;
          changed = true;
        }
        if (flow_[i][j] > 0 && to_sink_[j] && raise(to_source_[i], *to_sink_[j] - *t_.cost[i][j])) {
          source_by_[i] = j;
          changed = true;
        }
      }
    return changed;
  }

  std::size_t best_sink() const {
    std::size_t best = nobody;
    for (std::size_t j = 0; j < t_.demand.size(); ++j)
      if (t_.demand[j] > 0 && to_sink_[j] && (best == nobody || *to_sink_[j] > *to_sink_[best])) best = j;
    return best;
  }

  // Walks the path backwards twice: how much it can carry, then to carry it.
  Bytes augment(std::size_t sink) {
    Bytes amount = t_.demand[sink];
    std::size_t i = sink_by_[sink];
    for (; source_by_[i] != nobody; i = sink_by_[source_by_[i]])
      amount = std::min(amount, flow_[i][source_by_[i]]);
    amount = std::min(amount, t_.supply[i]);
    t_.supply[i] -= amount;
    t_.demand[sink] -= amount;
    for (std::size_t j = sink;;) {
      const std::size_t from = sink_by_[j];
      flow_[from][j] += amount;
      if (source_by_[from] == nobody) return amount;
      j = source_by_[from];
      flow_[from][j] -= amount;
    }
  }

  Transport t_;
  std::vector<std::vector<Bytes>> flow_;
  Distances to_source_, to_sink_;
  std::vector<std::size_t> source_by_, sink_by_;
};

// Only blocks that acquire have their paths to all blocks.
using PathsByBlock = IdVector<BlockId, IdVector<BlockId, std::optional<Time>>>;

PathsByBlock paths_of_acquiring(const Problem& problem) {
  const Paths paths(problem);
  PathsByBlock result(problem.blocks.size());
  for (BlockId b : ids<BlockId>(problem.blocks.size())) {
    const auto acquires = [](const DeviceUse& use) { return use.acquire > 0; };
    if (std::ranges::any_of(problem.block(b).uses, acquires)) result[b] = paths.from(b);
  }
  return result;
}

Bytes extra(const Problem& problem, const DeviceUse& use) {
  if (problem.memory_release == MemoryRelease::end) return use.workspace;
  return std::max(Bytes{0}, use.acquire - use.release + use.workspace) - use.acquire;
}

Wide integral(const Problem& problem, DeviceId d, const PathsByBlock& paths) {
  const auto least = least_durations(problem), greatest = greatest_durations(problem);
  Transport transport;
  std::vector<BlockId> acquiring, releasing;
  Wide extras = 0;
  for (BlockId b : ids<BlockId>(problem.blocks.size())) {
    const DeviceUse* use = find_use(problem.block(b), d);
    if (!use) continue;
    const Bytes more = extra(problem, *use);
    extras += static_cast<Wide>(more) * (more > 0 ? least[b] : greatest[b]);
    if (use->acquire > 0) {
      acquiring.push_back(b);
      transport.supply.push_back(use->acquire);
    }
    if (use->release > 0) {
      releasing.push_back(b);
      transport.demand.push_back(use->release);
    }
  }
  for (BlockId from : acquiring) {
    auto& row = transport.cost.emplace_back();
    for (BlockId to : releasing) {
      row.push_back(paths[from][to]);
      if (row.back()) *row.back() += least[to];
    }
  }
  const auto carried = Flow(std::move(transport)).solve();
  return carried ? std::max(Wide{0}, *carried + extras) : 0;
}

}  // namespace

IdVector<DeviceId, Wide> memory_integrals(const Problem& problem) {
  const PathsByBlock paths = paths_of_acquiring(problem);
  IdVector<DeviceId, Wide> result;
  for (DeviceId d : ids<DeviceId>(problem.devices.size())) result.push_back(integral(problem, d, paths));
  return result;
}

Bytes usable_memory(const Problem& problem, DeviceId d) {
  const Device& device = problem.device(d);
  if (device.memory == unlimited) return unlimited;
  Bytes unit = 0;
  for (const Block& block : problem.blocks)
    if (const DeviceUse* use = find_use(block, d))
      for (Bytes amount : {use->acquire, use->release, use->workspace}) unit = std::gcd(unit, amount);
  const Bytes room = device.memory - device.static_memory;
  return unit > 0 ? room / unit * unit : room;
}

PeriodBound memory_bound(const Problem& problem) {
  PeriodBound bound{{}, "memory", ""};
  const IdVector<DeviceId, Wide> integrals = memory_integrals(problem);
  for (DeviceId d : ids<DeviceId>(problem.devices.size())) {
    const Bytes room = usable_memory(problem, d);
    const Wide needed = integrals[d];
    if (room == unlimited || room <= 0 || needed > std::numeric_limits<Time>::max()) continue;
    const Ratio ratio{static_cast<Time>(needed), room};
    if (!(bound.exact < ratio)) continue;
    bound.exact = ratio;
    bound.reason =
        fmt::format("a micro-batch holds the {} that {} has left for {} (bytes weighted by time, averaged)",
                    human_bytes(room), problem.device(d).name, human_time(ratio.floor()));
  }
  return bound;
}

}  // namespace repetend::search
