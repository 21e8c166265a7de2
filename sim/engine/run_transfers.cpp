#include <algorithm>

#include "sim/engine/run.hpp"

// How messages travel: over first-in-first-out links (async, rendezvous), or by operations that hold their
// devices (blocking).
namespace repetend {

void Run::emit(Message m) {
  const LinkId link = flow_.channel(m.channel).link;
  links_[link.index()].push(m);
  serve(link);
}

// A link serves in the order its messages were emitted, which is the order of the sending device: the first
// one holds up the others until its receive is posted.
void Run::serve(LinkId id) {
  LinkQueue& link = links_[id.index()];
  while (!link.empty() && receivable(link.front())) {
    const Time now = events_.now();
    if (link.free_at > now) {
      if (!link.wake_up) events_.push(link.free_at, EventKind::link_free, id.value);
      link.wake_up = true;
      return;
    }
    const Message m = link.front();
    link.pop();
    link.free_at = now + flow_.channel(m.channel).occupancy;
    transfer(m);
  }
}

// A rendezvous needs a receiver that has finished everything before the consumer.
bool Run::receivable(const Message& m) const {
  if (problem_.transfer != TransferMode::rendezvous) return true;
  const Instance* instance = next(flow_.channel(m.channel).to);
  return instance && *instance == flow_.consumer(m);
}

void Run::transfer(const Message& m) {
  const Channel& channel = flow_.channel(m.channel);
  const Time now = events_.now();
  const Time link_free = now + channel.occupancy;
  const Time delivered = link_free + channel.latency;
  if (options_.transfers)
    result_.transfers.push_back(
        {channel.edge, m.micro_batch, channel.from, channel.to, now, link_free, delivered});
  events_.push(delivered, EventKind::delivery, m.channel.value, m.micro_batch);
}

void Run::deliver(const Message& m) {
  arrive(flow_.consumer(m));
  if (problem_.transfer != TransferMode::blocking) return;
  const Channel& channel = flow_.channel(m.channel);
  for (DeviceId d : {channel.from, channel.to}) {
    ++devices_[d.index()].operation;
    proceed(d);
  }
}

void Run::list_operations(DeviceId d) {
  DeviceState& state = devices_[d.index()];
  state.operations.clear();
  state.operation = 0;
  if (state.position > 0) {
    const Instance before = orders_[d.index()][state.position - 1];
    for (const Message m : flow_.sent(before))
      if (flow_.channel(m).from == d) state.operations.push_back(m);
  }
  if (const Instance* instance = next(d))
    for (const Message m : flow_.received(*instance))
      if (flow_.channel(m).to == d) state.operations.push_back(m);
}

// The transfer runs once both of its ends are posted. A device that computes has none posted.
void Run::post(DeviceId d) {
  const Message mine = *device(d).posted();
  const Channel& channel = flow_.channel(mine.channel);
  const Message* other = device(channel.from == d ? channel.to : channel.from).posted();
  if (other && *other == mine) transfer(mine);
}

}  // namespace repetend
