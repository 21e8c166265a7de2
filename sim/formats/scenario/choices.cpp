#include "sim/problem/choices.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/core/suggest.hpp"
#include "sim/formats/scenario/block_fields.hpp"
#include "sim/problem/check.hpp"

namespace repetend {
namespace {

class ChoiceReader {
 public:
  explicit ChoiceReader(const Problem& problem)
      : problem_(problem), blocks_(block_names(problem)), parts_(problem) {}

  Choice read(const Node& node) const {
    node.expect_keys("a choice", {"name", "options"});
    Choice choice{.name = node.at("name", "a choice").name("a choice's name")};
    const Node options = node.at("options", "choice " + choice.name);
    const auto items =
        options.items("a list of options such as [{name: keep}, {name: offload, blocks: [O0]}]");
    if (items.empty()) options.fail("no options, expected at least one");
    for (const Node& item : items) {
      Option option = read_option(item);
      if (std::ranges::find(choice.options, option.name, &Option::name) != choice.options.end())
        item.at("name", "an option")
            .fail(fmt::format("a second option named {}, expected unique names", option.name));
      choice.options.push_back(std::move(option));
    }
    return choice;
  }

 private:
  Option read_option(const Node& node) const {
    node.expect_keys("an option", {"name", "blocks", "set"});
    Option option{.name = node.at("name", "an option").name("an option's name")};
    if (const auto blocks = node.find("blocks"))
      for (const Node& item : blocks->items("a list of blocks such as [O0, R0]")) {
        option.blocks.push_back(find_block(item, blocks_));
        if (std::ranges::count(option.blocks, option.blocks.back()) > 1)
          item.fail(fmt::format("block {} again, expected each once", item.document().scalar));
      }
    if (const auto set = node.find("set")) read_set(*set, option);
    return option;
  }

  // The fields that a block has while the option holds; the others stay.
  void read_set(const Node& set, Option& option) const {
    if (!set.is(Document::Kind::map))
      set.fail_expecting("a map from block to what changes, such as {F0: {acquire: 1GiB}}");
    for (const auto& [fields, key] : set.members()) {
      Document name = Document::text(std::string(key));
      name.place = fields.document().key_place;
      const BlockId id = find_block(Node(name, set.source()), blocks_);
      fields.expect_keys("what an option sets of a block", {"kind", "stage", "lane", "machines", "time",
                                                            "memory", "acquire", "release", "workspace"});
      Block block = problem_.block(id);
      read_fields(fields, parts_, problem_, block);
      option.set.emplace_back(id, std::move(block));
    }
  }

  const Problem& problem_;
  BlockNames blocks_;
  PartNames parts_;
};

const Choice* find_choice(const Problem& problem, std::string_view name) {
  const auto found = std::ranges::find(problem.choices, name, &Choice::name);
  return found == problem.choices.end() ? nullptr : &*found;
}

}  // namespace

void read_choices(const Node& choices, PlacedProblem& out) {
  std::vector<Choice>& all = out.problem.choices;
  const ChoiceReader reader(out.problem);
  for (const Node& item :
       choices.items("a list of choices such as {name: stage0, options: [{name: keep}]}")) {
    Choice choice = reader.read(item);
    if (find_choice(out.problem, choice.name))
      item.at("name", "a choice")
          .fail(fmt::format("a second choice named {}, expected unique names", choice.name));
    all.push_back(std::move(choice));
    out.places.choices.push_back(item.place());
  }
}

void read_chosen(const Node& chosen, Problem& problem) {
  if (!chosen.is(Document::Kind::map))
    chosen.fail_expecting("a map from choice to option, such as {stage0: offload}");
  for (const auto& [node, choice] : chosen.members()) {
    const std::string option = node.name("an option's name");
    if (const Choice* open = find_choice(problem, choice)) {
      std::vector<std::string_view> names;
      for (const Option& each : open->options) names.push_back(each.name);
      if (std::ranges::find(names, option) == names.end())
        node.fail(fmt::format("no option '{}' of choice {}, expected {}{}", option, choice, some_of(names),
                              did_you_mean(option, names)));
    }
    problem.chosen.emplace_back(choice, option);
  }
}

Problem take_chosen(const PlacedProblem& placed, const Source& source) {
  Problem problem = placed.problem;
  if (problem.choices.empty()) return problem;
  const auto is_open = [&](const auto& chosen) {
    return find_choice(placed.problem, chosen.first) != nullptr;
  };
  std::erase_if(problem.chosen, is_open);
  for (const auto& chosen : placed.problem.chosen)
    if (is_open(chosen)) problem = with_option(problem, find_option(problem, chosen.first, chosen.second));
  const auto findings = check(problem);
  if (!findings.empty())
    source.fail(source.overrides.empty() ? placed.places.whole : Place{}, findings.front().message);
  return problem;
}

}  // namespace repetend
