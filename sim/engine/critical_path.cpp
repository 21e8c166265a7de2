#include "sim/engine/critical_path.hpp"

#include <algorithm>
#include <stdexcept>

#include "sim/plan/fused_groups.hpp"
#include "sim/problem/dataflow.hpp"
#include "sim/problem/machines.hpp"

namespace repetend {

namespace {

// What something follows without a gap: an instance's end, or its start where a wait is for that; a transfer;
// or none of them at the start of time.
struct Cause {
  std::optional<Instance> instance = {};
  const TransferRun* run = nullptr;
  const Wait* wait = nullptr;
  explicit operator bool() const { return instance || run; }
};

// What one machine does, in its order: its instances and, with blocking transfers, those that hold it in
// between. Times alone would not tell what comes before what where something takes none.
class MachineRecord {
 public:
  struct Operation {
    const TransferRun* run;
    std::size_t place;  // in the order, right before which it holds the machine
  };

  MachineRecord(const std::vector<Instance>& order, const Problem& problem, const Simulation& simulation)
      : order_(order), problem_(problem), simulation_(simulation) {}

  // Where the instance stands.
  std::size_t place(Instance i) const {
    const auto start = [this](Instance o) { return simulation_.start[instance_index(problem_, o)]; };
    auto here = std::ranges::partition_point(order_, [&](Instance o) { return start(o) < start(i); });
    return static_cast<std::size_t>(std::find(here, order_.end(), i) - order_.begin());
  }
  // Transfers come as they started.
  void hold(const TransferRun& run, std::size_t place) { operations_.push_back({&run, place}); }

  // What it did last before that place, or before the transfer, if that ended just then.
  Cause before(std::size_t place, Time at) const {
    return before(std::ranges::upper_bound(operations_, place, {}, &Operation::place), place, at);
  }
  Cause before(const TransferRun& run) const {
    const auto here = std::ranges::lower_bound(operations_, &run, {}, &Operation::run);
    return before(here, here->place, run.start);
  }

 private:
  Cause before(std::vector<Operation>::const_iterator next, std::size_t place, Time at) const {
    if (next != operations_.begin() && std::prev(next)->place == place) {
      const TransferRun* run = std::prev(next)->run;
      return run->delivered == at ? Cause{.run = run} : Cause{};
    }
    if (place == 0) return {};
    const Instance last = order_[place - 1];
    const bool just = simulation_.end[instance_index(problem_, last)] == at;
    return just ? Cause{.instance = last} : Cause{};
  }

  const std::vector<Instance>& order_;
  const Problem& problem_;
  const Simulation& simulation_;
  std::vector<Operation> operations_;
};

// Goes backwards from the instance that ends last.
class Walk {
 public:
  Walk(const Problem& problem, const Orders& orders, const Simulation& simulation, const Couplings& couplings)
      : problem_(problem),
        simulation_(simulation),
        flow_(dataflow(problem)),
        fused_(problem, couplings.fused),
        waits_(couplings.waits),
        link_before_(simulation.transfers.size()) {
    for (const auto& order : orders) machines_.push_back({order, problem, simulation});
    std::ranges::stable_sort(waits_, {}, &Wait::after);
    index_transfers();
  }

  std::vector<CriticalStep> path() const {
    std::vector<CriticalStep> steps;
    const auto last = std::ranges::max_element(simulation_.end) - simulation_.end.begin();
    std::optional<Instance> at = instance_at(problem_, static_cast<std::size_t>(last));
    bool by_start = false;
    while (at) {
      CriticalStep step{*at, CriticalStep::Reason::first, start(*at), by_start ? start(*at) : end(*at)};
      Cause cause = cause_of(*at);
      if (cause) step.reason = reason(cause, *at);
      by_start = cause.wait && cause.wait->for_start;
      for (; cause.run; cause = cause_of(*cause.run))
        step.transfers.insert(step.transfers.begin(), *cause.run);
      steps.push_back(std::move(step));
      at = cause.instance;
    }
    std::ranges::reverse(steps);
    return steps;
  }

 private:
  // All that a transfer to or from the block holds there, where it holds any.
  auto lanes_at(BlockId b, DeviceId d) const {
    return machines_of(problem_, b) |
           std::views::filter([this, d](MachineId m) { return owner(problem_, m) == d; });
  }

  // Transfers of a link, and blocking ones of a machine, start in the order in which they were recorded.
  void index_transfers() {
    std::size_t messages = 0;
    for (const Channel& channel : flow_.channels)
      messages += static_cast<std::size_t>(std::max(channel.sent.count(), 0));
    if (simulation_.transfers.size() != messages)
      throw std::logic_error("a critical path needs a simulation with its transfers");
    std::vector<const TransferRun*> of_link(flow_.links);
    for (const TransferRun& run : simulation_.transfers) {
      link_before_[index(run)] = std::exchange(of_link[channel(run).link.index()], &run);
      deliveries_.push_back(&run);
      if (!blocking()) continue;
      const Instance from = producer(run), to = consumer(run);
      for (MachineId m : lanes_at(from.block, run.from))
        machines_[m].hold(run, machines_[m].place(fused_.with(from).back()) + 1);
      for (MachineId m : lanes_at(to.block, run.to))
        machines_[m].hold(run, machines_[m].place(fused_.first(to)));
    }
    std::ranges::sort(deliveries_, {},
                      [&](const TransferRun* run) { return std::tuple(consumer(*run), run->edge, run->to); });
  }

