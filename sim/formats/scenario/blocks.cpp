#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "sim/core/suggest.hpp"
#include "sim/formats/scenario/reader.hpp"

namespace repetend {
namespace {

constexpr int distance_limit = 1'000'000'000;

BlockKind read_kind(const Node& node) {
  std::vector<std::string_view> names;
  for (const BlockKind kind : all_kinds) names.push_back(to_string(kind));
  return all_kinds[node.word(names)];
}

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

// One amount for every device of the block, or a map from device to amount; `store` gets the amounts.
template <class Read, class Store>
void read_amounts(const Node& node, const Problem& problem, Block& block, Read read, Store store) {
  if (!node.is(Document::Kind::map)) {
    for (DeviceUse& use : block.uses) store(use, read(node), node);
    return;
  }
  for (const auto& [amount, key] : node.members()) {
    Document device = Document::text(std::string(key));
    device.place = amount.document().key_place;
    const Node device_node(device, node.source());
    const DeviceId id = read_device(device_node, problem);
    const auto use = std::ranges::find(block.uses, id, &DeviceUse::device);
    if (use == block.uses.end())
      device_node.fail(fmt::format("block {} does not run on {}, expected one of its devices", block.name,
                                   problem.device(id).name));
    store(*use, read(amount), amount);
  }
}

void read_memory(const Node& node, const Problem& problem, Block& block) {
  const auto amount = [](const Node& n) { return n.bytes(); };
  const auto into = [](Bytes DeviceUse::*member) {
    return [member](DeviceUse& use, Bytes bytes, const Node& place) {
      if (use.*member != 0)
        place.fail("the same memory twice, expected `memory`, or `acquire` and `release`");
      use.*member = bytes;
    };
  };
  for (const auto& [key, use] :
       {std::pair{"acquire", &DeviceUse::acquire}, std::pair{"release", &DeviceUse::release},
        std::pair{"workspace", &DeviceUse::workspace}})
    if (const auto given = node.find(key)) read_amounts(*given, problem, block, amount, into(use));
  if (const auto memory = node.find("memory"))
    read_amounts(
        *memory, problem, block, [](const Node& n) { return n.signed_bytes(); },
        [&](DeviceUse& use, Bytes bytes, const Node& place) {
          into(bytes < 0 ? &DeviceUse::release : &DeviceUse::acquire)(use, bytes < 0 ? -bytes : bytes, place);
        });
}

Block read_block(const Node& node, const Problem& problem) {
  node.expect_keys("a block", {"name", "kind", "stage", "devices", "time", "memory", "acquire", "release",
                               "workspace", "after"});
  Block block;
  block.name = node.at("name", "a block").name("a block's name");
  const std::string what = "block " + block.name;
  if (const auto kind = node.find("kind")) block.kind = read_kind(*kind);
  if (const auto stage = node.find("stage")) block.stage = stage->integer(0, stage_limit);
  block.uses = read_uses(node.at("devices", what), problem);
  block.time = node.at("time", what).duration();
  read_memory(node, problem, block);
  return block;
}

using BlockNames = std::map<std::string, BlockId, std::less<>>;

BlockId find_block(const Node& node, const BlockNames& names) {
  const std::string& name = node.text("a block's name");
  if (const auto found = names.find(name); found != names.end()) return found->second;
  std::vector<std::string_view> known;
  for (const auto& [other, id] : names) known.push_back(other);
  node.fail(fmt::format("no block '{}', expected {}{}", name, some_of(known), did_you_mean(name, known)));
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
  BlockNames names;
  for (const Node& item : items) {
    const Block& block = out.problem.blocks.emplace_back(read_block(item, out.problem));
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
