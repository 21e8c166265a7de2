#include "gui/session/state.hpp"

#include <QStringList>

#include "app/load/load.hpp"
#include "gui/session/scenario_text.hpp"
#include "sim/core/error.hpp"
#include "sim/formats/plan/plan_file.hpp"
#include "sim/plan/runnable.hpp"

namespace repetend::gui {
namespace {

void read(const KeptPlan& kept, State& state) {
  const std::string& file = kept.file;
  auto plan = std::make_shared<const Plan>(file.empty() ? parse_plan(kept.text, kept.key) : read_plan(file));
  if (kept.opened)
    state.opened.push_back({kept.key, file, std::move(plan)});
  else
    state.edited[kept.key] = {plan->problem->placement, std::make_shared<const Orders>(plan->orders)};
}

}  // namespace

Kept keep(const State& state, const Scenario* scenario) {
  Kept kept{state.text, state.name, state.schedules, {}};
  for (const OpenedPlan& plan : state.opened)
    kept.plans.push_back({plan.title, true, plan.file, plan.file.empty() ? write_plan(*plan.plan) : ""});
  for (const auto& [key, edited] : state.edited)
    if (const auto problem = scenario ? find_placement(*scenario, edited.placement) : nullptr;
        problem && !find_misplaced(*problem, *edited.orders))
      kept.plans.push_back({key, false, "", write_plan({problem, key, *edited.orders, {}, {}})});
  return kept;
}

QString read_plans(const std::vector<KeptPlan>& plans, State& state) {
  QStringList failures;
  for (const KeptPlan& plan : plans) try {
      read(plan, state);
    } catch (const std::exception& error) {
      failures << QString::fromUtf8(error.what());
    }
  return failures.join("; ");
}

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

}  // namespace repetend::gui
