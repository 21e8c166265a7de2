#include <fmt/format.h>

#include <algorithm>

#include "sim/formats/scenario/block_fields.hpp"

namespace repetend {
namespace {

constexpr int distance_limit = 1'000'000'000;

std::vector<DeviceUse> read_uses(const Node& devices, const Problem& problem) {
  std::vector<DeviceUse> uses;
  for (const Node& device : devices.items("a list of devices such as [0]")) {
    const DeviceId id = read_device(device, problem);
    if (std::ranges::find(uses, id, &DeviceUse::device) != uses.end())
      device.fail(fmt::format("device {} again, expected each device once", problem.device(id).name));
    uses.push_back({.device = id});
  }
  if (uses.empty()) devices.fail("an empty list, expected at least one device");
  std::ranges::sort(uses, {}, &DeviceUse::device);
  return uses;
}

Block read_block(const Node& node, const PartNames& names, const Problem& problem) {
  node.expect_keys(
      "a block",
      {"name", "kind", "stage", "devices", "time", "memory", "acquire", "release", "workspace", "after"},
      {"lane", "machines", "repeat"});
  Block block;
  block.name = node.at("name", "a block").name("a block's name");
  const std::string what = "block " + block.name;
  if (const auto repeat = node.find("repeat"))
    block.repeat = static_cast<Repeat>(repeat->word({"each", "first", "last"}));
  block.uses = read_uses(node.at("devices", what), problem);
  node.at("time", what);
  read_fields(node, names, problem, block);
  return block;
}

Edge read_edge(const Node& node, const BlockNames& names, BlockId to) {
  if (node.is(Document::Kind::scalar)) return {find_block(node, names), to};
  node.expect_keys("a dependency", {"block", "bytes", "distance"});
  Edge edge{find_block(node.at("block", "a dependency"), names), to};
  if (const auto bytes = node.find("bytes")) edge.bytes = bytes->bytes();
  if (const auto distance = node.find("distance")) edge.distance = distance->integer(0, distance_limit);
  return edge;
}

void read_edges(const Node& after, const BlockNames& names, BlockId to, PlacedProblem& out) {
  for (const Node& item : after.items("a list of blocks such as [F0] or [{block: F0, bytes: 8MB}]")) {
    out.problem.edges.push_back(read_edge(item, names, to));
    out.places.edges.push_back(item.place());
  }
}

}  // namespace

void read_blocks(const Node& blocks, PlacedProblem& out) {
  const auto items = blocks.items("a list of blocks such as - {name: F0, devices: [0], time: 1}");
  if (items.empty()) blocks.fail("no blocks, expected at least one");
  const PartNames parts(out.problem);
  BlockNames names;
  for (const Node& item : items) {
    const Block& block = out.problem.blocks.emplace_back(read_block(item, parts, out.problem));
    const auto [first, added] = names.emplace(block.name, BlockId{out.problem.blocks.size() - 1});
    if (!added)
      item.at("name", "a block")
          .fail(fmt::format("a second block named {}, expected unique names: the first is on line {}",
                            block.name, out.places.blocks[first->second.index()].line));
    out.places.blocks.push_back(item.place());
  }
  for (std::size_t i = 0; i < items.size(); ++i)
    if (const auto after = items[i].find("after")) read_edges(*after, names, BlockId{i}, out);
}

}  // namespace repetend
