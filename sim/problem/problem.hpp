// The problem (docs/semantics.md, "Problem"): the block graph of one micro-batch, the devices it is placed
// on, the links between them and the number of micro-batches; and, where a scenario says so, further lanes,
// pools, repeats, pairs and choices. What is not there says nothing: a plain problem is as short as it was.
// It is plain data: anyone may fill it in, and check() of check.hpp says whether it makes sense. Times are in
// nanoseconds, memory in bytes, rates in bytes per second.
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

// How often a block runs: once a micro-batch, or once an iteration, as of the first or the last micro-batch.
enum class Repeat { each, first, last };

// In which order micro-batches that are not alike are fed: as they are numbered, or as the search likes.
enum class MicroBatchOrder { given, free };

struct Device {
  std::string name = {};
  Bytes memory = unlimited;  // capacity
  Bytes static_memory = 0;   // weights, optimizer state; part of every peak
  Speed speed = unit_speed;  // in 1e-9: a device of unit_speed takes a block's own time
};

// What runs at most one block at a time, beside the computing lane that every device has: a further lane of a
// device, or a machine that belongs to none (a switch that two devices share).
struct Machine {
  std::string name = {};  // of a lane: the lane's own
  std::optional<DeviceId> device = {};
  Speed speed = unit_speed;  // in 1e-9
};

// What holds bytes beside the memory of the devices: a node's host memory.
struct Pool {
  std::string name = {};
  Bytes capacity = unlimited;
  Bytes static_memory = 0;  // part of every level
};

// What a block does to a pool; DeviceUse says when. The memory of a device is the pool of its index.
struct PoolUse {
  PoolId pool;
  Bytes acquire = 0, release = 0, workspace = 0;
  bool operator==(const PoolUse&) const = default;
};

// What a block does to the memory of one of its devices.
struct DeviceUse {
  DeviceId device;
  Bytes acquire = 0;    // taken at the block's start, kept
  Bytes release = 0;    // given back at the block's end (MemoryRelease::start: at its start)
  Bytes workspace = 0;  // held only while the block runs
  bool operator==(const DeviceUse&) const = default;
};

// A piece of work that every micro-batch does once, without interruption, on all its devices at the same
// time. For one micro-batch, what the blocks acquire in a pool must be what they release there; blocks that
// run once an iteration must do so together.
struct Block {
  std::string name = {};
  BlockKind kind = BlockKind::other;
  std::optional<int> stage = {};     // of the pipeline, from 0; only for people and charts
  Time time = 0;                     // on machines of unit speed
  std::vector<DeviceUse> uses = {};  // sorted by device, at least one; more than one: a gang
  Repeat repeat = Repeat::each;
  std::vector<Time> times = {};          // by micro-batch, in the place of `time`; empty: all take that
  std::vector<MachineId> machines = {};  // all it occupies, lowest first; empty: its devices' computing lanes
  std::vector<PoolUse> elsewhere = {};   // sorted by pool: those that are not the memory of its devices
  bool operator==(const Block&) const = default;
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

// An instance of the first side next to one of the second in a device's order may run fused with it: both
// start when the inputs of both are there and end together. A side is one block, or a split backward's in
// their order; all of them occupy the same machines.
struct Pair {
  std::vector<BlockId> first, second;
  Time time = 0;  // of the whole, on machines of unit speed
};

// One of several ways, for the whole plan: the blocks that exist only with it, and blocks as they are while
// it holds (of the same name).
struct Option {
  std::string name = {};
  std::vector<BlockId> blocks = {};
  std::vector<std::pair<BlockId, Block>> set = {};
};
struct Choice {
  std::string name = {};
  std::vector<Option> options = {};
};

// While two lanes of a device are busy at once, each advances at 1 / factor. Only the engine plays it.
struct Interference {
  std::string first, second;  // names of lanes
  Speed factor = unit_speed;  // in 1e-9, at least 1
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
  std::vector<Machine> machines = {};    // MachineId: after the devices' computing lanes, in this order
  std::vector<Pool> pools = {};          // PoolId: after the devices' memories, in this order
  std::vector<Speed> scale =
      {};  // by micro-batch, in 1e-9, of the times of all blocks that each runs; empty: 1
  MicroBatchOrder micro_batch_order = MicroBatchOrder::given;
  std::vector<Pair> pairs = {};
  std::vector<Choice> choices = {};                              // still open
  std::vector<std::pair<std::string, std::string>> chosen = {};  // choice and option, of those made
  std::vector<Interference> interference = {};

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
