// What the devices that share a layer exchange with one another, and how long that takes.
#pragma once

#include <vector>

#include "sim/core/units.hpp"

namespace repetend::data {

// Devices on a ring, and the slowest of its links.
struct Ring {
  std::int64_t members = 1;
  double bandwidth = 0;  // bytes/s each way, as far as it can be reached
  Time latency = 0;
};

// The devices that share a layer, by what they share of it.
struct Sharing {
  Ring tensor = {};  // heads, inner widths and words (tensor parallel, Shoeybi et al., 2019)
};

enum class CollectiveKind { all_reduce, all_gather, reduce_scatter };

struct Collective {
  CollectiveKind kind = CollectiveKind::all_reduce;
  Ring Sharing::*group = &Sharing::tensor;
  double bytes = 0;               // on each of the group's devices
  int forward = 0, backward = 0;  // how often in each pass
};

// Adds one, which counts as more of an equal one that is there.
void add(std::vector<Collective>&, const Collective&);

// ns of a collective of `bytes` on each device, which every link of the ring carries at the same time
// (Patarasuk and Yuan, JPDC 2009): n - 1 steps of 1/n of the bytes, of an all-reduce twice as many. Nothing
// for one member.
double collective_ns(CollectiveKind, double bytes, const Ring&);

}  // namespace repetend::data
