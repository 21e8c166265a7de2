// What a constraint sees, and where it reports. A constraint is a function of constraints.def; none calls the
// engine, the evaluator or a search.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/plan/plan.hpp"
#include "sim/problem/machines.hpp"
#include "sim/verify/verify.hpp"

namespace repetend {

// A plan with the durations of its instances and its fused groups at hand.
class TimedPlan {
 public:
  explicit TimedPlan(const Plan& p) : plan(p), problem(*p.problem) {}

  // Reads durations and fused groups, once the plan's shape is known to be sound: end() and what follows it
  // need them.
  void read_couplings();

  const Plan& plan;
  const Problem& problem;

  std::string name(Instance i) const { return instance_name(problem, i); }
  std::string name(DeviceId d) const { return problem.device(d).name; }
  std::string name(MachineId m) const { return machine_name(problem, m); }
  std::string name(const FusedGroup&) const;  // "F0@2 + B0@1"
  const std::vector<Instance>& order(MachineId m) const { return plan.orders[m]; }
  auto machines() const { return repetend::machines(problem); }
  auto blocks() const { return ids<BlockId>(problem.blocks.size()); }

  Time start(Instance i) const { return plan.start[instance_index(problem, i)]; }
  // A negative duration is a violation of its own, and none for everything else.
  Time end(Instance i) const { return start(i) + std::max(Time{0}, (*durations_)[i]); }

  // Where the run that begins at a position of an order ends: a fused group's, or one instance's.
  std::size_t run_end(const std::vector<Instance>& order, std::size_t position) const {
    std::size_t end = position + 1;
    while (end < order.size() && fused(order[position], order[end])) ++end;
    return end;
  }
  // Whether they run as one.
  bool fused(Instance a, Instance b) const {
    return !places_.empty() && place(a).group >= 0 && place(a).group == place(b).group;
  }
  // Whether they are of one side of a fused pair, which performs what leads from one to the other.
  bool on_one_side(Instance a, Instance b) const { return fused(a, b) && place(a).second == place(b).second; }

 private:
  struct Place {
    std::int32_t group = -1;  // in Couplings::fused; -1: none
    bool second = false;      // of the two sides, in the group's order
  };
  const Place& place(Instance i) const { return places_[instance_index(problem, i)]; }

  std::optional<PlanDurations> durations_;
  std::vector<Place> places_;  // by instance; empty where nothing is fused
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
