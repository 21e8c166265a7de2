#include "sim/formats/scenario/block_fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "sim/problem/machines.hpp"

namespace repetend {
namespace {

BlockKind read_kind(const Node& node) {
  std::vector<std::string_view> names;
  for (const BlockKind kind : all_kinds) names.push_back(to_string(kind));
  const BlockKind kind = all_kinds[node.word(names)];
  if (came_with_version_2(kind)) node.expect_version_2(fmt::format("the kind {}", to_string(kind)));
  return kind;
}

Time read_duration(const Node& node) {
  const Time time = node.time();
  if (time == 0) node.expect_version_2("a time of 0");
  return time;
}

// One value, or a list with one for every micro-batch. Where they differ, `time` is the shortest.
void read_time(const Node& node, const Problem& problem, Block& block) {
  block.times.clear();
  if (!node.is(Document::Kind::list)) return void(block.time = read_duration(node));
  node.expect_version_2("a list of times");
  const auto items = node.items("a list of times");
  if (block.repeat != Repeat::each)
    node.fail(fmt::format("a list of times, expected one: block {} runs once an iteration", block.name));
  if (std::cmp_not_equal(items.size(), problem.micro_batches))
    node.fail(fmt::format("{} times, expected one, or a list of {}: one a micro-batch", items.size(),
                          problem.micro_batches));
  for (const Node& item : items) block.times.push_back(read_duration(item));
  block.time = std::ranges::min(block.times);
}

// The lanes that a block occupies on all its devices.
std::vector<MachineId> read_block_lanes(const Node& node, const PartNames& names, const Block& block) {
  std::vector<Node> lanes{node};
  if (node.is(Document::Kind::list)) lanes = node.items("a list of lanes");
  if (lanes.empty()) node.fail("an empty list, expected at least one lane");
  std::set<std::string> seen;
  std::vector<MachineId> result;
  for (const Node& lane : lanes) {
    for (const DeviceUse& use : block.uses) result.push_back(names.lane(lane, use.device));
    if (!seen.insert(lane.document().scalar).second)
      lane.fail(fmt::format("lane {} again, expected each once", lane.document().scalar));
  }
  return result;
}

std::vector<MachineId> read_block_machines(const Node& node, const PartNames& names) {
  std::vector<MachineId> result;
  for (const Node& item : node.items("a list of machines such as [pcie01]")) {
    const MachineId m = names.machine(item);
    if (std::ranges::count(result, m) > 0)
      item.fail(fmt::format("machine {} again, expected each once", item.document().scalar));
    result.push_back(m);
  }
  return result;
}

// All that the block occupies; nothing is kept where that is the computing lanes of its devices.
void read_occupied(const Node& map, const PartNames& names, const Problem& problem, Block& block) {
  const auto lane = map.find("lane"), listed = map.find("machines");
  if (!lane && !listed) return;
  std::vector<MachineId> lanes, others;
  for (const MachineId m : block.machines) (owner(problem, m) ? lanes : others).push_back(m);
  if (block.machines.empty())
    for (const DeviceUse& use : block.uses) lanes.push_back(computing(use.device));
  if (lane) lanes = read_block_lanes(*lane, names, block);
  if (listed) others = read_block_machines(*listed, names);
  const bool plain = others.empty() && lanes.size() == block.uses.size() &&
                     std::ranges::all_of(lanes, [&](MachineId m) { return computes(problem, m); });
  block.machines = std::move(lanes);
  block.machines.insert(block.machines.end(), others.begin(), others.end());
  std::ranges::sort(block.machines);
  if (plain) block.machines.clear();
}

}  // namespace

void read_fields(const Node& map, const PartNames& names, const Problem& problem, Block& block) {
  if (const auto kind = map.find("kind")) block.kind = read_kind(*kind);
  if (const auto stage = map.find("stage")) block.stage = stage->integer(0, stage_limit);
  read_occupied(map, names, problem, block);
  if (const auto time = map.find("time")) read_time(*time, problem, block);
  read_amounts(map, names, problem, block);
}

}  // namespace repetend
