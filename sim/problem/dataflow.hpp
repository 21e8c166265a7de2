// How data moves between blocks: the problem's edges as the engine and the fast evaluator use them.
#pragma once

#include <vector>

#include "sim/problem/problem.hpp"

namespace repetend {

using ChannelId = Id<struct ChannelTag>;
using LinkId = Id<struct LinkTag>;

// A transfer with what it connects; it carries one message for each micro-batch.
struct Channel : Transfer {
  BlockId producer, consumer;
  int distance = 0;
  LinkId link;  // of the directed pair (from, to)
};

struct Message {
  ChannelId channel;
  std::int32_t micro_batch = 0;  // of the producer
};

// An edge none of whose consumer's devices needs a transfer.
struct DirectEdge {
  BlockId producer, consumer;
  int distance = 0;
};

struct Dataflow {
  std::vector<Channel> channels;  // in the order of transfers(): edge order, then device order
  std::size_t links = 0;
  std::vector<std::vector<ChannelId>> sends, receives;         // by block, in that order
  std::vector<std::vector<DirectEdge>> direct_in, direct_out;  // by block

  const Channel& channel(ChannelId c) const { return channels[c.index()]; }
};

Dataflow dataflow(const Problem&);

}  // namespace repetend
