#include "search/repetend/links.hpp"

#include <algorithm>
#include <map>

namespace repetend::search {
namespace {

using Pair = std::pair<DeviceId, DeviceId>;

// By link, the transfers that may wait for it: not those that have it for themselves and are over before
// their producer can have run again.
std::map<Pair, std::vector<Transfer>> waiting(const Problem& problem, int u) {
  std::map<Pair, std::vector<Transfer>> by_link;
  if (problem.transfer != TransferMode::async) return by_link;
  for (const Transfer& t : transfers(problem))
    if (t.occupancy > 0) by_link[{t.from, t.to}].push_back(t);
  std::erase_if(by_link, [&](const auto& link) {
    const Transfer& first = link.second.front();
    return link.second.size() == 1 &&
           (u == 1 || first.occupancy <= duration(problem, problem.edge(first.edge).from));
  });
  return by_link;
}

// Nothing takes time on the way to the link's device, and its latency only on the way to the receiver.
DeviceId add_device(Problem& problem, const Pair& link, Time latency) {
  const DeviceId device{static_cast<int>(problem.devices.size())};
  for (DeviceId d : ids<DeviceId>(problem.devices.size())) {
    problem.links.pairs[{d, device}] = Link{0, 1};
    problem.links.pairs[{device, d}] = Link{d == link.second ? latency : 0, 1};
  }
  problem.devices.push_back(
      {.name = problem.device(link.first).name + "-" + problem.device(link.second).name});
  return device;
}

}  // namespace

bool shares_links(const Problem& problem, int u) { return !waiting(problem, u).empty(); }

Problem with_links(const Problem& problem, int u) {
  Problem result = problem;
  for (const auto& [link, transfers] : waiting(problem, u)) {
    const DeviceId device = add_device(result, link, transfers.front().latency);
    for (const Transfer& t : transfers) {
      const Edge edge = problem.edge(t.edge);
      const BlockId block{static_cast<int>(result.blocks.size())};
      result.blocks.push_back({.name = problem.block(edge.from).name + "-" + problem.block(edge.to).name,
                               .time = t.occupancy,
                               .uses = {{device}}});
      result.edges.push_back({edge.from, block});
      result.edges.push_back({block, edge.to, 0, edge.distance});
    }
  }
  return result;
}

// A transfer's only input is its producer: from the producer's end on it stands in the queue of its link. The
// ends of blocks on one device are in the order of the blocks, and edges of one producer in edge order.
CyclicSchedule first_in_first_out(const CyclicModel& with_links, const CyclicSchedule& schedule) {
  CyclicSchedule queued = schedule;
  for (std::size_t t = schedule.start.size(); t < with_links.blocks(); ++t) {
    const auto produced = std::ranges::find_if(
        with_links.in[t], [&](const Arc& arc) { return arc.from < schedule.start.size(); });
    queued.start.push_back(schedule.start[produced->from] + produced->delay);
  }
  const auto tight = least_period(with_links.blocks(), arcs_in_order(with_links, queued), schedule.period);
  return tight ? CyclicSchedule{tight->period, tight->start} : queued;
}

}  // namespace repetend::search
