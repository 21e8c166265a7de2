// Plans by hand, and what the tests of verify ask of those that are broken.
#pragma once

#include <functional>
#include <string>

#include "sim/plan/plan.hpp"

namespace repetend::test {

// A plan whose problem may still change.
struct Draft {
  Problem problem;
  Plan plan;
  Time& start(BlockId b, int n) { return plan.start[instance_index(problem, {b, n})]; }
  Plan finish() {
    plan.problem = std::make_shared<const Problem>(problem);
    return plan;
  }
};

// The draft is valid until `breaks` changes it; then the constraint is reported alone, first with the
// message, and the judge rejects the plan, too.
void check_broken(const std::string& constraint, const std::string& message, Draft draft,
                  const std::function<void(Draft&)>& breaks);

}  // namespace repetend::test
