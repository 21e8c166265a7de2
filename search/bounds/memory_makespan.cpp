#include <fmt/format.h>

#include <algorithm>

#include "search/bounds/bounds.hpp"
#include "search/bounds/paths.hpp"
#include "sim/problem/machines.hpp"

// The memory count of memory.cpp, summed over all micro-batches, fits into the area under the capacity, over
// the time from the start of the device's first block to the end of its last one. That area is less than
// capacity x time: the count fills and empties step by step. Let A be the largest acquire of the device's
// blocks and t the shortest of those that acquire. They run one at a time, so that at most floor(x / t) + 1
// of them have started x after the first block did, and the count is at most
//   (floor(x / t) + 1) A + the largest workspace.
// Backwards in time the same holds with releases: what is held x before the last block ends is released by
// blocks that end later. A time T that is no shorter than both ramps has an area of capacity x T - lost; a
// shorter one has no more than that of the length of both. So where what must be held exceeds the area of
// that length, T is longer, and
//   T >= (held + lost) / capacity.
// The same with one of the ramps, or none.
namespace repetend::search {
namespace {

struct Ramp {
  Wide lost = 0;    // bytes x time below the capacity
  Wide length = 0;  // until the capacity can be reached
};

Ramp ramp(Bytes room, Bytes at_first, Bytes step, Time every) {
  const Bytes missing = room - at_first - step;  // during the first step
  if (step <= 0 || missing <= 0) return {};
  const Wide steps = (missing + step - 1) / step;
  return {every * (steps * missing - step * (steps * (steps - 1) / 2)), every * steps};
}

class DeviceMemory {
 public:
  DeviceMemory(const Problem& problem, const HeadsAndTails& ht, DeviceId device,
               const std::vector<BlockId>& blocks) {
    for (BlockId b : blocks) {
      const DeviceUse* use = find_use(problem.block(b), device);
      const Time duration = ht.least_duration[b];
      head_ = std::min(head_, ht.head[b]);
      tail_ = std::min(tail_, ht.tail[b]);
      workspace_ = std::max(workspace_, use->workspace);
      acquires_.take(use->acquire, duration);
      releases_.take(use->release, duration);
    }
  }

  Wide makespan(Wide held, Bytes room) const {
    const Ramp up = ramp(room, workspace_, acquires_.largest, acquires_.shortest);
    const Ramp down = ramp(room, workspace_, releases_.largest, releases_.shortest);
    Wide time = 0;
    for (const Ramp& r : {Ramp{}, up, down, Ramp{up.lost + down.lost, up.length + down.length}})
      if (held + r.lost > room * r.length) time = std::max(time, (held + r.lost + room - 1) / room);
    return head_ + tail_ + time;
  }

 private:
  struct Steps {
    Bytes largest = 0;
    Time shortest = std::numeric_limits<Time>::max();
    void take(Bytes amount, Time duration) {
      if (amount <= 0) return;
      largest = std::max(largest, amount);
      shortest = std::min(shortest, duration);
    }
  };
  Time head_ = std::numeric_limits<Time>::max(), tail_ = head_;
  Bytes workspace_ = 0;
  Steps acquires_, releases_;
};

}  // namespace

MakespanBound memory_makespan_bound(const Problem& problem, const Stop& stop) {
  const HeadsAndTails ht = heads_and_tails(problem);
  const IdVector<DeviceId, Wide> integrals = memory_integrals(problem, stop);
  const IdVector<DeviceId, Bytes> usable = usable_memory(problem);
  const auto blocks = blocks_by_machine(problem);
  MakespanBound bound{0, "memory", ""};
  for (DeviceId d : ids<DeviceId>(problem.devices.size())) {
    const Bytes room = usable[d];
    if (room == unlimited || room <= 0 || integrals[d] == 0) continue;
    const Wide value = DeviceMemory(problem, ht, d, blocks[computing(d)])
                           .makespan(integrals[d] * problem.micro_batches, room);
    if (value <= bound.value || value > std::numeric_limits<Time>::max() / 2) continue;
    bound = {static_cast<Time>(value), "memory",
             fmt::format("the memory of {} is held long enough by {} micro-batches", problem.device(d).name,
                         problem.micro_batches)};
  }
  return bound;
}

}  // namespace repetend::search
