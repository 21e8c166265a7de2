// Cyclic schedules: all micro-batches follow one relative schedule, instance (b, n) starts at start[b] + n *
// period. The residue of a block is its start modulo the period, its shift the whole periods before.
// Repetends of u micro-batches are cyclic schedules of the unrolled problem (unroll.hpp).
#pragma once

#include <optional>
#include <vector>

#include "search/control/stop.hpp"
#include "search/modulo/dependences.hpp"

namespace repetend::search {

struct CyclicSchedule {
  Time period = 0;
  std::vector<Time> start;  // by block; the earliest is 0

  Time residue(std::size_t block) const {
    const Time r = start[block] % period;
    return r < 0 ? r + period : r;
  }
  Time shift(std::size_t block) const { return (start[block] - residue(block)) / period; }
};

// What the search over cyclic schedules asks of a problem, compiled once.
struct CyclicModel {
  explicit CyclicModel(const Problem&);

  const Problem* problem;
  std::vector<Time> duration;                       // by block
  std::vector<std::vector<std::size_t>> devices;    // by block
  std::vector<std::vector<std::size_t>> on_device;  // blocks, by device
  std::vector<Dependence> arcs;                     // the edges, in edge order
  std::vector<std::vector<Dependence>> in, out;     // by block
  std::vector<std::size_t> order;                   // a dependency order of the blocks
  std::vector<char> counts_memory;                  // by device: it has a capacity

  std::size_t blocks() const { return duration.size(); }
};

// End of the last block minus the start of the first, of one micro-batch.
Time span(const CyclicModel&, const CyclicSchedule&);

// The blocks of a device by residue.
std::vector<std::size_t> blocks_around(const CyclicModel&, std::size_t device, const CyclicSchedule&);

// Highest level of a device once the schedule has run for ever, static memory included.
Bytes steady_peak(const CyclicModel&, std::size_t device, const CyclicSchedule&);
// Sum over the devices of what exceeds the capacity.
Bytes memory_excess(const CyclicModel&, const CyclicSchedule&);

// Moves blocks that acquire more than they release later by whole periods, as far as what follows them
// allows.
void delay_acquires(const CyclicModel&, CyclicSchedule&);

// Moves single blocks by whole periods, as their edges allow, while that lowers the memory excess: a release
// that does not depend on its acquire may run ahead of it, and an acquire may wait. Stopped: as far as it
// got.
void shift_blocks(const CyclicModel&, CyclicSchedule&, const Stop& = never_stop);

// The model's arcs, and those from each block to the next one around its devices.
std::vector<Dependence> arcs_in_order(const CyclicModel&, const CyclicSchedule&);

// The same cyclic orders and shifts at their least period >= at_least (a maximum cycle ratio), every block as
// early as possible. The memory of the devices does not change: it is a function of their orders. The
// schedule must obey the arcs and run one block at a time on each device.
CyclicSchedule tighten(const CyclicModel&, const CyclicSchedule&, Time at_least);

}  // namespace repetend::search
