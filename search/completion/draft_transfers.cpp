#include <algorithm>

#include "search/completion/draft.hpp"

// How a draft's data travel. Instances of a device are appended in the order in which they run, so what it
// sends is sent in the order in which it is appended.
namespace repetend::search {

Instance Draft::consumer(const Message& m) const {
  const Channel& channel = model_->flow.channel(m.channel);
  return {channel.consumer, m.micro_batch + channel.distance};
}

std::size_t Draft::messages_over(LinkId link, Instance i) const {
  std::size_t count = 0;
  for (ChannelId c : model_->flow.receives[i.block.index()]) {
    const Channel& channel = model_->flow.channel(c);
    count += channel.link == link && i.micro_batch >= channel.distance;
  }
  return count;
}

void Draft::send(Instance i, Time end) {
  for (ChannelId c : model_->flow.sends[i.block.index()]) {
    const Channel& channel = model_->flow.channel(c);
    if (!feeds(i.micro_batch, channel.distance)) continue;
    const Message message{c, i.micro_batch};
    Queue& queue = queues_[channel.link.index()];
    switch (problem().transfer) {
      case TransferMode::none:
      case TransferMode::async:
        queue.free_at = std::max(queue.free_at, end) + channel.occupancy;
        arrive(consumer(message), queue.free_at + channel.latency);
        break;
      case TransferMode::rendezvous:
        queue.sent.push_back({message, end});
        arrive(consumer(message), end);
        break;
      case TransferMode::blocking:
        ports_[channel.from.index()].sends.push_back(message);
        arrive(consumer(message), end);
        break;
    }
  }
}

// Rendezvous. A link is first in, first out: where its last message goes to an instance that more are to come
// for over this link, anything else behind it could never be received.
bool Draft::may_emit(Instance i) const {
  std::vector<Message> emitted;
  for (ChannelId c : model_->flow.sends[i.block.index()]) {
    const Channel& channel = model_->flow.channel(c);
    if (!feeds(i.micro_batch, channel.distance)) continue;
    const Message message{c, i.micro_batch};
    const auto over_same_link = [&](const Message& m) {
      return model_->flow.channel(m.channel).link == channel.link;
    };
    const auto before = std::find_if(emitted.rbegin(), emitted.rend(), over_same_link);
    const Queue& queue = queues_[channel.link.index()];
    std::optional<Instance> open;
    if (before != emitted.rend())
      open = consumer(*before);
    else if (!queue.empty())
      open = consumer(queue.sent.back().message);
    if (open && *open != consumer(message) && !has_all(channel.link, *open, emitted)) return false;
    emitted.push_back(message);
  }
  return true;
}

// All that the last receiver on the link will get over it is there, or among what is emitted now.
bool Draft::has_all(LinkId link, Instance open, const std::vector<Message>& emitted) const {
  const Queue& queue = queues_[link.index()];
  auto there = static_cast<std::size_t>(std::ranges::count_if(emitted, [&](const Message& m) {
    return model_->flow.channel(m.channel).link == link && consumer(m) == open;
  }));
  for (std::size_t k = queue.sent.size(); k > queue.head && consumer(queue.sent[k - 1].message) == open; --k)
    ++there;
  return there == messages_over(link, open);
}

// When the instance has received all its inputs; none where they are not the next of their links.
std::optional<Time> Draft::rendezvous(Instance i) const {
  Time latest = 0;
  for (LinkId l : model_->inbound[i.block.index()]) {
    const Queue& queue = queues_[l.index()];
    Time link_free = queue.free_at;
    for (std::size_t k = 0; k < messages_over(l, i); ++k) {
      const Sent& sent = queue.sent[queue.head + k];
      if (consumer(sent.message) != i) return std::nullopt;
      const Channel& channel = model_->flow.channel(sent.message.channel);
      link_free = std::max({link_free, sent.at, free_[channel.to.index()]}) + channel.occupancy;
      latest = std::max(latest, link_free + channel.latency);
    }
  }
  return latest;
}

// Blocking. What the instance needs is exchanged step by step: a sender must come to it, and a device that
// has something else to send first waits for who receives that.
std::optional<Time> Draft::handshakes(Instance i, Changes& changes) const {
  const auto& uses = problem().block(i.block).uses;
  while (!receive_all(i, changes)) {
    bool moved = false;
    for (const DeviceUse& use : uses) moved |= make_way(i, use.device, changes);
    for (ChannelId c : model_->flow.receives[i.block.index()])
      moved |= make_way(i, model_->flow.channel(c).from, changes);
    if (!moved) return std::nullopt;
  }
  Time at = 0;
  for (const DeviceUse& use : uses) at = std::max(at, change_of(use.device, changes).at);
  return at;
}

// As far as it goes: true when all its devices have sent what they had to and received all its data.
bool Draft::receive_all(Instance i, Changes& changes) const {
  bool complete = true;
  for (bool moved = true; moved;) {
    moved = false;
    complete = true;
    for (const DeviceUse& use : problem().block(i.block).uses) {
      const std::vector<Message> expected = receives(i, use.device);
      const auto received = [&] { return change_of(use.device, changes).port.received; };
      while (received() < expected.size() && exchange(expected[received()], changes)) moved = true;
      const Port& port = change_of(use.device, changes).port;
      complete &=
          port.drained() && port.received == expected.size() && (!port.receiver || *port.receiver == i);
    }
  }
  return complete;
}

// The device sends what it is at to a later instance of this micro-batch that needs this one too, and so
// cannot have been appended before: its device begins to receive, unless it has yet to run what that instance
// needs.
bool Draft::make_way(Instance i, DeviceId from, Changes& changes) const {
  const Port& port = change_of(from, changes).port;
  if (port.drained()) return false;
  const Message message = port.sends[port.sent];
  const Instance later = consumer(message);
  const auto needs = [&](BlockId b) { return model_->before[b.index()][later.block.index()] != 0; };
  if (later.micro_batch != i.micro_batch || !needs(i.block)) return false;
  const DeviceId to = model_->flow.channel(message.channel).to;
  for (BlockId b : ids<BlockId>(problem().blocks.size()))
    if (needs(b) && next(b).micro_batch <= later.micro_batch && find_use(problem().block(b), to))
      return false;
  return exchange(message, changes);
}

// One transfer, where the sender has come to it and the receiver has nothing to do before.
bool Draft::exchange(const Message& m, Changes& changes) const {
  const Channel& channel = model_->flow.channel(m.channel);
  const Instance to = consumer(m);
  change_of(channel.from, changes);  // both are there before either is referred to
  Change& receiver = change_of(channel.to, changes);
  Change& sender = change_of(channel.from, changes);
  const auto same = [&m](const Message& o) {
    return o.channel == m.channel && o.micro_batch == m.micro_batch;
  };
  if (sender.port.drained() || !same(sender.port.sends[sender.port.sent]) || !receiver.port.drained())
    return false;
  if (receiver.port.receiver && *receiver.port.receiver != to) return false;
  if (!same(receives(to, channel.to)[receiver.port.received])) return false;
  sender.at = receiver.at = std::max(sender.at, receiver.at) + channel.occupancy + channel.latency;
  ++sender.port.sent;
  receiver.port.receiver = to;
  ++receiver.port.received;
  return true;
}

std::vector<Message> Draft::receives(Instance i, DeviceId to) const {
  std::vector<Message> result;
  for (ChannelId c : model_->flow.receives[i.block.index()]) {
    const Channel& channel = model_->flow.channel(c);
    if (channel.to == to && i.micro_batch >= channel.distance)
      result.push_back({c, i.micro_batch - channel.distance});
  }
  return result;
}

Draft::Change& Draft::change_of(DeviceId d, Changes& changes) const {
  const auto known = std::ranges::find(changes, d, &Change::device);
  if (known != changes.end()) return *known;
  return changes.emplace_back(Change{d, ports_[d.index()], free_[d.index()]});
}

void Draft::take_received(Instance i) {
  if (problem().transfer == TransferMode::blocking) {
    Changes changes;
    handshakes(i, changes);
    for (Change& change : changes) {
      ports_[change.device.index()] = std::move(change.port);
      free_[change.device.index()] = change.at;
    }
    for (const DeviceUse& use : problem().block(i.block).uses) ports_[use.device.index()] = {};
  }
  if (problem().transfer != TransferMode::rendezvous) return;
  for (LinkId l : model_->inbound[i.block.index()]) {
    Queue& queue = queues_[l.index()];
    for (std::size_t k = messages_over(l, i); k > 0; --k) {
      const Sent& sent = queue.sent[queue.head++];
      const Channel& channel = model_->flow.channel(sent.message.channel);
      queue.free_at = std::max({queue.free_at, sent.at, free_[channel.to.index()]}) + channel.occupancy;
    }
  }
}

}  // namespace repetend::search
