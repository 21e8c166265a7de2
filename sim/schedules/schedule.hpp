// The schedules people use today: each a free function from a problem to orders, or the reason it does not apply.
// Adding one: a file <name>.cpp with that function, and a line in schedules.def.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "sim/plan/plan.hpp"

namespace repetend {

struct NotApplicable {
  std::string reason;  // "needs ...; this placement has ..."
};
using ScheduleResult = std::variant<Orders, NotApplicable>;

struct Schedule {
  std::string_view name;     // as on the command line: "1f1b"
  std::string_view summary;  // one line, with its source
  ScheduleResult (*make)(const Problem&);
};

// In the order of schedules.def, which is the order of `compare`'s rows.
std::span<const Schedule> all_schedules();
const Schedule* find_schedule(std::string_view name);

// A schedule's outcome on a problem: the timed plan when it applies and finishes. It may still exceed the
// memory: `out_of_memory` then names the instance, device and bytes, and `plan` is what would run with room.
struct ScheduledPlan {
  std::optional<Plan> plan;
  std::string reason;  // why there is no plan, or why it is infeasible; empty when all is well
  std::optional<OutOfMemory> out_of_memory;
  bool applicable() const { return plan.has_value(); }
  bool feasible() const { return plan && !out_of_memory; }
};
// Runs the schedule, times it with the engine and verifies it (apart from memory where that is reported).
ScheduledPlan schedule_problem(const Schedule&, std::shared_ptr<const Problem>);

}  // namespace repetend
