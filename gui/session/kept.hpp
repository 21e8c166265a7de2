// What one session leaves to the next.
#pragma once

#include <QString>
#include <string>
#include <vector>

namespace repetend::gui {

// An opened plan that still is what its file says, or the text of a plan file
// (sim/formats/plan/plan_file.hpp).
struct KeptPlan {
  std::string key;  // as in State: an opened plan's title, or the schedule whose orders were changed
  bool opened = false;
  std::string file, text;
};

struct Kept {
  QString text, name;  // the scenario
  std::vector<std::string> schedules;
  std::vector<KeptPlan> plans;
};

}  // namespace repetend::gui
