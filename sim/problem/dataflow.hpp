// How data move between blocks: the problem's edges as the engine and sim/semantics use them.
#pragma once

#include <ranges>
#include <vector>

#include "sim/problem/instance.hpp"

namespace repetend {

using ChannelId = Id<struct ChannelTag>;
using LinkId = Id<struct LinkTag>;

// A transfer with what it connects. It carries a message for every micro-batch of the producer in `sent`: for
// those whose consumer there is. Between a block of each micro-batch and one of the whole iteration it is one
// message, of the micro-batch that the latter belongs to.
struct Channel : Transfer {
  BlockId producer, consumer;
  int distance = 0;  // from the producer's micro-batch to the consumer's
  MicroBatches sent;
  LinkId link;  // of the directed pair (from, to), for what one lane sends: lanes do not queue for each other
};

struct Message {
  ChannelId channel;
  std::int32_t micro_batch = 0;  // of the producer
  bool operator==(const Message&) const = default;
};

// What must have ended before without a message: an edge none of whose consumer's devices needs a transfer,
// or the instances that a message between a block of each micro-batch and one of the iteration leaves out.
struct DirectEdge {
  enum class Fan { one, gather, spread };  // to the instance `distance` later; of all to one; of one to all
  BlockId producer, consumer;
  int distance = 0;  // Fan::one
  MicroBatches producers, consumers;
  Fan fan = Fan::one;
};

// What an edge asks for besides its messages, if it has any (`transferred`): without them at least Fan::one.
std::vector<DirectEdge> direct_edges(const Problem&, const Edge&, bool transferred);

struct Dataflow {
  std::int32_t micro_batches = 1;
  std::vector<Channel> channels;  // in the order of transfers(): edge order, then device order
  std::size_t links = 0;
  std::vector<std::vector<ChannelId>> sends, receives;         // by block, in that order
  std::vector<std::vector<DirectEdge>> direct_in, direct_out;  // by block

  const Channel& channel(ChannelId c) const { return channels[c.index()]; }
  const Channel& channel(Message m) const { return channel(m.channel); }
  Instance producer(Message m) const { return {channel(m).producer, m.micro_batch}; }
  Instance consumer(Message m) const { return {channel(m).consumer, m.micro_batch + channel(m).distance}; }

  // The messages that an instance sends and receives, in edge order.
  auto sent(Instance i) const {
    return sends[i.block.index()] |
           std::views::filter([this, n = i.micro_batch](ChannelId c) { return channel(c).sent.has(n); }) |
           std::views::transform([n = i.micro_batch](ChannelId c) {
             return Message{c, n};
           });
  }
  auto received(Instance i) const {
    return receives[i.block.index()] | std::views::filter([this, n = i.micro_batch](ChannelId c) {
             return channel(c).sent.has(n - channel(c).distance);
           }) |
           std::views::transform([this, n = i.micro_batch](ChannelId c) {
             return Message{c, n - channel(c).distance};
           });
  }

  // The instances at the other ends of its direct edges, one after the other.
  template <class Visit>
  void direct_producers(Instance i, Visit visit) const {
    for (const DirectEdge& e : direct_in[i.block.index()]) {
      if (!e.consumers.has(i.micro_batch)) continue;
      if (e.fan == DirectEdge::Fan::one)
        visit(Instance{e.producer, i.micro_batch - e.distance});
      else
        for (std::int32_t n : e.producers.numbers()) visit(Instance{e.producer, n});
    }
  }
  template <class Visit>
  void direct_consumers(Instance i, Visit visit) const {
    for (const DirectEdge& e : direct_out[i.block.index()]) {
      if (!e.producers.has(i.micro_batch)) continue;
      if (e.fan == DirectEdge::Fan::one)
        visit(Instance{e.consumer, i.micro_batch + e.distance});
      else
        for (std::int32_t n : e.consumers.numbers()) visit(Instance{e.consumer, n});
    }
  }

  // By instance: how many messages and direct edges lead to it.
  std::vector<std::int32_t> inputs() const;
};

Dataflow dataflow(const Problem&);

}  // namespace repetend
