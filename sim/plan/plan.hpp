// A plan (docs/semantics.md): for every machine the order of its instances; with start times once timed.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/core/id_vector.hpp"
#include "sim/problem/durations.hpp"
#include "sim/problem/pools.hpp"

namespace repetend {

// The instances of each machine in the order it runs them. A gang's instance stands in that of each of its
// machines.
using Orders = IdVector<MachineId, std::vector<Instance>>;

// "F0@3": the block's name and the micro-batch, as every message writes it.
std::string instance_name(const Problem&, Instance);

// Instance `after` starts no earlier than `before` has ended, or only started where that releases what is
// waited for (MemoryRelease::start) or where a reload would come too early otherwise. Waits make the levels
// of pools that several machines change a function of the plan.
struct Wait {
  Instance before, after;
  bool for_start = false;
  auto operator<=>(const Wait&) const = default;
};

// Neighbours in the orders of all their machines that run as one: one instance or, where the backward is
// split, several of one side of a Pair and one or several of the other, in their order there. They start and
// end together.
using FusedGroup = std::vector<Instance>;

// What holds between instances beside the orders of their machines.
struct Couplings {
  std::vector<Wait> waits = {};
  std::vector<FusedGroup> fused = {};
  bool empty() const { return waits.empty() && fused.empty(); }
};

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
  std::vector<Time> start;  // ns, by instance_index(), 0 where no instance is; empty while it is not timed
  std::optional<Repetend> repetend;
  Couplings couplings = {};
  // ns, by instance_index(): sampled or measured; empty: the problem's own, and those of the fused groups.
  std::vector<Time> durations = {};
  // The order in which the micro-batches are fed, where MicroBatchOrder::free lets it be another than by
  // number.
  std::vector<std::int32_t> micro_batch_order = {};

  bool timed() const { return !start.empty(); }
};

// How long the instances of a plan take: as it says, or as its problem does, where a fused group takes the
// time of its pair. A group that no pair declares has none: it takes that of its longest instance.
class PlanDurations {
 public:
  explicit PlanDurations(const Plan& plan) : PlanDurations(*plan.problem, plan.couplings, plan.durations) {}
  PlanDurations(const Problem&, const Couplings&, std::vector<Time> given = {});
  Time operator[](Instance i) const {
    return by_instance_.empty() ? own_[i] : by_instance_[instance_index(*problem_, i)];
  }

 private:
  const Problem* problem_;
  Durations own_;
  std::vector<Time> by_instance_;
};

// The pair that declares a fused group; null where none does.
const Pair* find_pair(const Problem&, const FusedGroup&);

// When the instances of a timed plan start and end. The plan must outlive it.
class Timetable {
 public:
  explicit Timetable(const Plan& plan) : plan_(plan), durations_(plan) {}
  Time start(Instance i) const { return plan_.start[instance_index(*plan_.problem, i)]; }
  Time end(Instance i) const { return start(i) + durations_[i]; }

 private:
  const Plan& plan_;
  PlanDurations durations_;
};

// When a timed plan starts its first instance.
Time first_start(const Plan&);

// End of the last instance minus start of the first, of a timed plan.
Time makespan(const Plan&);

// When each micro-batch of a timed plan has completed: the end of the last of its instances.
std::vector<Time> completions(const Plan&);

// 1 - the time that devices compute / (devices x makespan); 0 for an empty makespan.
double bubble_ratio(const Problem&, Time makespan);
// With the durations of the plan, where what is fused computes once.
double bubble_ratio(const Plan&, Time makespan);

// Highest memory of each device over the plan, static memory included. A function of the orders alone where
// only a device's own lane changes its memory (sole_machines() of sim/problem/pools.hpp).
std::vector<Bytes> peak_memory(const Problem&, const Orders&);

// The first instance, in some device's order, that exceeds the device's capacity.
struct OutOfMemory {
  Instance instance;
  PoolId pool;
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
