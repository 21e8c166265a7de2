#include "tests/support/closeness.hpp"

#include <algorithm>

#include "sim/problem/durations.hpp"

namespace repetend::test {
namespace {

std::vector<bool> depending_on(const Problem& problem, BlockId block) {
  std::vector<bool> depends(problem.blocks.size());
  depends[block.index()] = true;
  for (std::size_t round = 0; round < problem.blocks.size(); ++round)
    for (const Edge& e : problem.edges)
      if (e.distance == 0 && depends[e.from.index()]) depends[e.to.index()] = true;
  return depends;
}

bool wait_for_receivers(const Problem& problem) {
  return problem.transfer == TransferMode::rendezvous || problem.transfer == TransferMode::blocking;
}

bool is_only_way(EdgeId way, const std::vector<bool>& moved, const Problem& problem) {
  for (EdgeId e : ids<EdgeId>(problem.edges.size())) {
    const bool from = moved[problem.edge(e).from.index()], to = moved[problem.edge(e).to.index()];
    const bool enters = to && !from, leaves = from && !to;
    if (e == way ? !enters : enters || (leaves && wait_for_receivers(problem))) return false;
  }
  return true;
}

bool takes_no_memory(const std::vector<bool>& moved, const Problem& problem) {
  std::vector<Bytes> taken(problem.devices.size());
  for (std::size_t b = 0; b < moved.size(); ++b)
    for (const DeviceUse& use : problem.blocks[b].uses)
      if (moved[b] && problem.device(use.device).memory != unlimited)
        taken[use.device.index()] += use.acquire - use.release;
  return std::ranges::all_of(taken, [](Bytes bytes) { return bytes <= 0; });
}

// The most that can lie between the producer's end and the last delivery. A link that is busy for at most the
// period never has more waiting than all that it moves in one. None where transfers wait for receivers.
std::optional<Time> longest_move(const Problem& problem, int u, EdgeId e) {
  Time longest = 0;
  const std::vector<Transfer> all = transfers(problem);
  for (const Transfer& t : all) {
    if (t.edge != e) continue;
    if (wait_for_receivers(problem)) return std::nullopt;
    Time busy = 0;
    for (const Transfer& other : all)
      if (other.from == t.from && other.to == t.to) busy += u * other.occupancy;
    longest = std::max(longest, busy + t.latency);
  }
  return longest;
}

}  // namespace

std::vector<Separation> closeness(const Problem& problem, int u) {
  std::vector<Separation> separations;
  const auto copies = static_cast<std::size_t>(u);
  for (EdgeId e : ids<EdgeId>(problem.edges.size())) {
    const Edge& edge = problem.edge(e);
    const auto moved = depending_on(problem, edge.to);
    const auto move = longest_move(problem, u, e);
    if (!move || !is_only_way(e, moved, problem) || !takes_no_memory(moved, problem)) continue;
    for (std::size_t c = 0; c < copies; ++c) {
      const std::size_t reached = c + static_cast<std::size_t>(edge.distance);
      separations.push_back({edge.to.index() * copies + reached % copies, edge.from.index() * copies + c,
                             1 - least_durations(problem)[edge.from] - *move,
                             static_cast<Time>(reached / copies) - 1});
    }
  }
  return separations;
}

Time farthest(const Problem& problem, int u, Time period) {
  Time longest = 0, moves = 0, distance = 0;
  for (Time t : least_durations(problem)) longest = std::max(longest, t);
  for (const Transfer& t : transfers(problem)) moves += u * t.occupancy + t.latency;
  for (const Edge& e : problem.edges) distance = std::max<Time>(distance, e.distance);
  return longest + moves + (distance + 2) * period;
}

}  // namespace repetend::test
