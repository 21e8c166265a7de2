#include <fmt/format.h>

#include <algorithm>

#include "sim/engine/run.hpp"

namespace repetend {

namespace {

// Why one machine waits, and for whom. Every unfinished machine waits for exactly one, itself perhaps, so
// following the waits must come round.
struct Reason {
  std::string words;
  MachineId whom;
};

class Waits {
 public:
  explicit Waits(const Run& run) : run_(run), flow_(run.flow()) {}

  Reason of(MachineId m) const {
    if (const Message* posted = run_.machine(m).posted()) return for_operation(m, *posted);
    const Instance i = *run_.next(m);
    if (const auto wait = for_producer(m, i)) return *wait;
    if (const auto wait = for_link(m, i)) return *wait;
    return for_gang(m, i);
  }

 private:
  std::string name(MachineId m) const { return machine_name(run_.problem(), m); }
  std::string name(Instance i) const { return instance_name(run_.problem(), i); }
  Reason for_operation(MachineId at, const Message& m) const {
    const Channel& channel = flow_.channel(m.channel);
    if (channel.sender == at)
      return {fmt::format("{} waits to send the data of {} to {}, which has not posted the receive for {}",
                          name(at), name(flow_.producer(m)), name(channel.receiver), name(flow_.consumer(m))),
              channel.receiver};
    return {fmt::format("{} waits to receive the data of {} for {} from {}, which has not posted the send",
                        name(at), name(flow_.producer(m)), name(flow_.consumer(m)), name(channel.sender)),
            channel.sender};
  }

  std::optional<Reason> for_producer(MachineId at, Instance i) const {
    std::vector<Instance> producers;
    flow_.direct_producers(i, [&](Instance p) { producers.push_back(p); });
    for (const Message m : flow_.received(i)) producers.push_back(flow_.producer(m));
    const auto found = std::ranges::find_if(producers, [&](Instance p) { return !run_.ended(p); });
    if (found == producers.end()) return std::nullopt;
    if (runs_on(run_.problem(), found->block, at))
      return Reason{fmt::format("{} waits to start {} for {}, which comes later in its own order", name(at),
                                name(i), name(*found)),
                    at};
    const MachineId whom = machines_of(run_.problem(), found->block).front();
    return Reason{fmt::format("{} waits to start {} for {}, which {} has not run", name(at), name(i),
                              name(*found), name(whom)),
                  whom};
  }

  // Rendezvous: the data stand in a link's queue.
  std::optional<Reason> for_link(MachineId at, Instance i) const {
    for (const Message m : flow_.received(i)) {
      const Channel& channel = flow_.channel(m.channel);
      if (!queued(m)) continue;
      if (channel.receiver != at) return together(at, i, channel.receiver);
      const Message& first = run_.link(channel.link).front();
      return Reason{
          fmt::format("{} waits to start {} for the data of {}, which stand on the link from {} behind the "
                      "data of {}, which {} receives only before {}, later in its own order",
                      name(at), name(i), name(flow_.producer(m)), name(channel.sender),
                      name(flow_.producer(first)), name(at), name(flow_.consumer(first))),
          at};
    }
    return std::nullopt;
  }

  Reason for_gang(MachineId at, Instance i) const {
    for (MachineId m : machines_of(run_.problem(), i.block))
      if (run_.machine(m).posted() || *run_.next(m) != i) return together(at, i, m);
    throw std::logic_error("a machine waits for nothing");
  }

  Reason together(MachineId at, Instance i, MachineId other) const {
    return {fmt::format("{} waits to start {} together with {}, which is not ready for it", name(at), name(i),
                        name(other)),
            other};
  }

  bool queued(const Message& m) const {
    const LinkQueue& link = run_.link(flow_.channel(m.channel).link);
    return std::any_of(link.messages.begin() + static_cast<std::ptrdiff_t>(link.head), link.messages.end(),
                       [&](const Message& other) { return other == m; });
  }

  const Run& run_;
  const Dataflow& flow_;
};

}  // namespace

std::optional<Deadlock> find_deadlock(const Run& run) {
  const auto all = machines(run.problem());
  const auto stuck = std::ranges::find_if(all, [&](MachineId m) { return run.next(m) != nullptr; });
  if (stuck == all.end()) return std::nullopt;
  const Waits waits(run);
  std::vector<MachineId> path;
  std::vector<std::string> words;
  MachineId at = *stuck;
  auto seen = path.end();
  while ((seen = std::ranges::find(path, at)) == path.end()) {
    Reason wait = waits.of(at);
    path.push_back(at);
    words.push_back(std::move(wait.words));
    at = wait.whom;
  }
  words.erase(words.begin(), words.begin() + (seen - path.begin()));
  return Deadlock{words};
}

}  // namespace repetend