  bool blocking() const { return problem_.transfer == TransferMode::blocking; }
  std::size_t index(const TransferRun& run) const {
    return static_cast<std::size_t>(&run - simulation_.transfers.data());
  }
  Time start(Instance i) const { return simulation_.start[instance_index(problem_, i)]; }
  Time end(Instance i) const { return simulation_.end[instance_index(problem_, i)]; }
  const Channel& channel(const TransferRun& run) const {
    return *std::ranges::lower_bound(flow_.channels, std::pair(run.edge, run.to), {},
                                     [](const Channel& c) { return std::pair(c.edge, c.to); });
  }
  Instance producer(const TransferRun& run) const { return {channel(run).producer, run.micro_batch}; }
  Instance consumer(const TransferRun& run) const {
    return {channel(run).consumer, run.micro_batch + channel(run).distance};
  }
  CriticalStep::Reason reason(const Cause& cause, Instance i) const {
    using enum CriticalStep::Reason;
    if (cause.run) return transfer;
    if (cause.wait) return wait;
    return share_a_machine(problem_, cause.instance->block, i.block) ? device : dependency;
  }

  // A producer on a machine of its own, then the machines' orders, then what was delivered, then waits; of a
  // fused group those of all its instances.
  Cause cause_of(Instance i) const {
    const auto together = fused_.with(i);
    if (const auto producer = last_producer(together)) return {.instance = *producer};
    for (MachineId m : machines_of(problem_, i.block))
      if (const Cause cause = machines_[m].before(machines_[m].place(together.front()), start(i)))
        return cause;
    for (const Instance member : together)
      if (const Cause cause = delivery(member)) return cause;
    for (const Instance member : together)
      if (const Cause cause = waited(member)) return cause;
    return {};
  }

  std::optional<Instance> last_producer(std::span<const Instance> together) const {
    std::optional<Instance> last;
    for (const Instance i : together)
      flow_.direct_producers(i, [&](Instance producer) {
        if (!last && end(producer) == start(i) && !share_a_machine(problem_, producer.block, i.block))
          last = producer;
      });
    return last;
  }

  // With blocking transfers the machines' records have it.
  Cause delivery(Instance i) const {
    if (blocking()) return {};
    const auto of_consumer = [&](const TransferRun* run) { return consumer(*run); };
    for (const TransferRun* run : std::ranges::equal_range(deliveries_, i, {}, of_consumer))
      if (run->delivered == start(i)) return {.run = run};
    return {};
  }

  Cause waited(Instance i) const {
    for (const Wait& wait : std::ranges::equal_range(waits_, i, {}, &Wait::after)) {
      if (fused_.first(wait.before) == fused_.first(i)) continue;
      if ((wait.for_start ? start(wait.before) : end(wait.before)) == start(i))
        return {.instance = wait.before, .wait = &wait};
    }
    return {};
  }

  // Its producer, a receiver that was not ready before, or what its link carried before; blocking: what one
  // of its machines did before.
  Cause cause_of(const TransferRun& run) const {
    if (blocking()) {
      const Cause sender = held_up(producer(run).block, run.from, run);
      const Cause receiver = held_up(consumer(run).block, run.to, run);
      return run.from < run.to ? (sender ? sender : receiver) : (receiver ? receiver : sender);
    }
    if (end(producer(run)) == run.start) return {.instance = producer(run)};
    if (problem_.transfer == TransferMode::rendezvous) {
      const Instance next = fused_.first(consumer(run));
      for (MachineId m : lanes_at(next.block, run.to))
        if (const Cause ready = machines_[m].before(machines_[m].place(next), run.start)) return ready;
    }
    const TransferRun* last = link_before_[index(run)];
    if (last && last->link_free == run.start) return {.run = last};
    return {};
  }

  Cause held_up(BlockId b, DeviceId d, const TransferRun& run) const {
    for (MachineId m : lanes_at(b, d))
      if (const Cause cause = machines_[m].before(run)) return cause;
    return {};
  }

  const Problem& problem_;
  const Simulation& simulation_;
  const Dataflow flow_;
  const FusedGroups fused_;
  std::vector<Wait> waits_;  // by what waits
  IdVector<MachineId, MachineRecord> machines_;
  std::vector<const TransferRun*> link_before_;  // by transfer: what its link carried before
  std::vector<const TransferRun*> deliveries_;   // by consumer, then in the order of channels
};

}  // namespace

std::vector<CriticalStep> critical_path(const Problem& problem, const Orders& orders,
                                        const Simulation& simulation, const Couplings& couplings) {
  if (simulation.deadlock || simulation.end.empty()) return {};
  return Walk(problem, orders, simulation, couplings).path();
}

}  // namespace repetend
