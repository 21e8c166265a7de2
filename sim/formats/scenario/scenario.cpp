#include "sim/formats/scenario/scenario.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "sim/core/file.hpp"
#include "sim/core/human.hpp"
#include "sim/formats/scenario/expansion.hpp"
#include "sim/formats/scenario/overrides.hpp"
#include "sim/problem/check.hpp"

namespace repetend {
namespace {

// One placement: the whole file with an alternative's keys in the place of its own.
struct Variant {
  std::string name;
  Document tree;
};

void erase(Document& map, std::string_view key) {
  std::erase_if(map.members, [&](const auto& member) { return member.first == key; });
}

Variant read_alternative(const Node& alternative, const Document& main) {
  alternative.expect_keys(
      "an alternative",
      {"name", "memory_release", "micro_batches", "transfer", "devices", "links", "blocks", "placement",
       "model"},
      {"machines", "pools", "micro_batch_scale", "micro_batch_order", "pairs", "choices", "interference"});
  Variant variant{alternative.at("name", "the alternative").name("the alternative's name"), main};
  variant.tree.place = alternative.place();
  constexpr std::array block_keys{"blocks", "placement", "model"};
  const auto gives = [&](const char* key) { return alternative.find(key).has_value(); };
  // What names the blocks that an alternative replaces goes with them.
  if (std::ranges::any_of(block_keys, gives))
    for (const char* key : {"blocks", "placement", "model", "pairs", "choices", "chosen"})
      erase(variant.tree, key);
  for (const auto& [key, member] : alternative.document().members)
    if (key != "name") variant.tree.set(key, member);
  return variant;
}

std::vector<Variant> read_variants(const Node& root) {
  Document main = root.document();
  for (const std::string_view key : {"alternatives", "set", "lesson"}) erase(main, key);
  std::vector<Variant> variants{{"main", main}};
  const auto alternatives = root.find("alternatives");
  if (!alternatives) return variants;
  std::set<std::string> names{"main"};
  for (const Node& item :
       alternatives->items("a list of placements, each with a `name:` and what it changes")) {
    variants.push_back(read_alternative(item, main));
    const std::string& name = variants.back().name;
    if (!names.insert(name).second)
      item.at("name", "the alternative")
          .fail(fmt::format(
              "a second placement named {}, expected unique names (`main` is the scenario's own)", name));
  }
  return variants;
}

// An unsound problem is the fault of the overrides when it was sound without them.
void require_sound_overridden(const PlacedProblem& before, const PlacedProblem& after, const Source& source) {
  const auto findings = check(after.problem);
  if (findings.empty()) return;
  if (!check(before.problem).empty()) require_sound(after, source);
  source.fail({}, findings.front().message);
}

// What never leaves a device and does not fit it; nothing when all fits.
std::string static_excess(const Problem& problem) {
  for (const Device& device : problem.devices)
    if (device.static_memory > device.memory)
      return fmt::format("static memory of {} is {}, its capacity {}", device.name,
                         human_bytes(device.static_memory), human_bytes(device.memory));
  return "";
}

class ScenarioReader {
 public:
  ScenarioReader(const Document& document, Source source, Expansion* expansion)
      : document_(document), source_(std::move(source)), expansion_(expansion) {}

  Scenario read() {
    read_units(document_, source_);
    read_settings_of_file(document_, source_);
    matched_.resize(source_.overrides.size());
    check_keys(source_);
    std::vector<Variant> variants = read_variants(Node(document_, source_));
    for (Variant& variant : variants) read_variant(variant, variants.size() == 1);
    if (placed_.empty()) refuse_all();
    require_matched(placed_.front(), source_, matched_);
    for (const PlacedProblem& placed : placed_)
      scenario_.alternatives.push_back(std::make_shared<const Problem>(take_chosen(placed, source_)));
    scenario_.problem = scenario_.alternatives.front();
    scenario_.alternatives.erase(scenario_.alternatives.begin());
    return std::move(scenario_);
  }

 private:
  void read_variant(Variant& variant, bool alone) {
    override_generator(variant.tree, source_, matched_);
    const Node root(variant.tree, source_);
    if (!variant.tree.find("model")) return add(variant, read_placement(root));
    if (!expansion_)
      root.at("model", "").fail("a model to be priced, expected `blocks:` or `placement:` here");
    std::vector<PlacedProblem> expanded = expansion_->expand(root, alone);
    expanded.front().problem.placement = variant.name;
    for (PlacedProblem& placed : expanded) add(variant, std::move(placed));
  }

  void add(const Variant& variant, PlacedProblem placed) {
    const bool priced = variant.tree.find("model") != nullptr;
    if (!priced) placed.problem.placement = variant.name;
    if (placed.problem.name.empty())
      placed.problem.name = std::filesystem::path(source_.file).stem().string();
    PlacedProblem overridden = override_problem(placed, source_, matched_, priced);
    const std::string excess = priced ? static_excess(overridden.problem) : "";
    if (!excess.empty()) return scenario_.unfit.push_back({placed.problem.placement, excess});
    require_sound_overridden(placed, overridden, source_);
    placed_.push_back(std::move(overridden));
  }

  [[noreturn]] void refuse_all() const {
    std::string reasons;
    for (const Unfit& unfit : scenario_.unfit)
      reasons += fmt::format("{}{}: {}", reasons.empty() ? "" : "; ", unfit.placement, unfit.reason);
    Node(document_, source_).at("model", "the scenario").fail("no placement fits the devices: " + reasons);
  }

  const Document& document_;
  Source source_;
  Matched matched_;
  Expansion* expansion_;
  std::vector<PlacedProblem> placed_;  // what fits
  Scenario scenario_;
};

}  // namespace

std::vector<std::shared_ptr<const Problem>> Scenario::placements() const {
  std::vector<std::shared_ptr<const Problem>> all{problem};
  all.insert(all.end(), alternatives.begin(), alternatives.end());
  return all;
}

Override parse_override(const std::string& key_value) {
  const std::size_t equals = key_value.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == key_value.size())
    throw UsageError(fmt::format("--set {}: expected KEY=VALUE, such as micro_batches=32", key_value));
  return {key_value.substr(0, equals), key_value.substr(equals + 1)};
}

Scenario parse_scenario(const std::string& text, const std::string& file,
                        const std::vector<Override>& overrides, Expansion* expansion) {
  const Document document = parse_yaml(text, file);
  return ScenarioReader(document, {.file = file, .overrides = overrides}, expansion).read();
}

Scenario read_scenario(const std::string& file, const std::vector<Override>& overrides,
                       Expansion* expansion) {
  return parse_scenario(read_file(file), file, overrides, expansion);
}

Problem with_overrides(const Problem& problem, const std::vector<Override>& overrides) {
  const Source source{.file = problem.name, .overrides = overrides};
  check_keys(source);
  Places places{{},
                std::vector<Place>(problem.devices.size()),
                std::vector<Place>(problem.blocks.size()),
                std::vector<Place>(problem.edges.size()),
                std::vector<Place>(problem.machines.size()),
                std::vector<Place>(problem.pools.size())};
  const PlacedProblem placed{problem, std::move(places)};
  Matched matched(overrides.size());
  PlacedProblem overridden = override_problem(placed, source, matched);
  require_matched(placed, source, matched);
  require_sound_overridden(placed, overridden, source);
  overridden.problem.model = problem.model;  // no override reaches it
  return take_chosen(overridden, source);
}

}  // namespace repetend
