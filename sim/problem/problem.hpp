// The problem (docs/semantics.md, "Problem"): the block graph of one micro-batch, the devices it is placed
// on, the links between them and the number of micro-batches. It is plain data: anyone may fill it in, and
// check() of check.hpp says whether it makes sense. Times are in nanoseconds, memory in bytes, rates in bytes
// per second.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/core/ids.hpp"
#include "sim/core/units.hpp"

namespace repetend {

enum class BlockKind {
#define BLOCK_KIND(kind, name) kind,
#include "sim/problem/block_kinds.def"
#undef BLOCK_KIND
};
inline constexpr std::array all_kinds{
#define BLOCK_KIND(kind, name) BlockKind::kind,
#include "sim/problem/block_kinds.def"
#undef BLOCK_KIND
};
bool is_backward(BlockKind);  // the whole of it or a part

// When data move and who waits for them: the table of docs/semantics.md, "Transfers".
enum class TransferMode { none, async, rendezvous, blocking };

// When a block gives memory back: at its end, or, as Tessel has it, netted against what it takes at its
// start.
enum class MemoryRelease { end, start };

struct Device {
  std::string name = {};
  Bytes memory = unlimited;  // capacity
  Bytes static_memory = 0;   // weights, optimizer state; part of every peak
  Speed speed = unit_speed;  // in 1e-9: a device of unit_speed takes a block's own time
};

// What a block does to the memory of one of its devices.
struct DeviceUse {
  DeviceId device;
  Bytes acquire = 0;    // taken at the block's start, kept
  Bytes release = 0;    // given back at the block's end (MemoryRelease::start: at its start)
  Bytes workspace = 0;  // held only while the block runs
};

// A piece of work that every micro-batch does once, without interruption, on all its devices at the same
// time. For one micro-batch, what the blocks acquire on a device must be what they release there.
struct Block {
  std::string name = {};
  BlockKind kind = BlockKind::other;
  std::optional<int> stage = {};     // of the pipeline, from 0; only for people and charts
  Time time = 0;                     // on a device of unit speed
  std::vector<DeviceUse> uses = {};  // sorted by device, at least one; more than one: a gang
};

// Instance (from, n) precedes (to, n + distance).
struct Edge {
  BlockId from, to;
  Bytes bytes = 0;   // sent to every device of `to` that is none of `from`'s
  int distance = 0;  // in micro-batches, at least 0
};

struct Link {
  Time latency = 0;
  Bytes bandwidth = 0;  // bytes per second
};

struct Links {
  std::optional<Link> fallback;                         // of the pairs not listed
  std::map<std::pair<DeviceId, DeviceId>, Link> pairs;  // directed: (from, to)
};

// The facts say what a plan means for the model that its problem was priced from; no plan depends on them.
struct ModelFacts {
  std::int64_t replicas = 1;                       // data parallel
  std::int64_t samples = 0, tokens = 0;            // of a micro-batch, over all replicas
  double flop = 0;                                 // model FLOP of a micro-batch, of one replica
  double peak_flops = 0;                           // FLOP/s of the devices of one replica at their dense peak
  Time gradient_exchange = 0, optimizer_step = 0;  // after the last micro-batch
  std::string costs = {};                          // where the costs come from, in words
};

// Ids are indices: DeviceId{0} is devices[0]. A Problem is shared by the plans made of it
// (std::shared_ptr<const Problem>) and never changes once it is.
struct Problem {
  std::string name = {};
  std::string placement = "main";  // or the name of the alternative
  std::vector<Device> devices;
  std::vector<Block> blocks;
  std::vector<Edge> edges;  // by consumer in block order, then as its `after` lists them: the "edge order"
  Links links;
  TransferMode transfer = TransferMode::none;
  MemoryRelease memory_release = MemoryRelease::end;
  int micro_batches = 1;
  std::optional<ModelFacts> model = {};  // of a problem that was priced from a `model:`

  const Device& device(DeviceId d) const { return devices[d.index()]; }
  const Block& block(BlockId b) const { return blocks[b.index()]; }
  const Edge& edge(EdgeId e) const { return edges[e.index()]; }
  // An instance is a block of one micro-batch.
  std::size_t instances() const { return blocks.size() * static_cast<std::size_t>(micro_batches); }
};

// The bytes that one directed link carries for one edge and micro-batch.
struct Transfer {
  EdgeId edge;
  DeviceId from, to;
  MachineId sender, receiver;  // those of producer and consumer there
  Time occupancy = 0;          // ceil(bytes / bandwidth): how long the link is taken
  Time latency = 0;            // delivered this long after the link is free again

  Time until_delivered() const { return occupancy + latency; }
};

// The transfers of one micro-batch: of each edge, in edge order, one to every device of the consumer that is
// none of the producer's, in device order, from the producer's lowest device. Empty with TransferMode::none.
std::vector<Transfer> transfers(const Problem&);

// The link of a directed pair, or null when neither listed nor given a default.
const Link* find_link(const Problem&, DeviceId from, DeviceId to);

// The block's use of the device, or null when it does not run there.
const DeviceUse* find_use(const Block&, DeviceId);

// The same problem for so many micro-batches, and with a block that takes `numerator` / `denominator` of its
// time, rounded up.
Problem with_micro_batches(Problem, int);
Problem with_time_scaled(Problem, BlockId, std::int64_t numerator, std::int64_t denominator);

std::string_view to_string(BlockKind);
std::string_view to_string(TransferMode);
std::string_view to_string(MemoryRelease);

}  // namespace repetend
