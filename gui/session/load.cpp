#include "gui/session/load.hpp"

#include "data/models/scenario.hpp"
#include "gui/session/yaml_token.hpp"
#include "sim/core/file.hpp"
#include "sim/formats/plan/plan_file.hpp"
#include "sim/formats/scenario/explicit.hpp"

namespace repetend::gui {
namespace {

bool is_plan(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return first != std::string::npos && text[first] == '{' &&
         text.find("\"repetend-plan\"") != std::string::npos;
}

}  // namespace

Loaded load(const std::string& file) {
  Loaded loaded;
  try {
    loaded.text = read_file(file);
    if (is_plan(loaded.text)) {
      loaded.plan = std::make_shared<const Plan>(parse_plan(loaded.text, file));
      loaded.text = scenario_text(*loaded.plan->problem);
    } else {
      data::parse_scenario(loaded.text, file);
    }
  } catch (const RequestError& error) {
    loaded.failure = error.what();
  }
  return loaded;
}

std::string scenario_text(const Problem& problem) {
  std::string text = "# The problem of a plan, in ns and B.\n";
  for (const auto& [key, value] : problem_document(problem).members) {
    text += key + ":";
    if (value.kind == Document::Kind::list) {
      for (const Document& item : value.items) text += "\n  - " + to_json(item);
    } else {
      text += " " + (value.kind == Document::Kind::scalar ? yaml_scalar(value.scalar) : to_json(value));
    }
    text += '\n';
  }
  return text;
}

}  // namespace repetend::gui
