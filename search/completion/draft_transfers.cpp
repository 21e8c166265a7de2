#include <algorithm>

#include "search/completion/draft.hpp"

// How a draft's data travel. Instances of a machine are appended in the order in which they run, so what it
// sends is sent in the order in which it is appended.
namespace repetend::search {

std::size_t Draft::messages_over(LinkId link, Instance i) const {
  return static_cast<std::size_t>(std::ranges::count_if(
      flow().received(i), [&](const Message& m) { return flow().channel(m).link == link; }));
}

void Draft::send(Instance i, Time end) {
  for (const Message message : flow().sent(i)) {
    const Channel& channel = flow().channel(message);
    const Instance consumer = flow().consumer(message);
    Queue& queue = queues_[channel.link.index()];
    switch (problem().transfer) {
      case TransferMode::none:
      case TransferMode::async:
        queue.free_at = std::max(queue.free_at, end) + channel.occupancy;
        arrive(consumer, queue.free_at + channel.latency);
        break;
      case TransferMode::rendezvous:
        queue.sent.push_back({message, end});
        arrive(consumer, end);
        break;
      case TransferMode::blocking:
        ports_[channel.sender].sends.push_back(message);
        arrive(consumer, end);
        break;
    }
  }
}

// Rendezvous. A link is first in, first out: where its last message goes to an instance that more are to come
// for over this link, anything else behind it could never be received.
bool Draft::may_emit(Instance i) const {
  std::vector<Message> emitted;
  for (const Message message : flow().sent(i)) {
    const Channel& channel = flow().channel(message);
    const auto over_same_link = [&](const Message& m) { return flow().channel(m).link == channel.link; };
    const auto before = std::find_if(emitted.rbegin(), emitted.rend(), over_same_link);
    const Queue& queue = queues_[channel.link.index()];
    std::optional<Instance> open;
    if (before != emitted.rend())
      open = flow().consumer(*before);
    else if (!queue.empty())
      open = flow().consumer(queue.sent.back().message);
    if (open && *open != flow().consumer(message) && !has_all(channel.link, *open, emitted)) return false;
    emitted.push_back(message);
  }
  return true;
}

// All that the last receiver on the link will get over it is there, or among what is emitted now.
bool Draft::has_all(LinkId link, Instance open, const std::vector<Message>& emitted) const {
  const Queue& queue = queues_[link.index()];
  auto there = static_cast<std::size_t>(std::ranges::count_if(emitted, [&](const Message& m) {
    return flow().channel(m).link == link && flow().consumer(m) == open;
  }));
  for (std::size_t k = queue.sent.size();
       k > queue.head && flow().consumer(queue.sent[k - 1].message) == open; --k)
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
      if (flow().consumer(sent.message) != i) return std::nullopt;
      const Channel& channel = flow().channel(sent.message);
      link_free = std::max({link_free, sent.at, free_[channel.receiver]}) + channel.occupancy;
      latest = std::max(latest, link_free + channel.latency);
    }
  }
  return latest;
}

// Blocking. What the instance needs is exchanged step by step: a sender must come to it, and a machine that
// has something else to send first waits for who receives that.
std::optional<Time> Draft::handshakes(Instance i, Changes& changes) const {
  const auto& machines = semantics().machines(i.block);
  while (!receive_all(i, changes)) {
    bool moved = false;
    for (MachineId m : machines) moved |= make_way(i, m, changes);
    for (ChannelId c : flow().receives[i.block.index()])
      moved |= make_way(i, flow().channel(c).sender, changes);
    if (!moved) return std::nullopt;
  }
  Time at = 0;
  for (MachineId m : machines) at = std::max(at, change_of(m, changes).at);
  return at;
}

// As far as it goes: true when all its machines have sent what they had to and received all its data.
bool Draft::receive_all(Instance i, Changes& changes) const {
  bool complete = true;
  for (bool moved = true; moved;) {
    moved = false;
    complete = true;
    for (MachineId m : semantics().machines(i.block)) {
      const std::vector<Message> expected = receives(i, m);
      const auto received = [&] { return change_of(m, changes).port.received; };
      while (received() < expected.size() && exchange(expected[received()], changes)) moved = true;
      const Port& port = change_of(m, changes).port;
      complete &=
          port.drained() && port.received == expected.size() && (!port.receiver || *port.receiver == i);
    }
  }
  return complete;
}

// The machine sends what it is at to a later instance of this micro-batch that needs this one too, and so
// cannot have been appended before: its machine begins to receive, unless it has yet to run what that
// instance needs.
bool Draft::make_way(Instance i, MachineId from, Changes& changes) const {
  const Port& port = change_of(from, changes).port;
  if (port.drained()) return false;
  const Message message = port.sends[port.sent];
  const Instance later = flow().consumer(message);
  const auto needs = [&](BlockId b) { return model_->before[b.index()][later.block.index()]; };
  if (later.micro_batch != i.micro_batch || !needs(i.block)) return false;
  for (BlockId b : semantics().blocks(flow().channel(message).receiver))
    if (needs(b) && next(b).micro_batch <= later.micro_batch) return false;
  return exchange(message, changes);
}

// One transfer, where the sender has come to it and the receiver has nothing to do before.
bool Draft::exchange(const Message& m, Changes& changes) const {
  const Channel& channel = flow().channel(m);
  const Instance to = flow().consumer(m);
  const MachineId from = channel.sender, at = channel.receiver;
  change_of(from, changes);  // both are there before either is referred to
  Change& receiver = change_of(at, changes);
  Change& sender = change_of(from, changes);
  if (sender.port.drained() || sender.port.sends[sender.port.sent] != m || !receiver.port.drained())
    return false;
  if (receiver.port.receiver && *receiver.port.receiver != to) return false;
  if (receives(to, at)[receiver.port.received] != m) return false;
  sender.at = receiver.at = std::max(sender.at, receiver.at) + channel.until_delivered();
  ++sender.port.sent;
  receiver.port.receiver = to;
  ++receiver.port.received;
  return true;
}

std::vector<Message> Draft::receives(Instance i, MachineId to) const {
  std::vector<Message> result;
  for (const Message m : flow().received(i))
    if (flow().channel(m).receiver == to) result.push_back(m);
  return result;
}

Draft::Change& Draft::change_of(MachineId m, Changes& changes) const {
  const auto known = std::ranges::find(changes, m, &Change::machine);
  if (known != changes.end()) return *known;
  return changes.emplace_back(Change{m, ports_[m], free_[m]});
}

void Draft::take_received(Instance i) {
  if (problem().transfer == TransferMode::blocking) {
    Changes changes;
    handshakes(i, changes);
    for (Change& change : changes) {
      ports_[change.machine] = std::move(change.port);
      free_[change.machine] = change.at;
    }
    for (MachineId m : semantics().machines(i.block)) ports_[m] = {};
  }
  if (problem().transfer != TransferMode::rendezvous) return;
  for (LinkId l : model_->inbound[i.block.index()]) {
    Queue& queue = queues_[l.index()];
    for (std::size_t k = messages_over(l, i); k > 0; --k) {
      const Sent& sent = queue.sent[queue.head++];
      const Channel& channel = flow().channel(sent.message);
      queue.free_at = std::max({queue.free_at, sent.at, free_[channel.receiver]}) + channel.occupancy;
    }
  }
}

}  // namespace repetend::search
