#include "sim/problem/check.hpp"

#include <algorithm>
#include <set>

#include "sim/problem/check_detail.hpp"

namespace repetend::checks {
namespace {

constexpr int count_limit = 1'000'000'000;  // a micro-batch plus a distance must fit 32 bits
constexpr std::size_t instance_limit = std::size_t{1} << 31;

template <class AnyId, class Part>
void check_names(Findings& findings, const std::vector<Part>& parts, std::string_view what) {
  std::set<std::string_view> seen;
  for (AnyId id : ids<AnyId>(parts.size())) {
    const std::string& name = parts[id.index()].name;
    if (name.empty())
      add(findings, id, "{} {} has no name, expected one", what, id.index());
    else if (!seen.insert(name).second)
      add(findings, id, "two {}s are named {}, expected unique names", what, name);
  }
}

void check_amount(Findings& findings, Subject subject, const std::string& what, std::int64_t value,
                  std::int64_t least) {
  if (value < least)
    add(findings, subject, "{} is {}, expected {} number", what, value,
        least > 0 ? "a positive" : "a non-negative");
}

void check_device(Findings& findings, DeviceId id, const Device& device) {
  check_amount(findings, id, "memory of device " + device.name, device.memory, 0);
  check_amount(findings, id, "static memory of device " + device.name, device.static_memory, 0);
  check_amount(findings, id, "speed of device " + device.name, device.speed, 1);
}

void check_uses(Findings& findings, const Problem& problem, BlockId id) {
  const Block& block = problem.block(id);
  if (block.uses.empty()) add(findings, id, "block {} runs on no device, expected at least one", block.name);
  const DeviceUse* previous = nullptr;
  for (const DeviceUse& use : block.uses) {
    if (use.device.index() >= problem.devices.size())
      return add(findings, id, "block {} runs on device {}, expected an index below {}", block.name,
                 use.device.value, problem.devices.size());
    const std::string on = fmt::format(" of block {} on {}", block.name, problem.device(use.device).name);
    if (previous && previous->device >= use.device)
      add(findings, id,
          "block {} lists {} out of order or twice, expected each of its devices once, in order", block.name,
          problem.device(use.device).name);
    check_amount(findings, id, "acquired memory" + on, use.acquire, 0);
    check_amount(findings, id, "released memory" + on, use.release, 0);
    check_amount(findings, id, "workspace" + on, use.workspace, 0);
    previous = &use;
  }
}

void check_edge(Findings& findings, const Problem& problem, EdgeId id) {
  const Edge& edge = problem.edge(id);
  for (BlockId end : {edge.from, edge.to})
    if (end.index() >= problem.blocks.size())
      return add(findings, id, "edge {} names block {}, expected an index below {}", id.index(), end.value,
                 problem.blocks.size());
  const std::string of = " of edge " + edge_name(problem, edge);
  check_amount(findings, id, "bytes" + of, edge.bytes, 0);
  check_amount(findings, id, "distance" + of, edge.distance, 0);
  if (edge.distance > count_limit)
    add(findings, id, "distance{} is {}, expected at most {}", of, edge.distance, count_limit);
}

void check_link(Findings& findings, const std::string& name, const Link& link) {
  check_amount(findings, {}, "latency of " + name, link.latency, 0);
  check_amount(findings, {}, "bandwidth of " + name, link.bandwidth, 1);
}

void check_links(Findings& findings, const Problem& problem) {
  if (problem.links.fallback) check_link(findings, "the default link", *problem.links.fallback);
  for (const auto& [pair, link] : problem.links.pairs) {
    const auto [from, to] = pair;
    if (std::max(from.index(), to.index()) >= problem.devices.size()) {
      add(findings, {}, "a link leads from device {} to device {}, expected indices below {}", from.value,
          to.value, problem.devices.size());
      continue;
    }
    const std::string& name = problem.device(from).name;
    if (from == to) add(findings, from, "a link leads from {} to itself, expected two devices", name);
    check_link(findings, fmt::format("the link from {} to {}", name, problem.device(to).name), link);
  }
}

void check_count(Findings& findings, const Problem& problem) {
  if (problem.devices.empty()) add(findings, {}, "there are no devices, expected at least one");
  if (problem.blocks.empty()) add(findings, {}, "there are no blocks, expected at least one");
  if (problem.micro_batches < 1 || problem.micro_batches > count_limit)
    add(findings, {}, "micro_batches is {}, expected 1 to {}", problem.micro_batches, count_limit);
  else if (problem.instances() >= instance_limit)
    add(findings, {}, "{} blocks and {} micro-batches make {} instances, expected fewer than {}",
        problem.blocks.size(), problem.micro_batches, problem.instances(), instance_limit);
}

// Every name, id and number by itself.
void check_parts(Findings& findings, const Problem& problem) {
  check_count(findings, problem);
  check_names<DeviceId>(findings, problem.devices, "device");
  check_names<BlockId>(findings, problem.blocks, "block");
  for (DeviceId id : ids<DeviceId>(problem.devices.size())) check_device(findings, id, problem.device(id));
  for (BlockId id : ids<BlockId>(problem.blocks.size())) {
    check_amount(findings, id, "time of block " + problem.block(id).name, problem.block(id).time, 1);
    check_uses(findings, problem, id);
  }
  for (EdgeId id : ids<EdgeId>(problem.edges.size())) check_edge(findings, problem, id);
  check_links(findings, problem);
}

}  // namespace
}  // namespace repetend::checks

namespace repetend {

std::vector<Finding> check(const Problem& problem) {
  std::vector<Finding> findings;
  checks::check_parts(findings, problem);
  if (!findings.empty()) return findings;  // the rest needs sound parts
  checks::check_missing_links(findings, problem);
  checks::check_cycles(findings, problem);
  checks::check_memory(findings, problem);
  checks::check_time(findings, problem);
  if (findings.empty()) checks::check_levels(findings, problem);
  return findings;
}

}  // namespace repetend
