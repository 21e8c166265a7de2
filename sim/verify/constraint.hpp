// What a constraint sees, and where it reports. A constraint is a function of constraints.def; none calls the
// engine, the evaluator or a search.
#pragma once

#include <fmt/format.h>

#include <string_view>
#include <utility>
#include <vector>

#include "sim/plan/plan.hpp"
#include "sim/problem/machines.hpp"
#include "sim/verify/verify.hpp"

namespace repetend {

// A plan with the durations of its instances at hand.
class TimedPlan {
 public:
  explicit TimedPlan(const Plan& p) : plan(p), problem(*p.problem), durations_(*p.problem) {}

  const Plan& plan;
  const Problem& problem;

  Time start(Instance i) const { return plan.start[instance_index(problem, i)]; }
  Time end(Instance i) const { return start(i) + durations_[i]; }
  std::string name(Instance i) const { return instance_name(problem, i); }
  std::string name(DeviceId d) const { return problem.device(d).name; }
  std::string name(MachineId m) const { return machine_name(problem, m); }
  const std::vector<Instance>& order(MachineId m) const { return plan.orders[m]; }
  auto devices() const { return ids<DeviceId>(problem.devices.size()); }
  auto machines() const { return repetend::machines(problem); }
  auto blocks() const { return ids<BlockId>(problem.blocks.size()); }

 private:
  Durations durations_;
};

// Collects at most `limit` violations of one constraint.
class Report {
 public:
  Report(std::string_view constraint, std::size_t limit, std::vector<Violation>& violations)
      : constraint_(constraint), left_(limit), violations_(violations) {}

  template <class... Args>
  void operator()(fmt::format_string<Args...> format, Args&&... args) {
    if (left_ == 0) return;
    --left_;
    violations_.push_back({std::string(constraint_), fmt::format(format, std::forward<Args>(args)...)});
  }

 private:
  std::string_view constraint_;
  std::size_t left_;
  std::vector<Violation>& violations_;
};

namespace constraints {
#define CONSTRAINT(name) void name(const TimedPlan&, Report&);
#include "sim/verify/constraints.def"
#undef CONSTRAINT
}  // namespace constraints

}  // namespace repetend
