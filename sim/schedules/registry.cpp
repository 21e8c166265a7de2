#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "sim/core/error.hpp"
#include "sim/engine/engine.hpp"
#include "sim/schedules/schedule.hpp"
#include "sim/verify/verify.hpp"

namespace repetend {

#define SCHEDULE(function, name, summary) ScheduleResult function(const Problem&, const Recognition&);
#include "sim/schedules/schedules.def"
#undef SCHEDULE

std::span<const Schedule> all_schedules() {
#define SCHEDULE(function, name, summary) Schedule{name, summary, function},
  static constexpr std::array schedules{
#include "sim/schedules/schedules.def"
  };
#undef SCHEDULE
  return schedules;
}

const Schedule* find_schedule(std::string_view name) {
  const auto found = std::ranges::find(all_schedules(), name, &Schedule::name);
  return found == all_schedules().end() ? nullptr : &*found;
}

namespace {

// A schedule whose plan breaks anything but memory is a defect of ours.
void require_valid_apart_from_memory(const Plan& plan) {
  for (const Violation& violation : verify(plan))
    if (violation.constraint != "memory")
      throw std::logic_error(fmt::format("{} made an invalid plan: {}: {}", plan.schedule,
                                         violation.constraint, violation.message));
}

}  // namespace

ScheduledPlan schedule_problem(const Schedule& schedule, std::shared_ptr<const Problem> problem) {
  ScheduledPlan result;
  ScheduleResult made = schedule.make(*problem);
  if (const auto* reason = std::get_if<NotApplicable>(&made)) {
    result.reason = reason->reason;
    return result;
  }
  result.plan = Plan{problem, std::string(schedule.name), std::get<Orders>(std::move(made)), {}, {}};
  try {
    result.plan = time_plan(*result.plan);
  } catch (const RequestError& deadlock) {
    result.reason = deadlock.what();
    return result;
  }
  require_valid_apart_from_memory(*result.plan);
  result.out_of_memory = find_out_of_memory(*problem, result.plan->orders);
  if (result.out_of_memory) result.reason = "out of memory: " + in_words(*problem, *result.out_of_memory);
  return result;
}

}  // namespace repetend
