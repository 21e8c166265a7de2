// Cyclic schedules: all micro-batches follow one relative schedule, instance (b, n) starts at start[b] + n *
// period. As in software pipelining, the modulo slot of a block is its start modulo the period, and its stage
// is the number of whole periods before. Repetends of u micro-batches are cyclic schedules of the unrolled
// problem.
#pragma once

#include <optional>
#include <vector>

#include "search/control/stop.hpp"
#include "search/modulo/dependences.hpp"

namespace repetend::search {

struct CyclicSchedule {
  Time period = 0;
  IdVector<BlockId, Time> start;  // the earliest is 0

  Time slot(BlockId block) const {
    const Time r = start[block] % period;
    return r < 0 ? r + period : r;
  }
  Time stage(BlockId block) const { return (start[block] - slot(block)) / period; }
};

// What the search over cyclic schedules asks of a periodic problem, compiled once. The problem must outlive
// it.
struct CyclicModel {
  explicit CyclicModel(const Problem&);

  const Problem* problem;
  IdVector<BlockId, Time> duration;
  IdVector<BlockId, std::vector<MachineId>> machines;
  IdVector<MachineId, std::vector<BlockId>> on_machine;
  std::vector<Dependence> arcs;  // of the edges, in edge order
  IdVector<BlockId, std::vector<Dependence>> in, out;
  std::vector<BlockId> order;               // a dependency order of the blocks
  IdVector<MachineId, char> counts_memory;  // its order decides a memory that has a capacity

  auto blocks() const { return duration.ids(); }
  std::size_t block_count() const { return duration.size(); }
};

// The problem of u micro-batches at once, whose cyclic schedules are the repetends of u micro-batches. Copy c
// of block b, at index b * u + c, stands for micro-batches c, c + u, c + 2u, ... The copies follow each other
// in turn, since instances of one block run in micro-batch order. Its micro-batches are repetitions: ceil(N /
// u).
Problem unroll(const Problem&, int u);

// A micro-batch spans the time from the start of its first block to the end of its last one.
Time span(const CyclicModel&, const CyclicSchedule&);

// The blocks of a machine come in the order of their slots.
std::vector<BlockId> blocks_by_slot(const CyclicModel&, MachineId, const CyclicSchedule&);

// The steady peak is the highest level of a machine's memory once the schedule has run for ever, static
// memory included.
Bytes steady_peak(const CyclicModel&, MachineId, const CyclicSchedule&);
// The excess is the sum over the devices of what exceeds their capacity.
Bytes memory_excess(const CyclicModel&, const CyclicSchedule&);

// Moves blocks that acquire more than they release to later stages, as far as what follows them allows.
void delay_acquires(const CyclicModel&, CyclicSchedule&);

// Moves single blocks to other stages, as their edges allow, while that lowers the memory excess: a release
// that does not depend on its acquire may run ahead of it, and an acquire may wait. Where it is stopped it
// ends as far as it got.
void change_stages(const CyclicModel&, CyclicSchedule&, const Stop& = never_stop);

// The model's dependences come with those from each block to the one that follows it on its machines.
std::vector<Dependence> dependences_in_order(const CyclicModel&, const CyclicSchedule&);

// The same orders and stages at their least period >= at_least (a maximum cycle ratio), every block as early
// as possible. The memory of the devices does not change: it is a function of their orders. The schedule must
// obey the dependences and run one block at a time on each machine.
CyclicSchedule tighten(const CyclicModel&, const CyclicSchedule&, Time at_least);

// The same in the problem's transfer mode, where the given schedule may let transfers run when their data is
// there; none where its transfers deadlock in these orders.
std::optional<CyclicSchedule> tighten_with_transfers(const CyclicModel&, const CyclicSchedule&,
                                                     Time at_least);

}  // namespace repetend::search
