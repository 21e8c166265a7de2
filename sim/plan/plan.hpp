// A plan (docs/semantics.md): for every machine the order of its instances; with start times once timed.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/core/id_vector.hpp"
#include "sim/problem/durations.hpp"

namespace repetend {

// The instances of each machine in the order it runs them. A gang's instance stands in that of each of its
// machines.
using Orders = IdVector<MachineId, std::vector<Instance>>;

// "F0@3": the block's name and the micro-batch, as every message writes it.
std::string instance_name(const Problem&, Instance);

// The repeating part of a plan. Repetition k is the window [first + k * period, first + (k + 1) * period),
// for first <= first + k * period <= last. An instance (b, n) that starts in repetition k, other than the one
// at `last`, is followed by (b, n + micro_batches) exactly one period later.
struct Repetend {
  Time period = 0;        // of one repetition; a micro-batch takes period / micro_batches
  int micro_batches = 1;  // in one repetition (u)
  Time first = 0;         // start of the first repetition
  Time last = 0;          // start of the last repetition
};

// time_plan() of sim/engine/engine.hpp gives a plan its times, verify() of sim/verify/verify.hpp judges it.
struct Plan {
  std::shared_ptr<const Problem> problem;
  std::string schedule;  // the name of what made it: "search", "1f1b", ...
  Orders orders;
  std::vector<Time> start;  // ns, by instance_index(); empty while the plan is not timed
  std::optional<Repetend> repetend;

  bool timed() const { return !start.empty(); }
};

// When the instances of a timed plan start and end, with the problem's own durations. The plan must outlive
// it.
class Timetable {
 public:
  explicit Timetable(const Plan& plan) : plan_(plan), durations_(*plan.problem) {}
  Time start(Instance i) const { return plan_.start[instance_index(*plan_.problem, i)]; }
  Time end(Instance i) const { return start(i) + durations_[i]; }

 private:
  const Plan& plan_;
  Durations durations_;
};

// End of the last instance minus start of the first, of a timed plan, with the problem's own durations.
Time makespan(const Plan&);

// When each micro-batch of a timed plan has completed: the end of the last of its instances.
std::vector<Time> completions(const Plan&);

// 1 - the time that devices compute / (devices x makespan); 0 for an empty makespan.
double bubble_ratio(const Problem&, Time makespan);

// Highest memory of each device over the plan, static memory included. A function of the orders alone,
// because only a device's own instances change its memory and they run one at a time.
std::vector<Bytes> peak_memory(const Problem&, const Orders&);

// The first instance, in some device's order, that exceeds the device's capacity.
struct OutOfMemory {
  Instance instance;
  DeviceId device;
  Bytes needed = 0;  // with this instance, static memory included
  Bytes capacity = 0;
};
// "F0@3 needs 5 MiB on gpu0, which has 4 MiB".
std::string in_words(const Problem&, const OutOfMemory&);

// The one that comes first in the order of the lowest device that exceeds its capacity.
std::optional<OutOfMemory> find_out_of_memory(const Problem&, const Orders&);

// 16 hexadecimal digits that depend on the plan's orders and start times alone (FNV-1a): equal plans, equal
// hash.
std::string plan_hash(const Plan&);

}  // namespace repetend
