// The schedules people use today: each a free function from a problem to orders, or the reason it does not
// apply.
//
// Adding one:
//  1. sim/schedules/<name>.cpp: `ScheduleResult <function>(const Problem&, const Recognition&)`, its source
//     (paper, code) in a comment. It begins with schedule_pipeline() of action_list.hpp, which goes by the
//     stages, chains and gangs that were recognised (pipeline_view.hpp) whatever the blocks are called.
//  2. Ask for the layout it needs (layouts.hpp); answer not_applicable("<what it needs>", view) otherwise.
//  3. Fill one list a rank with (stage, pass, micro-batch), gangs in the list of every rank they run on.
//     Lists cut from one global sequence that respects the dependencies never deadlock by themselves. Stay
//     linear in the instances: 64 devices and thousands of micro-batches are usual.
//  4. A line in schedules.def: compare, simulate --schedule and search then know it. One with a parameter
//     stands in `parameters` of registry.cpp as well.
//  5. A test of its closed form, if it has one; applicability_test.cpp verifies its plans by itself.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "sim/plan/plan.hpp"
#include "sim/schedules/pipeline_view.hpp"

namespace repetend {

struct NotApplicable {
  std::string reason;  // "needs ...; this placement has ..."
};
// The orders of the computing lanes, what runs fused in them, and what they have to wait for beside that.
struct Arrangement {
  Orders orders;
  std::vector<FusedGroup> fused = {};
  std::vector<Wait> waits = {};
};
using ScheduleResult = std::variant<Arrangement, NotApplicable>;

struct Schedule {
  std::string name;          // as on the command line: "1f1b", "interleaved:g=5"
  std::string_view summary;  // one line, with its source
  // To recognise a pipeline of many blocks takes long, so what makes several schedules does it once.
  std::function<ScheduleResult(const Problem&, const Recognition&)> make_of;

  ScheduleResult make(const Problem& problem) const { return make_of(problem, recognise_pipeline(problem)); }
};

// In the order of schedules.def, which is the order of `compare`'s rows.
std::span<const Schedule> all_schedules();

// By its name. A name may set the schedule's parameter, a whole number from 1: "interleaved:g=5".
std::optional<Schedule> find_schedule(std::string_view name);

// Why find_schedule() finds none, as one message: a parameter that is wrong, or "unknown schedule 'gpip'; did
// you mean 'gpipe'?; known are ...", among them `others`, which mean something beside the schedules.
std::string why_no_schedule(std::string_view name, std::span<const std::string_view> others = {});

// A schedule's outcome on a problem. Without a plan it does not apply and `reason` says why. A plan that
// deadlocks under the problem's transfer mode has its orders but no times; one that exceeds the memory is
// timed as if there were room. In both cases `reason` says in words why it cannot be used.
struct ScheduledPlan {
  std::optional<Plan> plan;
  std::string reason;  // empty when all is well
  std::optional<OutOfMemory> out_of_memory;
  bool applicable() const { return plan.has_value(); }
  bool deadlocked() const { return plan && !plan->timed(); }
  bool feasible() const { return plan && plan->timed() && !out_of_memory; }
};
// Runs the schedule, times it with the engine and verifies it (apart from memory, which is reported). On a
// problem that is not plain memory is granted as it becomes free (sim/engine/dispatch.hpp), so that what has
// a plan fits; of open choices the options that make it shortest are taken, of up to 64 ways.
ScheduledPlan schedule_problem(const Schedule&, std::shared_ptr<const Problem>);

}  // namespace repetend
