#include "sim/engine/critical_path.hpp"

#include <algorithm>
#include <stdexcept>

#include "sim/problem/dataflow.hpp"
#include "sim/problem/machines.hpp"

namespace repetend {

namespace {

// What something follows without a gap: an instance, a transfer, or neither at the start of time.
struct Cause {
  std::optional<Instance> instance = {};
  const TransferRun* run = nullptr;
  explicit operator bool() const { return instance || run; }
};

// Goes backwards from the instance that ends last.
class Walk {
 public:
  Walk(const Problem& problem, const Orders& orders, const Simulation& simulation)
      : problem_(problem),
        orders_(orders),
        simulation_(simulation),
        flow_(dataflow(problem)),
        before_(simulation.transfers.size()),
        operations_(machine_count(problem)) {
    index_transfers();
  }

  std::vector<CriticalStep> path() const {
    std::vector<CriticalStep> steps;
    const auto last = std::ranges::max_element(simulation_.end) - simulation_.end.begin();
    std::optional<Instance> at = instance_at(problem_, static_cast<std::size_t>(last));
    while (at) {
      CriticalStep step{*at, CriticalStep::Reason::first, start(*at), end(*at)};
      Cause cause = cause_of(*at);
      if (cause) step.reason = reason(cause, *at);
      for (; cause.run; cause = cause_of(*cause.run))
        step.transfers.insert(step.transfers.begin(), *cause.run);
      steps.push_back(std::move(step));
      at = cause.instance;
    }
    std::ranges::reverse(steps);
    return steps;
  }

 private:
  // The transfers before one: on its link, and of the machines that it holds.
  struct Before {
    const TransferRun *link = nullptr, *sender = nullptr, *receiver = nullptr;
  };

  // Transfers of a link, and blocking ones of a machine, start in the order in which they were recorded.
  void index_transfers() {
    std::size_t messages = 0;
    for (const Channel& channel : flow_.channels)
      messages += static_cast<std::size_t>(std::max(channel.sent.count(), 0));
    if (simulation_.transfers.size() != messages)
      throw std::logic_error("a critical path needs a simulation with its transfers");
    std::map<std::pair<DeviceId, DeviceId>, const TransferRun*> of_link;
    for (const TransferRun& run : simulation_.transfers) {
      auto& sender = operations_[sending(run)];
      auto& receiver = operations_[receiving(run)];
      const TransferRun*& link = of_link[{run.from, run.to}];
      before_[index(run)] = {link, sender.empty() ? nullptr : sender.back(),
                             receiver.empty() ? nullptr : receiver.back()};
      link = &run;
      sender.push_back(&run);
      receiver.push_back(&run);
      deliveries_.push_back(&run);
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
  Instance consumer(const TransferRun& run) const {
    const Edge& edge = problem_.edge(run.edge);
    return {edge.to, run.micro_batch + edge.distance};
  }
  MachineId sending(const TransferRun& run) const {
    return machine_at(problem_, problem_.block(problem_.edge(run.edge).from), run.from);
  }
  MachineId receiving(const TransferRun& run) const {
    return machine_at(problem_, problem_.block(problem_.edge(run.edge).to), run.to);
  }
  CriticalStep::Reason reason(const Cause& cause, Instance i) const {
    using enum CriticalStep::Reason;
    if (cause.run) return transfer;
    return share_a_machine(problem_, cause.instance->block, i.block) ? device : dependency;
  }

  // The last instance of the machine that had ended by then.
  const Instance* ended(MachineId m, Time by) const {
    const auto& order = orders_[m];
    const auto next = std::ranges::partition_point(order, [&](Instance i) { return end(i) <= by; });
    return next == order.begin() ? nullptr : &*std::prev(next);
  }

  // What the machine did last, if it ended just then.
  Cause on_machine(MachineId m, const TransferRun* run, Time at) const {
    const Instance* instance = ended(m, at);
    if (run && (!instance || run->start >= end(*instance)))
      return run->delivered == at ? Cause{.run = run} : Cause{};
    return instance && end(*instance) == at ? Cause{.instance = *instance} : Cause{};
  }

  // The last blocking transfer of the machine that was delivered by then.
  const TransferRun* delivered(MachineId m, Time by) const {
    const auto& operations = operations_[m];
    const auto next = std::ranges::upper_bound(operations, by, {}, &TransferRun::delivered);
    return next == operations.begin() ? nullptr : *std::prev(next);
  }

  // A producer on a machine of its own, then the machines' orders, then what was delivered.
  Cause cause_of(Instance i) const {
    const Time at = start(i);
    std::optional<Instance> last;
    flow_.direct_producers(i, [&](Instance producer) {
      if (!last && end(producer) == at && !share_a_machine(problem_, producer.block, i.block))
        last = producer;
    });
    if (last) return {.instance = *last};
    for (MachineId m : machines_of(problem_, i.block))
      if (const Cause cause = on_machine(m, blocking() ? delivered(m, at) : nullptr, at)) return cause;
    if (blocking()) return {};
    const auto of_consumer = [&](const TransferRun* run) { return consumer(*run); };
    for (const TransferRun* run : std::ranges::equal_range(deliveries_, i, {}, of_consumer))
      if (run->delivered == at) return {.run = run};
    return {};
  }

  // Its producer, a receiver that was not ready before, or what its link carried before; blocking: what one
  // of its machines did before.
  Cause cause_of(const TransferRun& run) const {
    const Before& last = before_[index(run)];
    if (blocking()) {
      const Cause sender = on_machine(sending(run), last.sender, run.start);
      const Cause receiver = on_machine(receiving(run), last.receiver, run.start);
      return run.from < run.to ? (sender ? sender : receiver) : (receiver ? receiver : sender);
    }
    const Instance producer{problem_.edge(run.edge).from, run.micro_batch};
    if (end(producer) == run.start) return {.instance = producer};
    if (problem_.transfer == TransferMode::rendezvous)
      if (const Instance* ready = ended(receiving(run), run.start); ready && end(*ready) == run.start)
        return {.instance = *ready};
    if (last.link && last.link->link_free == run.start) return {.run = last.link};
    return {};
  }

  const Problem& problem_;
  const Orders& orders_;
  const Simulation& simulation_;
  const Dataflow flow_;
  std::vector<Before> before_;                                       // by transfer
  IdVector<MachineId, std::vector<const TransferRun*>> operations_;  // the transfers that may hold it
  std::vector<const TransferRun*> deliveries_;  // by consumer, then in the order of channels
};

}  // namespace

std::vector<CriticalStep> critical_path(const Problem& problem, const Orders& orders,
                                        const Simulation& simulation) {
  if (simulation.deadlock || simulation.end.empty()) return {};
  return Walk(problem, orders, simulation).path();
}

}  // namespace repetend
