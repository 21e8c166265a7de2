#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>

#include "search/bounds/bounds.hpp"
#include "search/bounds/paths.hpp"
#include "search/control/work_limit.hpp"
#include "sim/problem/durations.hpp"
#include "sim/problem/machines.hpp"

// How long a device idles while the pipeline fills and drains, as its memory lets it run only so far ahead.
// Take a time e before which none of the device's blocks that release memory can start, because their
// heads are no less. Of the other blocks those with a head below e may have run by then, N times each at
// most, and all that they acquired is still held: they have worked w(e) at most, the best fractional knapsack
// of work into the memory. Backwards in time, in the last f, where f is no more than the tail of any block
// that acquires: what is released then was held before, and if all of it is given back in the end, the work
// w'(f) is bounded in the same way. (Where releases happen at the start of a block, one block that runs as
// those f begin has released already.)
// Let the device work W in all. If W > w(e) + w'(f) the two ends cannot cover the plan, so they are apart,
// and
//   makespan >= e + (W - w(e) - w'(f)) + f.
// With e and f the least head and tail that is the device bound. A pipeline whose memory is that of 1F1B:
// device r can start p - r forwards only until the first one has come back.
namespace repetend::search {
namespace {

struct Item {
  Time duration;   // the greatest of the block's instances
  Time total;      // of all of them
  Time reach;      // earliest start; backwards: shortest time from its end to the end of the plan
  Bytes kept;      // acquired; backwards: released
  bool gives_way;  // ends the ramp: releases; backwards: acquires
};

// One end of the plan has a length, and a most of work that can be done in it.
struct End {
  Time length;
  Wide work;
};

// Items with more work a byte come first.
bool denser(const Item& a, const Item& b) {
  return static_cast<Wide>(a.duration) * b.kept > static_cast<Wide>(b.duration) * a.kept;
}

// This is the most work of the items whose reach is below `length`; they come in the order of `denser`.
Wide most_work(const std::vector<Item>& items, Time length, Bytes room, Time micro_batches) {
  Wide work = 0, left = room;
  for (const Item& item : items) {
    if (item.reach >= length) continue;
    const Wide all = static_cast<Wide>(item.kept) * micro_batches;
    const bool fits = room == unlimited || all <= left;
    work += fits ? static_cast<Wide>(item.total) : (left * item.duration + item.kept - 1) / item.kept;
    if (room != unlimited) left -= fits ? all : left;
  }
  return work;
}

Time longest_running(const std::vector<Item>& items, Time length) {
  Time longest = 0;
  for (const Item& item : items)
    if (item.reach < length) longest = std::max(longest, item.duration);
  return longest;
}

// Only the lengths at which some block's reach begins can matter as e, or f.
std::vector<End> ends(std::vector<Item> items, Bytes room, Time micro_batches, bool one_more,
                      WorkLimit& limit) {
  std::ranges::sort(items, denser);
  Time longest = std::numeric_limits<Time>::max();
  std::set<Time> lengths;
  for (const Item& item : items) {
    lengths.insert(item.reach);
    if (item.gives_way) longest = std::min(longest, item.reach);
  }
  std::vector<End> result;
  for (Time length : lengths)
    if (length <= longest && limit.take(items.size()))
      result.push_back({length, most_work(items, length, room, micro_batches) +
                                    (one_more ? longest_running(items, length) : 0)});
  return result;
}

Wide bound_of(const std::vector<End>& fill, const std::vector<End>& drain, Wide work, WorkLimit& limit) {
  Wide bound = 0;
  for (const End& e : fill) {
    if (!limit.take(drain.size())) break;
    for (const End& f : drain)
      if (work > e.work + f.work) bound = std::max(bound, e.length + (work - e.work - f.work) + f.length);
  }
  return bound;
}

// Of a block's instances.
struct Spans {
  IdVector<BlockId, Time> greatest, total;
};

Wide ramps(const Problem& problem, const HeadsAndTails& ht, const Spans& spans, MachineId m,
           const std::vector<BlockId>& blocks, Bytes usable, WorkLimit& limit) {
  std::vector<Item> forth, back;
  Bytes balance = 0;
  Wide work = 0;
  for (BlockId b : blocks) {
    const DeviceUse& use = use_at(problem, b, m);
    forth.push_back({spans.greatest[b], spans.total[b], ht.head[b], use.acquire, use.release > 0});
    back.push_back({spans.greatest[b], spans.total[b], ht.tail[b], use.release, use.acquire > 0});
    balance += use.acquire - use.release;
    work += spans.total[b];
  }
  const Bytes room = std::max<Bytes>(0, usable);
  const bool at_start = problem.memory_release == MemoryRelease::start;
  return bound_of(ends(forth, room, problem.micro_batches, false, limit),
                  ends(back, balance == 0 ? room : unlimited, problem.micro_batches, at_start, limit), work,
                  limit);
}

}  // namespace

MakespanBound ramp_makespan_bound(const Problem& problem, const Stop& stop) {
  const HeadsAndTails ht = heads_and_tails(problem);
  const Spans spans{greatest_durations(problem), total_durations(problem)};
  const auto by_machine = blocks_by_machine(problem);
  const IdVector<DeviceId, Bytes> usable = usable_memory(problem);
  WorkLimit limit(stop);
  MakespanBound bound{0, "ramp", ""};
  for (MachineId m : by_machine.ids()) {
    const Wide value = ramps(problem, ht, spans, m, by_machine[m], usable[device_of(problem, m)], limit);
    if (value <= bound.value || value > std::numeric_limits<Time>::max() / 2) continue;
    bound = {static_cast<Time>(value), "ramp",
             fmt::format("{} has memory for so much work only until the first micro-batch has come back to "
                         "it and after the last one has gone on from it, and has {} micro-batches of work",
                         machine_name(problem, m), problem.micro_batches)};
  }
  return bound;
}

}  // namespace repetend::search
