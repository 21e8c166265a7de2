// What the window asks of the background, and what it gets: plain data, and pure functions that make it.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "app/compare/row.hpp"
#include "gui/chart/data/charted_plan.hpp"
#include "search/search.hpp"
#include "sim/formats/scenario/scenario.hpp"

namespace repetend::gui {

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
  std::string message;  // without the place
  int line = 0;         // 0: not at one place
};

struct Answer {
  std::uint64_t number = 0;
  std::shared_ptr<const Scenario> scenario;  // none: it failed
  std::vector<Row> rows;                     // schedules in the order asked for, then the opened plans
  std::optional<Failure> failure;
  bool settled = false;  // nothing better will come for this question
};

// The key of a row names a schedule: "search", a schedule's name for the best placement it applies to, or
// "NAME@PLACEMENT". That of an opened plan is its title.
struct ScheduleKey {
  std::string schedule;   // of an opened plan the whole title, whatever is in it
  std::string placement;  // none: the best
};
ScheduleKey parse_key(const std::string&);

// A schedule that this version of the program can make.
bool is_schedule(const std::string& key);

// What a search found for a scenario, kept so that going back to it is instant.
struct Searched {
  std::shared_ptr<const Plan> plan;  // none: `reason` says why
  std::string reason;
  Time bound = 0;        // no plan of the scenario is shorter; 0: not known
  bool settled = false;  // it was not cut short
};

// time_limit_s: for a first answer; none: until proved, or the limit of states.
Searched run_search(const Scenario&, std::optional<double> time_limit_s, const std::atomic<bool>& cancel,
                    std::function<void(const search::Progress&)> progress,
                    std::function<void(const Plan&)> improved = {});

Row search_row(const Searched&, bool improving);

// That plan instead, where it is shorter: a search that is cut short may not have come to it.
Searched or_plan_of(Searched, const Row& schedule);

std::shared_ptr<const Problem> find_placement(const Scenario&, const std::string& name);  // null: none
Row schedule_row(const std::string& key, const Scenario&);
Row plan_row(const OpenedPlan&);  // without a chart where the plan cannot be run

// The row with the user's own orders instead; nothing where they do not fit the scenario any more.
std::optional<Row> edited_row(const std::string& key, const EditedOrders&, const Scenario&);

// A person moves one instance along its device by hand.
struct Refusal {
  std::string words;  // the wait cycle, or the rule that it breaks
};

// Why no instance of this plan can be moved; nothing where they can.
std::optional<Refusal> why_not_edited(const Plan&);

// The plan's orders with `moved` before another instance of that device (nothing: at the end), simulated to
// make sure that they can run. Memory is not asked about: what does not fit can still be looked at.
std::variant<std::shared_ptr<const Orders>, Refusal> reordered(const Plan&, DeviceId, Instance moved,
                                                               std::optional<Instance> before);

}  // namespace repetend::gui
