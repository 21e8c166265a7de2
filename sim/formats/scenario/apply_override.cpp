// `--set` on the explicit form of a problem, where everything has a name.
#include <fmt/format.h>

#include <algorithm>

#include "sim/core/suggest.hpp"
#include "sim/formats/scenario/overrides.hpp"
#include "sim/formats/scenario/units.hpp"

namespace repetend {
namespace {

// `memory` of a block is shorthand, in a file as here: the explicit form knows acquire and release.
struct Assignment {
  std::string key, value;
};
std::vector<Assignment> assignments(const Override& override) {
  constexpr std::string_view shorthand = ".memory";
  if (!override.key.starts_with("blocks.") || !override.key.ends_with(shorthand))
    return {{override.key, override.value}};
  const std::string block = override.key.substr(0, override.key.size() - shorthand.size());
  if (override.value.starts_with('*'))
    return {{block + ".acquire", override.value}, {block + ".release", override.value}};
  if (override.value.starts_with('-')) return {{block + ".release", override.value.substr(1)}};
  return {{block + ".acquire", override.value}};
}

// The member of this name, which is made where there is none.
Document& member(Document& map, const std::string& key, Document otherwise = Document::map()) {
  Document* there = map.find(key);
  return there ? *there : map.set(key, std::move(otherwise));
}

// Links that are not listed but may be set: the default one, and every pair, which then starts as a copy of
// it.
void add_links(Document& root, std::string_view key, const Problem& problem) {
  if (!key.starts_with("links.")) return;
  Document& links = member(root, "links");
  if (key.starts_with("links.default.")) add_default_link(root);
  const Document* fallback = links.find("default");
  if (!key.starts_with("links.pairs.") || !fallback || !find_path(root, key).empty()) return;
  std::vector<Document>& pairs = member(links, "pairs", Document::list()).items;
  for (DeviceId from : ids<DeviceId>(problem.devices.size()))
    for (DeviceId to : ids<DeviceId>(problem.devices.size())) {
      if (from == to || problem.links.pairs.contains({from, to})) continue;
      Document pair = *links.find("default");
      pair.set("from", Document::text(problem.device(from).name));
      pair.set("to", Document::text(problem.device(to).name));
      pairs.push_back(std::move(pair));
    }
}

// Where no scale is given, every micro-batch has one of 1, as far as there are not too many to list.
void add_scale(Document& root, std::string_view key) {
  constexpr std::size_t largest = 1'000'000;
  if (!key.starts_with("micro_batch_scale.") || root.find("micro_batch_scale")) return;
  const auto count = number_from<std::size_t>(root.find("micro_batches")->scalar);
  if (count && *count <= largest)
    root.set("micro_batch_scale", Document::list(std::vector(*count, Document::text("1"))));
}

bool is_choice(const Document& root, const Document* part) {
  const Document* choices = root.find("choices");
  return choices && std::ranges::any_of(choices->items, [&](const Document& c) { return &c == part; });
}

}  // namespace

void add_default_link(Document& root) { member(member(root, "links"), "default"); }

bool apply(Document& root, const Override& override, int number, const Problem& problem,
           const Source& source) {
  add_links(root, override.key, problem);
  add_scale(root, override.key);
  if (override.key.starts_with("choices.")) member(root, "chosen");
  bool matched = false;
  for (const auto& [key, value] : assignments(override))
    for (Document* target : find_path(root, key)) {
      // `choices.stage0=offload` takes that option and leaves the choice as it is.
      const bool takes = is_choice(root, target);
      Document& part = takes ? member(*root.find("chosen"), target->find("name")->scalar) : *target;
      set_value(part, key, value, number, source);
      matched = true;
    }
  return matched;
}

}  // namespace repetend
