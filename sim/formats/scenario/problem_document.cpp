#include <fmt/format.h>

#include <algorithm>

#include "sim/formats/scenario/document_parts.hpp"
#include "sim/formats/scenario/reader.hpp"
#include "sim/formats/scenario/units.hpp"
#include "sim/problem/extensions.hpp"
#include "sim/problem/machines.hpp"

namespace repetend {
namespace {

Document capacity_document(Bytes capacity) {
  return capacity == unlimited ? Document::text("unlimited") : number_document(capacity);
}

Document machine_document(const Machine& machine) {
  Document document = Document::map();
  document.set("name", Document::text(machine.name));
  document.set("speed", Document::text(format_speed(machine.speed)));
  return document;
}

Document device_document(const Device& device) {
  Document document = Document::map();
  document.set("name", Document::text(device.name));
  document.set("memory", capacity_document(device.memory));
  document.set("static", number_document(device.static_memory));
  document.set("speed", Document::text(format_speed(device.speed)));
  return document;
}

// With their lanes but the computing one, which every device has.
Document devices_document(const Problem& problem) {
  Document devices = Document::list();
  for (const Device& device : problem.devices) devices.items.push_back(device_document(device));
  for (const Machine& machine : problem.machines) {
    if (!machine.device) continue;
    Document& device = devices.items[machine.device->index()];
    Document* lanes = device.find("lanes");
    if (!lanes) lanes = &device.set("lanes", Document::list());
    lanes->items.push_back(machine_document(machine));
  }
  return devices;
}

Document machines_document(const Problem& problem) {
  Document machines = Document::list();
  for (const Machine& machine : problem.machines)
    if (!machine.device) machines.items.push_back(machine_document(machine));
  return machines;
}

Document pools_document(const Problem& problem) {
  Document pools = Document::list();
  for (const Pool& pool : problem.pools) {
    Document document = Document::map();
    document.set("name", Document::text(pool.name));
    document.set("capacity", capacity_document(pool.capacity));
    document.set("static", number_document(pool.static_memory));
    pools.items.push_back(std::move(document));
  }
  return pools;
}

Document link_document(const Link& link) {
  Document document = Document::map();
  document.set("latency", number_document(link.latency));
  document.set("bandwidth", Document::text(fmt::format("{}B/s", link.bandwidth)));
  return document;
}

Document links_document(const Problem& problem) {
  Document document = Document::map();
  if (problem.links.fallback) document.set("default", link_document(*problem.links.fallback));
  Document pairs = Document::list();
  for (const auto& [pair, link] : problem.links.pairs) {
    Document entry = Document::map();
    entry.set("from", Document::text(problem.device(pair.first).name));
    entry.set("to", Document::text(problem.device(pair.second).name));
    Document properties = link_document(link);
    for (auto& [key, value] : properties.members) entry.set(key, std::move(value));
    pairs.items.push_back(std::move(entry));
  }
  if (!pairs.items.empty()) document.set("pairs", std::move(pairs));
  return document;
}

Document scale_document(const Problem& problem) {
  Document document = Document::list();
  for (const Speed scale : problem.scale) document.items.push_back(Document::text(format_speed(scale)));
  return document;
}

Document interference_document(const Problem& problem) {
  Document document = Document::list();
  for (const Interference& interference : problem.interference) {
    Document entry = Document::map();
    entry.set("lanes",
              Document::list({Document::text(interference.first), Document::text(interference.second)}));
    entry.set("factor", Document::text(format_speed(interference.factor)));
    document.items.push_back(std::move(entry));
  }
  return document;
}

Document chosen_document(const Problem& problem) {
  Document document = Document::map();
  for (const auto& [choice, option] : problem.chosen) document.set(choice, Document::text(option));
  return document;
}

// Only what there is: a plain problem says nothing of the rest.
void add(Document& document, std::string key, Document part) {
  if (!part.items.empty() || !part.members.empty()) document.set(std::move(key), std::move(part));
}

}  // namespace

int document_version(const Problem& problem) {
  const bool first = is_plain(problem) && problem.chosen.empty() && problem.interference.empty() &&
                     std::ranges::none_of(problem.blocks, came_with_version_2, &Block::kind);
  return first ? 1 : 2;
}

Document problem_document(const Problem& problem) {
  Document document = Document::map();
  document.set("version", number_document(document_version(problem)));
  document.set("name", Document::text(problem.name));
  document.set("placement", Document::text(problem.placement));
  document.set("time_unit", Document::text("ns"));
  document.set("memory_unit", Document::text("B"));
  document.set("memory_release", Document::text(std::string(to_string(problem.memory_release))));
  document.set("micro_batches", number_document(problem.micro_batches));
  add(document, "micro_batch_scale", scale_document(problem));
  if (problem.micro_batch_order == MicroBatchOrder::free)
    document.set("micro_batch_order", Document::text("free"));
  document.set("transfer", Document::text(std::string(to_string(problem.transfer))));
  document.set("devices", devices_document(problem));
  add(document, "machines", machines_document(problem));
  add(document, "pools", pools_document(problem));
  add(document, "links", links_document(problem));
  document.set("blocks", blocks_document(problem));
  add(document, "pairs", pairs_document(problem));
  add(document, "choices", choices_document(problem));
  add(document, "chosen", chosen_document(problem));
  add(document, "interference", interference_document(problem));
  return document;
}

}  // namespace repetend
