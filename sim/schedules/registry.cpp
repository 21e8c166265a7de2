#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "sim/core/error.hpp"
#include "sim/core/suggest.hpp"
#include "sim/engine/dispatch.hpp"
#include "sim/engine/engine.hpp"
#include "sim/problem/choices.hpp"
#include "sim/problem/extensions.hpp"
#include "sim/schedules/interleaved.hpp"
#include "sim/verify/verify.hpp"

namespace repetend {

#define SCHEDULE(function, name, summary) ScheduleResult function(const Problem&, const Recognition&);
#include "sim/schedules/schedules.def"
#undef SCHEDULE

namespace {

struct Parameter {
  std::string_view schedule, name;
  std::string_view meaning;
  ScheduleResult (*make)(const Problem&, const Recognition&, int);
};
constexpr std::array parameters{
    Parameter{"interleaved", "g", "the micro-batches of a group", interleaved_by},
    Parameter{"zb1p", "g", "the micro-batches of a group", zb1p_by},
};

const Parameter* parameter_of(std::string_view schedule) {
  const auto found = std::ranges::find(parameters, schedule, &Parameter::schedule);
  return found == parameters.end() ? nullptr : found;
}

const Schedule* plain_schedule(std::string_view name) {
  const auto found = std::ranges::find(all_schedules(), name, &Schedule::name);
  return found == all_schedules().end() ? nullptr : &*found;
}

// "interleaved:g=5" in two: the schedule and what stands behind the colon, which is none without one.
struct Name {
  explicit Name(std::string_view text) : schedule(text.substr(0, text.find(':'))) {
    if (schedule.size() < text.size()) setting = text.substr(schedule.size() + 1);
  }
  std::string_view schedule;
  std::optional<std::string_view> setting = {};
};

std::optional<int> value_of(const Parameter& parameter, std::string_view setting) {
  const std::string begin = fmt::format("{}=", parameter.name);
  if (!setting.starts_with(begin)) return std::nullopt;
  int value = 0;
  const char* const end = setting.data() + setting.size();
  const auto [stop, error] = std::from_chars(setting.data() + begin.size(), end, value);
  return error == std::errc{} && stop == end && value >= 1 ? std::optional(value) : std::nullopt;
}

}  // namespace

std::span<const Schedule> all_schedules() {
#define SCHEDULE(function, name, summary) Schedule{name, summary, function},
  static const std::array schedules{
#include "sim/schedules/schedules.def"
  };
#undef SCHEDULE
  return schedules;
}

std::optional<Schedule> find_schedule(std::string_view text) {
  const Name name(text);
  const Schedule* const plain = plain_schedule(name.schedule);
  if (!plain) return std::nullopt;
  if (!name.setting) return *plain;
  const Parameter* const parameter = parameter_of(name.schedule);
  const auto value = parameter ? value_of(*parameter, *name.setting) : std::nullopt;
  if (!value) return std::nullopt;
  const auto make = [make = parameter->make, value = *value](const Problem& problem,
                                                             const Recognition& pipeline) {
    return make(problem, pipeline, value);
  };
  return Schedule{std::string(text), plain->summary, make};
}

std::string why_no_schedule(std::string_view text, std::span<const std::string_view> others) {
  const Name name(text);
  if (plain_schedule(name.schedule)) {
    const Parameter* const parameter = parameter_of(name.schedule);
    if (!parameter) return fmt::format("schedule '{}': {} has no parameters", text, name.schedule);
    return fmt::format("schedule '{}': expected {}:{}=NUMBER, {}, a whole number from 1", text, name.schedule,
                       parameter->name, parameter->meaning);
  }
  std::vector<std::string_view> known(others.begin(), others.end());
  for (const Schedule& schedule : all_schedules()) known.push_back(schedule.name);
  return fmt::format("unknown schedule '{}'{}; known are {}", text, did_you_mean(text, known),
                     fmt::join(known, ", "));
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

namespace {

ScheduledPlan schedule_plain(const Schedule& schedule, std::shared_ptr<const Problem> problem,
                             Arrangement arrangement) {
  ScheduledPlan result;
  result.plan = Plan{problem, schedule.name, std::move(arrangement.orders), {}, {}};
  result.plan->couplings.waits = std::move(arrangement.waits);
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

// Schedules order the computing lanes; the other machines serve what is ready, and memory is granted as it
// becomes free.
ScheduledPlan schedule_wide(const Schedule& schedule, std::shared_ptr<const Problem> problem,
                            Arrangement arrangement) {
  ScheduledPlan result;
  Plan plan{problem, schedule.name, std::move(arrangement.orders), {}, {}};
  plan.couplings = {std::move(arrangement.waits), std::move(arrangement.fused)};
  try {
    result.plan = dispatch(std::move(plan));
  } catch (const RequestError& deadlock) {
    result.reason = deadlock.what();
    return result;
  }
  require_valid(*result.plan);
  return result;
}

ScheduledPlan schedule_one(const Schedule& schedule, const std::shared_ptr<const Problem>& problem) {
  ScheduleResult made = schedule.make(*problem);
  if (const auto* no = std::get_if<NotApplicable>(&made)) return {std::nullopt, no->reason, std::nullopt};
  auto& arrangement = std::get<Arrangement>(made);
  return is_plain(*problem) ? schedule_plain(schedule, problem, std::move(arrangement))
                            : schedule_wide(schedule, problem, std::move(arrangement));
}

}  // namespace

ScheduledPlan schedule_problem(const Schedule& schedule, std::shared_ptr<const Problem> problem) {
  constexpr std::size_t most_selections = 64;
  if (problem->choices.empty()) return schedule_one(schedule, problem);
  std::optional<ScheduledPlan> best;
  for (const auto& options : selections(*problem, most_selections)) {
    ScheduledPlan made =
        schedule_one(schedule, std::make_shared<const Problem>(with_choices(*problem, options)));
    const bool better =
        !best || (made.feasible() && (!best->feasible() || makespan(*made.plan) < makespan(*best->plan)));
    if (better) best = std::move(made);
  }
  return *best;
}

}  // namespace repetend
