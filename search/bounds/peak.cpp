#include <algorithm>
#include <functional>
#include <numeric>

#include "search/bounds/bounds.hpp"

// A repetend whose highest peak is m fits devices of m bytes each. So where the bounds of the period of such
// devices are above a period, every repetend of that period, of any number of micro-batches, peaks above m.
// The same holds for plans and the bounds of their makespans. Often one unit less is excluded
// already; else bisection finds much that is excluded like that; the answer does not rest on less memory
// being excluded wherever more is.
namespace repetend::search {
namespace {

Bytes least_allowed(const Problem& problem, Bytes enough, const Stop& stop,
                    const std::function<bool(const Problem& limited)>& allowed) {
  const Bytes unit = peak_unit(problem);
  enough = enough / unit * unit;
  Bytes excluded = most_static_memory(problem) - unit;
  if (enough - excluded > unit && !stop() && !allowed(with_memory_at_most(problem, enough - unit)))
    return enough;
  while (enough - excluded > unit && !stop()) {
    const Bytes middle = excluded + (enough - excluded) / unit / 2 * unit;
    (allowed(with_memory_at_most(problem, middle)) ? enough : excluded) = middle;
  }
  return excluded + unit;
}

}  // namespace

Problem with_memory_at_most(Problem problem, Bytes memory) {
  for (Device& d : problem.devices) d.memory = std::min(d.memory, memory);
  return problem;
}

Bytes most_static_memory(const Problem& problem) {
  return std::ranges::max(problem.devices, {}, &Device::static_memory).static_memory;
}

Bytes peak_unit(const Problem& problem) {
  Bytes unit = 0;
  for (const Device& device : problem.devices) unit = std::gcd(unit, device.static_memory);
  for (const Block& block : problem.blocks)
    for (const DeviceUse& use : block.uses)
      unit = std::gcd(std::gcd(unit, use.acquire), std::gcd(use.release, use.workspace));
  return std::max(unit, Bytes{1});
}

Bytes peak_bound(const Problem& problem, const Ratio& period, Bytes enough, const Stop& stop) {
  return least_allowed(problem, enough, stop, [&](const Problem& limited) {
    return memory_bound(limited).exact <= period && windows_bound(limited).exact <= period;
  });
}

Bytes peak_bound(const Problem& problem, Time makespan, Bytes enough, const Stop& stop) {
  return least_allowed(problem, enough, stop, [&](const Problem& limited) {
    return memory_makespan_bound(limited).value <= makespan &&
           ramp_makespan_bound(limited).value <= makespan && path_makespan_bound(limited).value <= makespan;
  });
}

}  // namespace repetend::search
