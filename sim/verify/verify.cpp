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

std::string TimedPlan::name(const FusedGroup& group) const {
  std::string text;
  for (const Instance i : group) text += (text.empty() ? "" : " + ") + name(i);
  return text;
}

void TimedPlan::read_couplings() {
  durations_.emplace(plan);
  const std::vector<FusedGroup>& fused = plan.couplings.fused;
  if (!fused.empty()) places_.resize(problem.instances());
  for (std::size_t g = 0; g < fused.size(); ++g) {
    const Pair* pair = find_pair(problem, fused[g]);
    std::size_t leading = 1;  // how many of the group make its first side
    if (pair)
      leading = fused[g].front().block == pair->first.front() ? pair->first.size() : pair->second.size();
    for (std::size_t k = 0; k < fused[g].size(); ++k)
      places_[instance_index(problem, fused[g][k])] = {static_cast<std::int32_t>(g), k >= leading};
  }
}

std::vector<Violation> verify(const Plan& plan, std::size_t limit) {
  TimedPlan timed(plan);
  std::vector<Violation> violations;
  for (const Constraint& constraint : constraint_table) {
    Report report(constraint.name, limit, violations);
    constraint.judge(timed, report);
    if (constraint.name != "shape") continue;
    if (!violations.empty()) break;
    timed.read_couplings();
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
