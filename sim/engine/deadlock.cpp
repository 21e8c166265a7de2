#include <fmt/format.h>

#include <algorithm>

#include "sim/core/human.hpp"
#include "sim/engine/dispatcher.hpp"

namespace repetend {

namespace {

// Why a machine does not run an instance, and for whom it waits, itself perhaps. As each waits for exactly
// one other, following the waits must come round.
struct Reason {
  std::string words;
  MachineId whom;
  Instance what;  // that the other one has not run
};

class Reasons {
 public:
  explicit Reasons(const Run& run) : run_(run), flow_(run.flow()) {}

  // What the machine does not run: the next of its order or, where that is open, the next of the block of
  // which it is asked for one.
  Instance next(MachineId m, Instance wanted) const {
    if (const Instance* next = run_.next(m)) return *next;
    const Dispatcher* dispatcher = run_.dispatcher();
    return dispatcher ? dispatcher->unserved(run_, wanted.block).value_or(wanted) : wanted;
  }

  Reason of(MachineId m, Instance first) const {
    if (const Message* posted = run_.machine(m).posted()) return for_operation(m, *posted);
    for (const Instance& i : run_.group(first)) {
      if (auto reason = for_producer(m, i)) return *reason;
      if (auto reason = for_wait(m, i)) return *reason;
      if (auto reason = for_link(m, i)) return *reason;
    }
    if (auto reason = for_memory(m, run_.group(first).front())) return *reason;
    return for_gang(m, first);
  }

 private:
  std::string name(MachineId m) const { return machine_name(run_.problem(), m); }
  std::string name(Instance i) const { return instance_name(run_.problem(), i); }

  // The machine that holds an operation up: one at its other end that has not posted it, or a lane beside.
  Reason for_operation(MachineId at, const Message& m) const {
    const auto unposted = [&](const std::vector<MachineId>& ends) {
      const auto found = std::ranges::find_if(ends, [&](MachineId end) {
        const Message* posted = run_.machine(end).posted();
        return !posted || !(*posted == m);
      });
      return found == ends.end() ? std::nullopt : std::optional(*found);
    };
    const auto& senders = run_.senders(m.channel);
    const auto &receivers = run_.receivers(m.channel), &mine = is_among(senders, at) ? senders : receivers;
    const auto other = unposted(&mine == &senders ? receivers : senders);
    const MachineId whom = other ? *other : *unposted(mine);
    if (&mine == &senders)
      return {fmt::format("{} waits to send the data of {} to {}, which has not posted the receive for {}",
                          name(at), name(flow_.producer(m)), name(whom), name(flow_.consumer(m))),
              whom, flow_.consumer(m)};
    return {fmt::format("{} waits to receive the data of {} for {} from {}, which has not posted the send",
                        name(at), name(flow_.producer(m)), name(flow_.consumer(m)), name(whom)),
            whom, flow_.producer(m)};
  }

  static bool is_among(const std::vector<MachineId>& machines, MachineId m) {
    return std::ranges::find(machines, m) != machines.end();
  }

  std::optional<Reason> for_producer(MachineId at, Instance i) const {
    std::vector<Instance> producers;
    flow_.direct_producers(i, [&](Instance p) { producers.push_back(p); });
    for (const Message m : flow_.received(i)) producers.push_back(flow_.producer(m));
    const auto found = std::ranges::find_if(producers, [&](Instance p) { return !run_.ended(p); });
    if (found == producers.end()) return std::nullopt;
    const bool ordered = !run_.dispatcher() || !run_.dispatcher()->is_open(at);
    if (ordered && runs_on(run_.problem(), found->block, at))
      return Reason{fmt::format("{} waits to start {} for {}, which comes later in its own order", name(at),
                                name(i), name(*found)),
                    at, i};
    return for_instance(at, i, "for", *found, "");
  }

  // A wait of the plan, or of a reload for the block before its consumer.
  std::optional<Reason> for_wait(MachineId at, Instance i) const {
    for (const Wait& wait : run_.couplings().waits) {
      if (wait.after != i) continue;
      if (!(wait.for_start ? run_.started(wait.before) : run_.ended(wait.before)))
        return for_instance(at, i, "until", wait.before, wait.for_start ? " has started" : " has ended");
    }
    if (!run_.dispatcher()) return std::nullopt;
    const auto expected = run_.dispatcher()->expected(i);
    if (!expected || run_.started(*expected)) return std::nullopt;
    return for_instance(at, i, "until", *expected, " has started");
  }

  // "gpu0 waits to start F0@1 until B0@0 has started, which gpu1 has not run".
  Reason for_instance(MachineId at, Instance i, std::string_view why, Instance other,
                      std::string_view what) const {
    const MachineId whom = machines_of(run_.problem(), other.block).front();
    return {fmt::format("{} waits to start {} {} {}{}, which {} has not run", name(at), name(i), why,
                        name(other), what, name(whom)),
            whom, other};
  }

