#include "sim/verify/verify.hpp"

#include <array>
#include <stdexcept>

#include "sim/verify/constraint.hpp"

namespace repetend {
namespace {

struct Constraint {
  std::string_view name;
  void (*judge)(const TimedPlan&, Report&);
};

constexpr std::array constraint_table{
#define CONSTRAINT(name) Constraint{#name, constraints::name},
#include "sim/verify/constraints.def"
#undef CONSTRAINT
};
static_assert(constraint_table.front().name == "shape", "the others need a plan that shape has accepted");

}  // namespace

std::vector<Violation> verify(const Plan& plan, std::size_t limit) {
  const TimedPlan timed(plan);
  std::vector<Violation> violations;
  for (const Constraint& constraint : constraint_table) {
    Report report(constraint.name, limit, violations);
    constraint.judge(timed, report);
    if (constraint.name == "shape" && !violations.empty()) break;
  }
  return violations;
}

void require_valid(const Plan& plan) {
  std::string text;
  for (const Violation& v : verify(plan)) text += fmt::format("\n  {}: {}", v.constraint, v.message);
  if (!text.empty())
    throw std::logic_error(fmt::format("the plan of {} is not valid:{}", plan.schedule, text));
}

}  // namespace repetend
