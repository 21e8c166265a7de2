// What a constraint sees, and where it reports. A constraint is a function of constraints.def; none calls the
// engine, the evaluator or a search.
#pragma once

#include <fmt/format.h>

#include <string_view>
#include <utility>
#include <vector>

#include "sim/plan/plan.hpp"
#include "sim/verify/verify.hpp"

namespace repetend {

// A plan with the durations of its blocks at hand.
class TimedPlan {
 public:
  explicit TimedPlan(const Plan& p) : plan(p), problem(*p.problem), duration_(durations(*p.problem)) {}

  const Plan& plan;
  const Problem& problem;

  Time start(Instance i) const { return plan.start[instance_index(problem, i)]; }
  Time end(Instance i) const { return start(i) + duration_[i.block.index()]; }
  std::string name(Instance i) const { return instance_name(problem, i); }
  const std::string& name(DeviceId d) const { return problem.device(d).name; }
  const std::vector<Instance>& order(DeviceId d) const { return plan.orders[d.index()]; }
  auto devices() const { return ids<DeviceId>(problem.devices.size()); }
  auto blocks() const { return ids<BlockId>(problem.blocks.size()); }

 private:
  std::vector<Time> duration_;
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