  // Memory that is to be granted: waits for the first instance that would give some back, or for its turn.
  std::optional<Reason> for_memory(MachineId at, Instance leader) const {
    const Dispatcher* dispatcher = run_.dispatcher();
    if (!dispatcher || !dispatcher->grants_memory()) return std::nullopt;
    const auto full = dispatcher->full_pool(run_, leader);
    if (!full) {
      const auto claimed = dispatcher->claimed(run_, leader);
      if (!claimed) return std::nullopt;
      return for_instance(
          at, leader,
          fmt::format("for its turn at the memory of {} after", pool_name(run_.problem(), claimed->first)),
          claimed->second, "");
    }
    const std::optional<Instance> first = next_to_release(*full, leader);
    const std::string memory = fmt::format("memory of {}", pool_name(run_.problem(), *full));
    if (!first)
      return Reason{fmt::format("{} waits to start {} for {}, which nothing that is left to run releases",
                                name(at), name(leader), memory),
                    at, leader};
    return for_instance(at, leader, "for " + memory + " that", *first, " releases");
  }

  // What has its inputs before what has not, and then the lowest micro-batch.
  std::optional<Instance> next_to_release(PoolId pool, Instance waiting) const {
    const auto releases = [&](Instance i) {
      const auto changes = changes_of(run_.problem(), run_.problem().block(i.block));
      return std::ranges::any_of(
          changes, [&](const PoolUse& use) { return use.pool == pool && use.release + use.workspace > 0; });
    };
    const auto lacks_input = [&](Instance i) {
      bool lacks = false;
      flow_.direct_producers(i, [&](Instance producer) { lacks |= !run_.ended(producer); });
      for (const Message m : flow_.received(i)) lacks |= !run_.ended(flow_.producer(m));
      return lacks;
    };
    std::optional<std::tuple<bool, std::int32_t, Instance>> first;
    for (const Instance i : instances_of(run_.problem())) {
      if (i == waiting || run_.ended(i) || !releases(i)) continue;
      const std::tuple candidate{lacks_input(i), i.micro_batch, i};
      if (!first || candidate < *first) first = candidate;
    }
    return first ? std::optional(std::get<Instance>(*first)) : std::nullopt;
  }

  // Rendezvous: the data stand in a link's queue.
  std::optional<Reason> for_link(MachineId at, Instance i) const {
    for (const Message m : flow_.received(i)) {
      const Channel& channel = flow_.channel(m.channel);
      if (!queued(m)) continue;
      const auto& receivers = run_.receivers(m.channel);
      if (!is_among(receivers, at)) return together(at, i, receivers.front());
      for (MachineId other : receivers)
        if (!run_.is_at(other, i)) return together(at, i, other);
      const Message& first = run_.link(channel.link).front();
      return Reason{
          fmt::format("{} waits to start {} for the data of {}, which stand on the link from {} behind the "
                      "data of {}, which {} receives only before {}, later in its own order",
                      name(at), name(i), name(flow_.producer(m)), name(channel.sender),
                      name(flow_.producer(first)), name(at), name(flow_.consumer(first))),
          at, flow_.consumer(first)};
    }
    return std::nullopt;
  }

  // Where no machine is behind nothing is known but that it does not run.
  Reason for_gang(MachineId at, Instance i) const {
    for (MachineId m : machines_of(run_.problem(), i.block))
      if (m != at && (run_.machine(m).posted() || !run_.is_at(m, i))) return together(at, i, m);
    return {fmt::format("{} waits to start {}", name(at), name(i)), at, i};
  }

  Reason together(MachineId at, Instance i, MachineId other) const {
    return {fmt::format("{} waits to start {} together with {}, which is not ready for it", name(at), name(i),
                        name(other)),
            other, i};
  }

  bool queued(const Message& m) const {
    const LinkQueue& link = run_.link(flow_.channel(m.channel).link);
    return std::any_of(link.messages.begin() + static_cast<std::ptrdiff_t>(link.head), link.messages.end(),
                       [&](const Message& other) { return other == m; });
  }

  const Run& run_;
  const Dataflow& flow_;
};

// The lowest machine that has not run all it has to, and an instance it has not.
std::optional<std::pair<MachineId, Instance>> find_stuck(const Run& run) {
  for (MachineId m : machines(run.problem())) {
    if (const Instance* next = run.next(m)) return std::pair{m, *next};
    if (!run.dispatcher() || !run.dispatcher()->is_open(m)) continue;
    for (BlockId b : ids<BlockId>(run.problem().blocks.size()))
      if (const auto left = run.dispatcher()->unserved(run, b); left && runs_on(run.problem(), b, m))
        return std::pair{m, *left};
  }
  return std::nullopt;
}

}  // namespace

std::optional<Deadlock> find_deadlock(const Run& run) {
  const auto stuck = find_stuck(run);
  if (!stuck) return std::nullopt;
  const Reasons reasons(run);
  using Waiting = std::pair<MachineId, Instance>;
  std::vector<Waiting> path;
  std::vector<std::string> words;
  Waiting at = *stuck;
  auto seen = path.end();
  while ((seen = std::ranges::find(path, at)) == path.end()) {
    Reason reason = reasons.of(at.first, at.second);
    path.push_back(at);
    words.push_back(std::move(reason.words));
    at = {reason.whom, reasons.next(reason.whom, reason.what)};
  }
  words.erase(words.begin(), words.begin() + (seen - path.begin()));
  return Deadlock{words};
}

}  // namespace repetend
