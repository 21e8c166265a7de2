// Blocks in the explicit form, and what the options of a choice change of them.
#include <fmt/format.h>

#include <algorithm>

#include "sim/formats/scenario/document_parts.hpp"
#include "sim/problem/machines.hpp"
#include "sim/problem/pools.hpp"

namespace repetend {
namespace {

// One number when it is the same on every device of the block and 0 elsewhere, else a map by pool.
Document amounts_document(const Problem& problem, const Block& block, Bytes DeviceUse::*own,
                          Bytes PoolUse::*other) {
  const Bytes first = block.uses.front().*own;
  if (std::ranges::all_of(block.uses, [&](const DeviceUse& use) { return use.*own == first; }) &&
      std::ranges::all_of(block.elsewhere, [&](const PoolUse& use) { return use.*other == 0; }))
    return number_document(first);
  Document document = Document::map();
  for (const DeviceUse& use : block.uses)
    document.set(problem.device(use.device).name, number_document(use.*own));
  for (const PoolUse& use : block.elsewhere)
    if (use.*other != 0) document.set(pool_name(problem, use.pool), number_document(use.*other));
  return document;
}

// One word, or a list of several.
Document words_document(const std::vector<std::string>& words) {
  if (words.size() == 1) return Document::text(words.front());
  Document document = Document::list();
  for (const std::string& word : words) document.items.push_back(Document::text(word));
  return document;
}

// The block occupies the same lanes on each of its devices.
void add_occupied(Document& document, const Problem& problem, const Block& block) {
  std::vector<std::string> lanes;
  Document others = Document::list();
  for (const MachineId m : block.machines) {
    const auto device = owner(problem, m);
    if (!device)
      others.items.push_back(Document::text(machine_name(problem, m)));
    else if (*device == block.uses.front().device)
      lanes.emplace_back(lane_name(problem, m));
  }
  if (!lanes.empty() && lanes != std::vector{std::string(computing_lane)})
    document.set("lane", words_document(lanes));
  if (!others.items.empty()) document.set("machines", std::move(others));
}

Document time_document(const Block& block) {
  if (block.times.empty()) return number_document(block.time);
  Document document = Document::list();
  for (const Time t : block.times) document.items.push_back(number_document(t));
  return document;
}

Document block_document(const Problem& problem, const Block& block) {
  Document document = Document::map();
  document.set("name", Document::text(block.name));
  document.set("kind", Document::text(std::string(to_string(block.kind))));
  if (block.stage) document.set("stage", number_document(*block.stage));
  Document devices = Document::list();
  for (const DeviceUse& use : block.uses)
    devices.items.push_back(Document::text(problem.device(use.device).name));
  document.set("devices", std::move(devices));
  add_occupied(document, problem, block);
  if (block.repeat != Repeat::each)
    document.set("repeat", Document::text(block.repeat == Repeat::first ? "first" : "last"));
  document.set("time", time_document(block));
  document.set("acquire", amounts_document(problem, block, &DeviceUse::acquire, &PoolUse::acquire));
  document.set("release", amounts_document(problem, block, &DeviceUse::release, &PoolUse::release));
  document.set("workspace", amounts_document(problem, block, &DeviceUse::workspace, &PoolUse::workspace));
  document.set("after", Document::list());
  return document;
}

Document edge_document(const Problem& problem, const Edge& edge) {
  Document document = Document::map();
  document.set("block", Document::text(problem.block(edge.from).name));
  document.set("bytes", number_document(edge.bytes));
  document.set("distance", number_document(edge.distance));
  return document;
}

// The fields of a block that an option sets, of the block as it is while that holds.
Document set_document(const Problem& problem, const Block& before, const Block& after) {
  const Document old = block_document(problem, before);
  const Document changed = block_document(problem, after);
  Document document = Document::map();
  for (const auto& [key, value] : changed.members) {
    const Document* there = old.find(key);
    if (!there || to_json(*there) != to_json(value)) document.set(key, value);
  }
  if (old.find("lane") && !changed.find("lane"))
    document.set("lane", Document::text(std::string(computing_lane)));
  if (old.find("machines") && !changed.find("machines")) document.set("machines", Document::list());
  return document;
}

Document option_document(const Problem& problem, const Option& option) {
  Document document = Document::map();
  document.set("name", Document::text(option.name));
  Document blocks = Document::list();
  for (const BlockId b : option.blocks) blocks.items.push_back(Document::text(problem.block(b).name));
  if (!blocks.items.empty()) document.set("blocks", std::move(blocks));
  Document set = Document::map();
  for (const auto& [b, block] : option.set)
    set.set(problem.block(b).name, set_document(problem, problem.block(b), block));
  if (!set.members.empty()) document.set("set", std::move(set));
  return document;
}

Document side_document(const Problem& problem, const std::vector<BlockId>& side) {
  std::vector<std::string> names;
  for (const BlockId b : side) names.push_back(problem.block(b).name);
  return words_document(names);
}

}  // namespace

Document number_document(std::int64_t value) { return Document::text(fmt::format("{}", value)); }

Document blocks_document(const Problem& problem) {
  Document blocks = Document::list();
  for (const Block& block : problem.blocks) blocks.items.push_back(block_document(problem, block));
  for (const Edge& edge : problem.edges)
    blocks.items[edge.to.index()].find("after")->items.push_back(edge_document(problem, edge));
  return blocks;
}

Document pairs_document(const Problem& problem) {
  Document pairs = Document::list();
  for (const Pair& pair : problem.pairs) {
    Document entry = Document::map();
    entry.set("blocks",
              Document::list({side_document(problem, pair.first), side_document(problem, pair.second)}));
    entry.set("time", number_document(pair.time));
    pairs.items.push_back(std::move(entry));
  }
  return pairs;
}

Document choices_document(const Problem& problem) {
  Document choices = Document::list();
  for (const Choice& choice : problem.choices) {
    Document entry = Document::map();
    entry.set("name", Document::text(choice.name));
    Document& options = entry.set("options", Document::list());
    for (const Option& option : choice.options) options.items.push_back(option_document(problem, option));
    choices.items.push_back(std::move(entry));
  }
  return choices;
}

}  // namespace repetend
