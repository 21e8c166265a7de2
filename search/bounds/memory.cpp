#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "search/bounds/bounds.hpp"
#include "search/bounds/paths.hpp"
#include "search/control/work_limit.hpp"
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
  Flow(Transport t, WorkLimit& work)
      : t_(std::move(t)), work_(work), flow_(t_.supply.size(), std::vector<Bytes>(t_.demand.size())) {}

  // The largest sum of bytes x cost that carries every supply to a demand; none when that is impossible or
  // takes too many steps.
  std::optional<Wide> solve() {
    Wide total = 0;
    while (std::ranges::any_of(t_.supply, [](Bytes left) { return left > 0; })) {
      search();
      const std::size_t sink = best_sink();
      if (work_.out() || sink == nobody) return std::nullopt;
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
    while (work_.take(t_.supply.size() * t_.demand.size()) && relax()) {
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
  WorkLimit& work_;
  std::vector<std::vector<Bytes>> flow_;
  Distances to_source_, to_sink_;
  std::vector<std::size_t> source_by_, sink_by_;
};

Bytes extra(const Problem& problem, const DeviceUse& use) {
  if (problem.memory_release == MemoryRelease::end) return use.workspace;
  return std::max(Bytes{0}, use.acquire - use.release + use.workspace) - use.acquire;
}

// The transport problem of every device, and what its blocks hold beside it.
struct Carried {
  Transport transport = {};
  std::vector<BlockId> releasing = {};
  Wide extras = 0;
};

IdVector<DeviceId, Carried> without_costs(const Problem& problem) {
  const auto least = least_durations(problem), greatest = greatest_durations(problem);
  IdVector<DeviceId, Carried> result(problem.devices.size());
  for (BlockId b : ids<BlockId>(problem.blocks.size()))
    for (const DeviceUse& use : problem.block(b).uses) {
      Carried& of = result[use.device];
      const Bytes more = extra(problem, use);
      of.extras += static_cast<Wide>(more) * (more > 0 ? least[b] : greatest[b]);
      if (use.acquire > 0) of.transport.supply.push_back(use.acquire);
      if (use.release <= 0) continue;
      of.releasing.push_back(b);
      of.transport.demand.push_back(use.release);
    }
  return result;
}

// By the paths from each block that acquires. False: that takes too many steps.
bool add_costs(const Problem& problem, IdVector<DeviceId, Carried>& carried, WorkLimit& work) {
  constexpr std::uint64_t a_block = 8, a_cost = 16;  // steps of a path to it, and of what a cost keeps
  const Paths paths(problem);
  const auto least = least_durations(problem);
  for (BlockId from : ids<BlockId>(problem.blocks.size())) {
    std::uint64_t costs = 0;
    for (const DeviceUse& use : problem.block(from).uses)
      if (use.acquire > 0) costs += carried[use.device].releasing.size();
    if (costs == 0) continue;
    if (!work.take(problem.blocks.size() * a_block + costs * a_cost)) return false;
    const auto reached = paths.from(from);
    for (const DeviceUse& use : problem.block(from).uses) {
      if (use.acquire <= 0) continue;
      auto& row = carried[use.device].transport.cost.emplace_back();
      for (BlockId to : carried[use.device].releasing) {
        row.push_back(reached[to]);
        if (row.back()) *row.back() += least[to];
      }
    }
  }
  return true;
}

}  // namespace

IdVector<DeviceId, Wide> memory_integrals(const Problem& problem, const Stop& stop) {
  WorkLimit work(stop);
  IdVector<DeviceId, Carried> carried = without_costs(problem);
  IdVector<DeviceId, Wide> result(problem.devices.size());
  if (!add_costs(problem, carried, work)) return result;
  for (DeviceId d : result.ids())
    if (const auto most = Flow(std::move(carried[d].transport), work).solve())
      result[d] = std::max(Wide{0}, *most + carried[d].extras);
  return result;
}

IdVector<DeviceId, Bytes> usable_memory(const Problem& problem) {
  IdVector<DeviceId, Bytes> unit(problem.devices.size()), result;
  for (const Block& block : problem.blocks)
    for (const DeviceUse& use : block.uses)
      for (Bytes amount : {use.acquire, use.release, use.workspace})
        unit[use.device] = std::gcd(unit[use.device], amount);
  for (DeviceId d : unit.ids()) {
    const Device& device = problem.device(d);
    const Bytes room = device.memory - device.static_memory;
    result.push_back(device.memory == unlimited ? unlimited : unit[d] > 0 ? room / unit[d] * unit[d] : room);
  }
  return result;
}

PeriodBound memory_bound(const Problem& problem, const Stop& stop) {
  PeriodBound bound{{}, "memory", ""};
  const IdVector<DeviceId, Wide> integrals = memory_integrals(problem, stop);
  const IdVector<DeviceId, Bytes> usable = usable_memory(problem);
  for (DeviceId d : ids<DeviceId>(problem.devices.size())) {
    const Bytes room = usable[d];
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
