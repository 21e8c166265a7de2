// A file that was read. Internal to gui/session.
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

}  // namespace repetend::gui
