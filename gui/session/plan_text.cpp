#include "gui/session/plan_text.hpp"

#include "gui/session/yaml_token.hpp"
#include "sim/formats/scenario/explicit.hpp"

namespace repetend::gui {

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
