// A user's files are read here, on a background thread, which knows no session.
#pragma once

#include <memory>
#include <string>

#include "sim/plan/plan.hpp"

namespace repetend::gui {

struct Loaded {
  std::string text;                  // a scenario; of a plan: its problem's
  std::shared_ptr<const Plan> plan;  // when it was a plan
  std::string failure;               // why it cannot be opened
};

// A scenario or a plan, told apart by their contents.
Loaded load(const std::string& file);

// The text is the scenario that a plan's problem would be read from: YAML, explicit, a line a device and a
// block. Reading it gives the same problem.
std::string scenario_text(const Problem&);

}  // namespace repetend::gui
