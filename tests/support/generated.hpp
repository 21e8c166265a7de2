// Generated placements to schedule, with bare numbers in ns and B.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sim/plan/plan.hpp"
#include "sim/schedules/schedule.hpp"

namespace repetend::test {

// placed("shape: v, backward: 2", 4, 8): a `placement:` on p devices of unlimited memory; more keys of a
// scenario, one a line, may follow.
std::shared_ptr<Problem> placed(const std::string& placement, int p, int micro_batches,
                                const std::string& more = "");

// What a schedule makes of a problem, by the engine.
struct Outcome {
  Time makespan = 0;
  std::vector<Bytes> peaks;  // by device
  bool operator==(const Outcome&) const = default;
};
// Requires that the schedule applies, finishes and fits, hence that its plan passes verify.
Outcome outcome(std::string_view schedule, const std::shared_ptr<const Problem>&);

}  // namespace repetend::test
