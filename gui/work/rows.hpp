// Making the rows of an answer: pure functions, called on background threads.
#pragma once

#include <atomic>
#include <functional>

#include "gui/work/question.hpp"
#include "search/search.hpp"

namespace repetend::gui {

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

Row schedule_row(const std::string& key, const Scenario&);
Row plan_row(const OpenedPlan&);  // without a chart where the plan cannot be run

// The row with the user's own orders instead; nothing where they do not fit the scenario any more.
std::optional<Row> edited_row(const std::string& key, const EditedOrders&, const Scenario&);

Failure failure_of(const std::string& message, const std::string& name);

}  // namespace repetend::gui
