#include <fmt/format.h>

#include "sim/formats/scenario/explicit.hpp"
#include "sim/formats/scenario/units.hpp"

namespace repetend {
namespace {

Document number(std::int64_t value) { return Document::text(fmt::format("{}", value)); }

Document device_document(const Device& device) {
  Document document = Document::map();
  document.set("name", Document::text(device.name));
  document.set("memory", device.memory == unlimited ? Document::text("unlimited") : number(device.memory));
  document.set("static", number(device.static_memory));
  document.set("speed", Document::text(format_speed(device.speed)));
  return document;
}

Document link_document(const Link& link) {
  Document document = Document::map();
  document.set("latency", number(link.latency));
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

// One number when it is the same on every device of the block, else a map by device.
Document amounts_document(const Problem& problem, const Block& block, Bytes DeviceUse::*member) {
  bool uniform = true;
  for (const DeviceUse& use : block.uses) uniform = uniform && use.*member == block.uses.front().*member;
  if (uniform) return number(block.uses.front().*member);
  Document document = Document::map();
  for (const DeviceUse& use : block.uses) document.set(problem.device(use.device).name, number(use.*member));
  return document;
}

Document block_document(const Problem& problem, const Block& block) {
  Document document = Document::map();
  document.set("name", Document::text(block.name));
  document.set("kind", Document::text(std::string(to_string(block.kind))));
  if (block.stage) document.set("stage", number(*block.stage));
  Document devices = Document::list();
  for (const DeviceUse& use : block.uses)
    devices.items.push_back(Document::text(problem.device(use.device).name));
  document.set("devices", std::move(devices));
  document.set("time", number(block.time));
  document.set("acquire", amounts_document(problem, block, &DeviceUse::acquire));
  document.set("release", amounts_document(problem, block, &DeviceUse::release));
  document.set("workspace", amounts_document(problem, block, &DeviceUse::workspace));
  document.set("after", Document::list());
  return document;
}

Document edge_document(const Problem& problem, const Edge& edge) {
  Document document = Document::map();
  document.set("block", Document::text(problem.block(edge.from).name));
  document.set("bytes", number(edge.bytes));
  document.set("distance", number(edge.distance));
  return document;
}

Document blocks_document(const Problem& problem) {
  Document blocks = Document::list();
  for (const Block& block : problem.blocks) blocks.items.push_back(block_document(problem, block));
  for (const Edge& edge : problem.edges)
    blocks.items[edge.to.index()].find("after")->items.push_back(edge_document(problem, edge));
  return blocks;
}

void append_string(std::string& out, const std::string& text) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\')
      (out += '\\') += c;
    else if (c >= 0 && c < ' ')
      out += fmt::format("\\u{:04x}", static_cast<int>(c));
    else
      out += c;
  }
  out += '"';
}

// As parse_json() would give the same text back from a JSON number.
bool is_integer(const std::string& text) {
  const std::string digits = text.starts_with('-') ? text.substr(1) : text;
  const bool canonical = digits == "0" ? text == "0" : !digits.empty() && digits[0] != '0';
  return canonical && digits.size() <= 18 && digits.find_first_not_of("0123456789") == std::string::npos;
}

void append_json(std::string& out, const Document& document) {
  const char* separator = "";
  switch (document.kind) {
    case Document::Kind::null:
      out += "null";
      break;
    case Document::Kind::scalar:
      if (is_integer(document.scalar))
        out += document.scalar;
      else
        append_string(out, document.scalar);
      break;
    case Document::Kind::list:
      out += '[';
      for (const Document& item : document.items) {
        out += std::exchange(separator, ", ");
        append_json(out, item);
      }
      out += ']';
      break;
    case Document::Kind::map:
      out += '{';
      for (const auto& [key, value] : document.members) {
        out += std::exchange(separator, ", ");
        append_string(out, key);
        out += ": ";
        append_json(out, value);
      }
      out += '}';
  }
}

}  // namespace

Document problem_document(const Problem& problem) {
  Document document = Document::map();
  document.set("version", Document::text("1"));
  document.set("name", Document::text(problem.name));
  document.set("placement", Document::text(problem.placement));
  document.set("time_unit", Document::text("ns"));
  document.set("memory_unit", Document::text("B"));
  document.set("memory_release", Document::text(std::string(to_string(problem.memory_release))));
  document.set("micro_batches", number(problem.micro_batches));
  document.set("transfer", Document::text(std::string(to_string(problem.transfer))));
  Document devices = Document::list();
  for (const Device& device : problem.devices) devices.items.push_back(device_document(device));
  document.set("devices", std::move(devices));
  if (problem.links.fallback || !problem.links.pairs.empty()) document.set("links", links_document(problem));
  document.set("blocks", blocks_document(problem));
  return document;
}

std::string to_json(const Document& document) {
  std::string out;
  append_json(out, document);
  return out;
}

}  // namespace repetend
