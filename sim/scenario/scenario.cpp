#include "sim/scenario/scenario.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "sim/core/file.hpp"
#include "sim/problem/check.hpp"
#include "sim/scenario/overrides.hpp"

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
  alternative.expect_keys("an alternative", {"name", "memory_release", "micro_batches", "transfer", "devices",
                                             "links", "blocks", "placement"});
  Variant variant{alternative.at("name", "the alternative").name("the alternative's name"), main};
  variant.tree.place = alternative.place();
  const bool own_blocks = alternative.find("blocks") || alternative.find("placement");
  for (const std::string_view key : {"blocks", "placement"})
    if (own_blocks) erase(variant.tree, key);
  for (const auto& [key, member] : alternative.document().members)
    if (key != "name") variant.tree.set(key, member);
  return variant;
}

std::vector<Variant> read_variants(const Node& root) {
  Document main = root.document();
  erase(main, "alternatives");
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

class ScenarioReader {
 public:
  ScenarioReader(const Document& document, Source source)
      : document_(document), source_(std::move(source)), matched_(source_.overrides.size()) {}

  Scenario read() {
    check_keys(source_.overrides);
    read_units(document_, source_);
    Scenario scenario;
    std::optional<PlacedProblem> main;
    for (Variant& variant : read_variants(Node(document_, source_))) {
      PlacedProblem placed = read_variant(variant);
      auto problem = std::make_shared<const Problem>(placed.problem);
      if (main) {
        scenario.alternatives.push_back(std::move(problem));
      } else {
        scenario.problem = std::move(problem);
        main = std::move(placed);
      }
    }
    require_matched(*main, source_, matched_);
    return scenario;
  }

 private:
  PlacedProblem read_variant(Variant& variant) {
    override_generator(variant.tree, source_, matched_);
    PlacedProblem placed = read_placement(Node(variant.tree, source_));
    placed.problem.placement = variant.name;
    if (placed.problem.name.empty())
      placed.problem.name = std::filesystem::path(source_.file).stem().string();
    PlacedProblem overridden = override_problem(placed, source_, matched_);
    require_sound_overridden(placed, overridden, source_);
    return overridden;
  }

  const Document& document_;
  Source source_;
  Matched matched_;
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
                        const std::vector<Override>& overrides) {
  const Document document = parse_yaml(text, file);
  return ScenarioReader(document, {.file = file, .overrides = overrides}).read();
}

Scenario read_scenario(const std::string& file, const std::vector<Override>& overrides) {
  return parse_scenario(read_file(file), file, overrides);
}

Problem with_overrides(const Problem& problem, const std::vector<Override>& overrides) {
  check_keys(overrides);
  const Source source{.file = problem.name, .overrides = overrides};
  Places places{{},
                std::vector<Place>(problem.devices.size()),
                std::vector<Place>(problem.blocks.size()),
                std::vector<Place>(problem.edges.size())};
  const PlacedProblem placed{problem, std::move(places)};
  Matched matched(overrides.size());
  const PlacedProblem overridden = override_problem(placed, source, matched);
  require_matched(placed, source, matched);
  require_sound_overridden(placed, overridden, source);
  return overridden.problem;
}

}  // namespace repetend
