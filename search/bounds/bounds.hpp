// Lower bounds on the period of a repetition and on the makespan of N micro-batches, each with its proof
// where it is computed. All hold for every plan, so also for repetends of any number of micro-batches. Those
// that may take long end within a number of steps (effort.bounds.steps) or when they are told to, and hold
// then all the same.
#pragma once

#include <string>
#include <vector>

#include "search/control/stop.hpp"
#include "sim/core/id_vector.hpp"
#include "sim/core/ratio.hpp"
#include "sim/problem/problem.hpp"

namespace repetend::search {

// No plan repeats faster than `exact` a micro-batch in the long run.
struct PeriodBound {
  Ratio exact;
  std::string name;    // "device", "link", "clique", "recurrence", "memory"
  std::string reason;  // in words
};

PeriodBound device_bound(const Problem&);
PeriodBound link_bound(const Problem&);
PeriodBound clique_bound(const Problem&, const Stop& = never_stop);
PeriodBound recurrence_bound(const Problem&, const Stop& = never_stop);
PeriodBound memory_bound(const Problem&, const Stop& = never_stop);
PeriodBound windows_bound(const Problem&, const Stop& = never_stop);

// The largest of these bounds is taken, the first among equals.
PeriodBound period_bound(const Problem&, const Stop& = never_stop);

struct MakespanBound {
  Time value = 0;
  std::string name;  // "device", "clique", "path", "barrier", "memory", "ramp"
  std::string reason;
};

MakespanBound path_makespan_bound(const Problem&, const Stop& = never_stop);
MakespanBound work_makespan_bound(const Problem&, const Stop& = never_stop);
// It is 0 where no gang helps.
MakespanBound barrier_makespan_bound(const Problem&, const Stop& = never_stop);
MakespanBound memory_makespan_bound(const Problem&, const Stop& = never_stop);
// It is the device bound, or more where memory is short.
MakespanBound ramp_makespan_bound(const Problem&, const Stop& = never_stop);
MakespanBound makespan_bound(const Problem&, const Stop& = never_stop);

// Whether, on every device with a capacity, blocks release only what blocks before them in their own
// micro-batch have acquired.
bool releases_follow(const Problem&);
// By micro-batch, n = 1 first: when it has completed at the earliest, and so have all before it.
std::vector<Time> completion_bounds(const Problem&);

struct CompletionsBound {
  Time sum = 0;  // of the times at which the micro-batches complete, at most sum_limit
  std::string name;
  std::string reason;
};
CompletionsBound completions_bound(const Problem&);

// The levels of every device's memory are multiples of it.
Bytes peak_unit(const Problem&);

// No repetend of that period a micro-batch, of any number of them, has a lower highest peak of a device.
// `enough` is the peak of one that is known, and an upper limit of the answer. Stopped, it is a lower one.
Bytes peak_bound(const Problem&, const Ratio& period, Bytes enough, const Stop& = never_stop);
// The same of plans that take no longer than a makespan.
Bytes peak_bound(const Problem&, Time makespan, Bytes enough, const Stop& = never_stop);
// The problem with no device above that memory, and the least that it makes sense for: what a device holds
// before anything runs.
Problem with_memory_at_most(Problem, Bytes);
Bytes most_static_memory(const Problem&);

// The blocks of a heavy clique of the conflict graph, whose edges are the pairs of blocks that share a
// device: the heaviest one where the search ends within its limit.
std::vector<BlockId> heavy_clique(const Problem&, const Stop& = never_stop);

// The sum over a micro-batch of bytes x time that a device's memory must hold at the least (memory.cpp); 0
// where nothing can be said.
IdVector<DeviceId, Wide> memory_integrals(const Problem&, const Stop& = never_stop);
// What each device can hold beyond its static memory, rounded down to what its blocks can add up to;
// `unlimited` stays.
IdVector<DeviceId, Bytes> usable_memory(const Problem&);

}  // namespace repetend::search
