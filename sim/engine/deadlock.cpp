#include <fmt/format.h>

#include <algorithm>

#include "sim/engine/run.hpp"

namespace repetend {

namespace {

// Why one device waits, and for whom. Every unfinished device waits for exactly one, itself perhaps, so
// following the waits must come round.
struct Wait {
  std::string words;
  DeviceId whom;
};

class Waits {
 public:
  explicit Waits(const Run& run) : run_(run), flow_(run.flow()) {}

  Wait of(DeviceId d) const {
    if (const Message* m = run_.device(d).posted()) return for_operation(d, *m);
    const Instance i = *run_.next(d);
    if (const auto wait = for_producer(d, i)) return *wait;
    if (const auto wait = for_link(d, i)) return *wait;
    return for_gang(d, i);
  }

 private:
  const std::string& name(DeviceId d) const { return run_.problem().device(d).name; }
  std::string name(Instance i) const { return instance_name(run_.problem(), i); }
  Wait for_operation(DeviceId d, const Message& m) const {
    const Channel& channel = flow_.channel(m.channel);
    if (channel.from == d)
      return {fmt::format("{} waits to send the data of {} to {}, which has not posted the receive for {}",
                          name(d), name(flow_.producer(m)), name(channel.to), name(flow_.consumer(m))),
              channel.to};
    return {fmt::format("{} waits to receive the data of {} for {} from {}, which has not posted the send",
                        name(d), name(flow_.producer(m)), name(flow_.consumer(m)), name(channel.from)),
            channel.from};
  }

  std::optional<Wait> for_producer(DeviceId d, Instance i) const {
    std::vector<Instance> producers;
    for (const Instance p : flow_.direct_producers(i)) producers.push_back(p);
    for (const Message m : flow_.received(i)) producers.push_back(flow_.producer(m));
    const auto found = std::ranges::find_if(producers, [&](Instance p) { return !run_.ended(p); });
    if (found == producers.end()) return std::nullopt;
    const Block& block = run_.problem().block(found->block);
    if (find_use(block, d))
      return Wait{fmt::format("{} waits to start {} for {}, which comes later in its own order", name(d),
                              name(i), name(*found)),
                  d};
    const DeviceId whom = block.uses.front().device;
    return Wait{fmt::format("{} waits to start {} for {}, which {} has not run", name(d), name(i),
                            name(*found), name(whom)),
                whom};
  }

  // Rendezvous: the data stand in a link's queue.
  std::optional<Wait> for_link(DeviceId d, Instance i) const {
    for (const Message m : flow_.received(i)) {
      const Channel& channel = flow_.channel(m.channel);
      if (!queued(m)) continue;
      if (channel.to != d) return together(d, i, channel.to);
      const Message& first = run_.link(channel.link).front();
      return Wait{
          fmt::format("{} waits to start {} for the data of {}, which stand on the link from {} behind the "
                      "data of {}, which {} receives only before {}, later in its own order",
                      name(d), name(i), name(flow_.producer(m)), name(channel.from),
                      name(flow_.producer(first)), name(d), name(flow_.consumer(first))),
          d};
    }
    return std::nullopt;
  }

  Wait for_gang(DeviceId d, Instance i) const {
    for (const DeviceUse& use : run_.problem().block(i.block).uses)
      if (run_.device(use.device).posted() || *run_.next(use.device) != i) return together(d, i, use.device);
    throw std::logic_error("a device waits for nothing");
  }

  Wait together(DeviceId d, Instance i, DeviceId other) const {
    return {fmt::format("{} waits to start {} together with {}, which is not ready for it", name(d), name(i),
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
  const auto devices = ids<DeviceId>(run.problem().devices.size());
  const auto stuck = std::ranges::find_if(devices, [&](DeviceId d) { return run.next(d) != nullptr; });
  if (stuck == devices.end()) return std::nullopt;
  const Waits waits(run);
  std::vector<DeviceId> path;
  std::vector<std::string> words;
  DeviceId d = *stuck;
  auto seen = path.end();
  while ((seen = std::ranges::find(path, d)) == path.end()) {
    Wait wait = waits.of(d);
    path.push_back(d);
    words.push_back(std::move(wait.words));
    d = wait.whom;
  }
  words.erase(words.begin(), words.begin() + (seen - path.begin()));
  return Deadlock{words};
}

}  // namespace repetend
