#include "gui/session/load.hpp"

#include "app/load/load.hpp"
#include "gui/session/yaml_token.hpp"
#include "sim/core/file.hpp"
#include "sim/formats/scenario/explicit.hpp"

namespace repetend::gui {
Loaded load(const std::string& file) {
  Loaded loaded;
  try {
    loaded.text = read_file(file);
    auto read = app::load(loaded.text, file);
    if (Plan* plan = std::get_if<Plan>(&read)) {
      loaded.text = scenario_text(*plan->problem);
      loaded.plan = std::make_shared<const Plan>(std::move(*plan));
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
