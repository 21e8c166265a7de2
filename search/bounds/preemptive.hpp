// The bound of one machine whose jobs have heads and tails.
#pragma once

#include <vector>

#include "sim/core/units.hpp"

namespace repetend::search {

// Not before its head a job begins; its work takes the machine, and so long after that everything has ended.
struct Job {
  Time head = 0, work = 0, tail = 0;
};

// The latest end + tail of Jackson's preemptive schedule: of the jobs whose head has passed the one of the
// longest tail runs. No schedule of one machine has an earlier one (Carlier 1982). 0 without jobs.
Time preemptive_end(std::vector<Job>);

}  // namespace repetend::search
