// How data move between blocks: the problem's edges as the engine and sim/semantics use them.
#pragma once

#include <ranges>
#include <vector>

#include "sim/problem/instance.hpp"

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
  bool operator==(const Message&) const = default;
};

// An edge none of whose consumer's devices needs a transfer.
struct DirectEdge {
  BlockId producer, consumer;
  int distance = 0;
};

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

  // Whether there is an instance at the other end of an edge, that many micro-batches later or earlier.
  bool feeds(std::int32_t n, int distance) const { return distance < micro_batches - n; }
  static bool is_fed(std::int32_t n, int distance) { return n >= distance; }

  // The messages that an instance sends and receives, in edge order.
  auto sent(Instance i) const {
    return sends[i.block.index()] | std::views::filter([this, n = i.micro_batch](ChannelId c) {
             return feeds(n, channel(c).distance);
           }) |
           std::views::transform([n = i.micro_batch](ChannelId c) {
             return Message{c, n};
           });
  }
  auto received(Instance i) const {
    return receives[i.block.index()] | std::views::filter([this, n = i.micro_batch](ChannelId c) {
             return is_fed(n, channel(c).distance);
           }) |
           std::views::transform([this, n = i.micro_batch](ChannelId c) {
             return Message{c, n - channel(c).distance};
           });
  }

  // The instances at the other ends of its direct edges.
  auto direct_producers(Instance i) const {
    return direct_in[i.block.index()] |
           std::views::filter([n = i.micro_batch](const DirectEdge& e) { return is_fed(n, e.distance); }) |
           std::views::transform([n = i.micro_batch](const DirectEdge& e) {
             return Instance{e.producer, n - e.distance};
           });
  }
  auto direct_consumers(Instance i) const {
    return direct_out[i.block.index()] | std::views::filter([this, n = i.micro_batch](const DirectEdge& e) {
             return feeds(n, e.distance);
           }) |
           std::views::transform([n = i.micro_batch](const DirectEdge& e) {
             return Instance{e.consumer, n + e.distance};
           });
  }

  // By instance: how many messages and direct edges lead to it.
  std::vector<std::int32_t> inputs() const;
};

Dataflow dataflow(const Problem&);

}  // namespace repetend
