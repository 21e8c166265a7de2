#include "sim/verify/verify.hpp"

#include "cli/command.hpp"
#include "sim/core/human.hpp"
#include "sim/formats/plan/plan_file.hpp"

namespace repetend::cli {
namespace {

int run_verify(const Arguments& arguments, Console& console) {
  const Plan plan = plan_operand(arguments);
  if (!plan.timed()) throw RequestError(arguments.operand(0) + ": the plan has no start times to judge");
  const std::vector<Violation> violations = verify(plan);
  if (arguments.json()) {
    Json json{{"valid", violations.empty()}, {"violations", Json::array()}};
    for (const Violation& v : violations)
      json["violations"].push_back({{"constraint", v.constraint}, {"message", v.message}});
    print_json(json, console);
  } else if (violations.empty()) {
    print(console.out, "valid: {} for {}, {} in {}\n", plan.schedule, plan.problem->name,
          human_micro_batches(plan.problem->micro_batches), human_time(makespan(plan)));
  } else {
    print(console.out, "not valid:\n");
    for (const Violation& v : violations) print(console.out, "  {}: {}\n", v.constraint, v.message);
  }
  return violations.empty() ? 0 : 1;
}

}  // namespace

const Command verify_command{"verify",
                             "PLAN",
                             "judge a plan: every order, dependency, transfer and memory limit",
                             "Checks a plan against its own problem, independently of what made it. Exit "
                             "code 1 when it is not valid.\n\n"
                             "  repetend verify plan.json",
                             nullptr,
                             run_verify};

}  // namespace repetend::cli
