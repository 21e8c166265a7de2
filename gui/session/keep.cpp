// Leaving a session to the next one. Orders are kept as plans, with the problem that they are orders of.
#include <algorithm>

#include "gui/session/kept.hpp"
#include "gui/session/session.hpp"
#include "gui/work/schedule_key.hpp"
#include "sim/formats/plan/plan_file.hpp"
#include "sim/plan/runnable.hpp"

namespace repetend::gui {
namespace {

std::shared_ptr<const Problem> placement_of(const Scenario& scenario, const std::string& placement) {
  for (const auto& problem : scenario.placements())
    if (problem->placement == placement) return problem;
  return nullptr;
}

void read(const KeptPlan& kept, State& state) {
  const std::string& file = kept.file;
  auto plan = std::make_shared<const Plan>(file.empty() ? parse_plan(kept.text, kept.key) : read_plan(file));
  if (kept.opened)
    state.opened.push_back({kept.key, file, std::move(plan)});
  else
    state.edited[kept.key] = {plan->problem->placement, std::make_shared<const Orders>(plan->orders)};
}

// Whatever may be wrong with one plan, the others are read.
QString read(const std::vector<KeptPlan>& plans, State& state) {
  QStringList failures;
  for (const KeptPlan& plan : plans) try {
      read(plan, state);
    } catch (const std::exception& error) {
      failures << QString::fromUtf8(error.what());
    }
  return failures.join(QStringLiteral("; "));
}

}  // namespace

Kept Session::keep() const {
  Kept kept{state_.text, state_.name, state_.schedules, {}};
  for (const OpenedPlan& plan : state_.opened)
    kept.plans.push_back({plan.title, true, plan.file, plan.file.empty() ? write_plan(*plan.plan) : ""});
  for (const auto& [key, edited] : state_.edited)
    if (const auto problem = scenario_ ? placement_of(*scenario_, edited.placement) : nullptr;
        problem && !find_misplaced(*problem, *edited.orders))
      kept.plans.push_back({key, false, "", write_plan({problem, key, *edited.orders, {}, {}})});
  return kept;
}

void Session::restore(const Kept& kept) {
  State state;
  state.text = kept.text;
  state.name = kept.name;
  // Another version of the program may have known others.
  std::ranges::copy_if(kept.schedules, std::back_inserter(state.schedules), is_schedule);
  if (state.schedules.empty()) state.schedules = state_.schedules;
  if (kept.plans.empty()) return finish_restore(state, {});
  ++loading_;
  tell_busy();
  workshop_.run([this, state, plans = kept.plans]() mutable -> std::function<void()> {
    const QString failures = read(plans, state);
    return [this, state, failures] {
      --loading_;
      finish_restore(state, failures);
      tell_busy();
    };
  });
}

// What has been opened meanwhile is wanted more.
void Session::finish_restore(const State& state, const QString& failures) {
  if (!state_.text.isEmpty()) return;
  saved_text_ = state.text;
  apply(state);
  if (!failures.isEmpty()) emit failed(tr("Not all of the last session is here: %1").arg(failures), 0);
}

}  // namespace repetend::gui
