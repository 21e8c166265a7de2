// What the window asks of the background, and what it gets; plain data.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/compare/row.hpp"
#include "gui/chart/data/charted_plan.hpp"
#include "sim/formats/scenario/scenario.hpp"

namespace repetend::gui {

// The key of a row names a schedule: "search", a schedule's name for the best placement it applies to, or
// "NAME@PLACEMENT". That of an opened plan is its title.
struct ScheduleKey {
  std::string schedule;   // of an opened plan the whole title, whatever is in it
  std::string placement;  // none: the best
};
ScheduleKey parse_key(const std::string&);

// A schedule that this version of the program can make.
bool is_schedule(const std::string& key);

// Orders that the user made by hand from a schedule's, for the placement they were made on.
struct EditedOrders {
  std::string placement;
  std::shared_ptr<const Orders> orders;
  bool operator==(const EditedOrders&) const = default;  // the same orders, not equal ones
};

struct OpenedPlan {
  std::string title;
  std::string file;  // that it was read from; none: its orders have been changed by hand
  std::shared_ptr<const Plan> plan;
  bool operator==(const OpenedPlan&) const = default;
};

struct Question {
  std::uint64_t number = 0;
  std::string text, name;                      // the scenario and what errors call it
  std::vector<std::string> schedules;          // by their keys
  std::map<std::string, EditedOrders> edited;  // by the key in `schedules`
  std::vector<OpenedPlan> opened;
};

// A line of the table: a schedule, or an opened plan.
struct Row : app::ComparisonRow {
  std::string key = {};                           // as in Question::schedules; an opened plan's title
  std::shared_ptr<const ChartedPlan> chart = {};  // none: it does not apply, or is not known yet
  bool pending = false;                           // being worked on
};

struct Failure {
  std::string message;       // without the place
  int line = 0, column = 0;  // 0: not at one place
};

struct Answer {
  std::uint64_t number = 0;
  std::shared_ptr<const Scenario> scenario;  // none: it failed
  std::vector<Row> rows;                     // schedules in the order asked for, then the opened plans
  std::optional<Failure> failure;
  bool settled = false;  // nothing better will come for this question
};

}  // namespace repetend::gui
