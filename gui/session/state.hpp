// The state is what a user has said; it is left to the next session as Kept.
#pragma once

#include <QString>
#include <map>
#include <string>
#include <vector>

#include "gui/work/rows.hpp"

namespace repetend::gui {

// Undo brings all of this back.
struct State {
  QString text;                                // the scenario, YAML
  QString name;                                // what errors call it: a file or an example
  std::vector<std::string> schedules;          // compared, as Question::schedules
  std::map<std::string, EditedOrders> edited;  // by schedule
  std::vector<OpenedPlan> opened;
  bool operator==(const State&) const = default;
};

// An opened plan that still is what its file says, or the text of a plan file.
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

// Orders are kept as plans, with the problem of the scenario that they are orders of.
Kept keep(const State&, const Scenario*);

// Reads the plans into the state, all but those that are wrong, of which the answer tells.
QString read_plans(const std::vector<KeptPlan>&, State&);

// A file as it is opened, which takes a while: it is for background threads.
struct Loaded {
  std::string text;                  // a scenario; of a plan: its problem's
  std::shared_ptr<const Plan> plan;  // when it was a plan
  std::string failure;               // why it cannot be opened
};

// A scenario or a plan, told apart by their contents.
Loaded load(const std::string& file);

}  // namespace repetend::gui
