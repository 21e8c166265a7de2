#include "sim/formats/scenario/overrides.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/core/suggest.hpp"
#include "sim/formats/scenario/explicit.hpp"

namespace repetend {
namespace {

void place_items(Document* list, const std::vector<Place>& places) {
  for (std::size_t i = 0; list && i < std::min(list->items.size(), places.size()); ++i)
    list->items[i].place = places[i];
}

// The explicit form with the places of what it was made from.
Document placed_document(const PlacedProblem& placed) {
  Document document = problem_document(placed.problem);
  document.place = placed.places.whole;
  std::vector<Document>& devices = document.find("devices")->items;
  std::size_t machine = 0;  // the lanes of the devices come first
  for (std::size_t d = 0; d < devices.size(); ++d) {
    devices[d].place = placed.places.devices[d];
    if (Document* lanes = devices[d].find("lanes"))
      for (Document& lane : lanes->items) lane.place = placed.places.machines[machine++];
  }
  if (Document* machines = document.find("machines"))
    for (Document& item : machines->items) item.place = placed.places.machines[machine++];
  place_items(document.find("pools"), placed.places.pools);
  place_items(document.find("pairs"), placed.places.pairs);
  place_items(document.find("choices"), placed.places.choices);
  place_items(document.find("interference"), placed.places.interference);
  std::size_t edge = 0;
  std::vector<Document>& blocks = document.find("blocks")->items;
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    blocks[b].place = placed.places.blocks[b];
    for (Document& after : blocks[b].find("after")->items) after.place = placed.places.edges[edge++];
  }
  return document;
}

std::vector<std::string> words(std::string_view path) {
  std::vector<std::string> result;
  for (std::size_t dot = path.find('.'); dot != std::string_view::npos; dot = path.find('.', dot + 1))
    result.emplace_back(path.substr(0, dot));
  result.emplace_back(path);
  return result;
}

// What the first part of the path that leads nowhere could have been.
std::string explain_mismatch(Document root, std::string_view key) {
  std::string parent;
  for (const std::string& prefix : words(key)) {
    if (!find_path(root, prefix).empty()) {
      parent = prefix;
      continue;
    }
    const std::string wrong = prefix.substr(parent.empty() ? 0 : parent.size() + 1);
    std::vector<std::string> names;
    for (const Document* node : find_path(root, parent))
      std::ranges::copy(names_in(*node), std::back_inserter(names));
    if (names.empty())
      return fmt::format("nothing to set below {}, expected a key that this scenario has", parent);
    const std::vector<std::string_view> known(names.begin(), names.end());
    return fmt::format("no '{}' in {}, expected {}{}", wrong, parent, some_of(known),
                       did_you_mean(wrong, known));
  }
  return "nothing to set, expected a key that this scenario has";
}

}  // namespace

bool is_generator_key(std::string_view key, bool priced) {
  return key.starts_with("placement") || key.starts_with("model") ||
         (priced && key.starts_with("links.default.")) || key == "devices.count" || key == "devices.memory" ||
         key == "devices.static" || key == "devices.speed" || key == "devices.lanes";
}

void read_settings_of_file(const Document& root, Source& source) {
  const auto set = Node(root, source).find("set");
  if (!set) return;
  if (!set->is(Document::Kind::map))
    set->fail_expecting("a map of settings, such as {devices.gpu1.speed: 0.8}");
  std::vector<Override> settings;
  for (const auto& [key, value] : set->document().members) {
    if (value.kind == Document::Kind::null) Node(value, source).fail("nothing, expected a value for " + key);
    settings.push_back({key, value.kind == Document::Kind::scalar ? value.scalar : to_json(value)});
    source.settings.push_back(value.place);
  }
  source.overrides.insert(source.overrides.begin(), settings.begin(), settings.end());
}

void check_keys(const Source& source) {
  const std::vector<std::string_view> known{"name",
                                            "micro_batches",
                                            "transfer",
                                            "memory_release",
                                            "devices",
                                            "links",
                                            "blocks",
                                            "placement",
                                            "model",
                                            "machines",
                                            "pools",
                                            "micro_batch_scale",
                                            "micro_batch_order",
                                            "pairs",
                                            "choices",
                                            "interference"};
  for (std::size_t i = 0; i < source.overrides.size(); ++i) {
    const std::string first = words(source.overrides[i].key).front();
    if (std::ranges::find(known, first) == known.end())
      source.fail({0, 0, static_cast<int>(i) + 1},
                  fmt::format("unknown key '{}', expected a path that starts with {}{}", first, any_of(known),
                              did_you_mean(first, known)));
  }
}

void override_generator(Document& placement, const Source& source, Matched& matched) {
  const bool priced = placement.find("model") != nullptr;
  for (std::size_t i = 0; i < source.overrides.size(); ++i) {
    const std::string& key = source.overrides[i].key;
    if (!is_generator_key(key, priced)) continue;
    if (key.starts_with("links.")) add_default_link(placement);
    for (Document* target : find_path(placement, key)) {
      set_value(*target, key, source.overrides[i].value, static_cast<int>(i) + 1, source);
      matched[i] = true;
    }
  }
}

PlacedProblem override_problem(const PlacedProblem& placed, const Source& source, Matched& matched,
                               bool priced) {
  const auto edits = [&](const Override& override) { return !is_generator_key(override.key, priced); };
  if (std::ranges::none_of(source.overrides, edits)) return placed;
  Source explicit_source = source;
  explicit_source.units = {1, 1};
  Document document = placed_document(placed);
  for (std::size_t i = 0; i < source.overrides.size(); ++i) {
    if (!edits(source.overrides[i])) continue;
    if (apply(document, source.overrides[i], static_cast<int>(i) + 1, placed.problem, explicit_source))
      matched[i] = true;
  }
  return read_placement(Node(document, explicit_source));
}

void require_matched(const PlacedProblem& placed, const Source& source, const Matched& matched) {
  const auto miss = std::ranges::find(matched, false);
  if (miss == matched.end()) return;
  const auto index = static_cast<std::size_t>(miss - matched.begin());
  const std::string& key = source.overrides[index].key;
  std::string message = explain_mismatch(placed_document(placed), key);
  if (key.starts_with("placement"))
    message = "the scenario has no `placement:`, expected a key of its blocks";
  if (key.starts_with("model")) message = "the scenario has no `model:`, expected a key of its blocks";
  source.fail({0, 0, static_cast<int>(index) + 1}, message);
}

}  // namespace repetend
