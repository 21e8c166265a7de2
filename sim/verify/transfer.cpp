// Every transfer by itself over its link.
#include "sim/verify/routes.hpp"

namespace repetend::constraints {
namespace {

// For rendezvous: when all lanes that the consumer occupies on the receiving device have ended what they run
// before it, that is, can post the receive. By transfer, then by the consumer's micro-batch.
std::vector<Time> receiver_ready(const TimedPlan& timed, const Routes& routes) {
  const auto n = static_cast<std::size_t>(timed.problem.micro_batches);
  std::vector<Time> ready(routes.transfers.size() * n);
  for (MachineId m : timed.machines()) {
    const std::optional<DeviceId> device = owner(timed.problem, m);
    const auto& order = timed.order(m);
    Time previous = 0;
    for (std::size_t k = 0, end = 0; k < order.size(); k = end) {
      end = timed.run_end(order, k);
      for (std::size_t j = k; j < end; ++j)
        for (std::size_t t : routes.incoming[order[j].block])
          if (Time& at = ready[t * n + static_cast<std::size_t>(order[j].micro_batch)];
              device == routes.transfers[t].to)
            at = std::max(at, previous);
      previous = timed.end(order[k]);
    }
  }
  return ready;
}

void delivery(const TimedPlan& timed, const Transfer& t, Instance producer, Instance consumer, Time delivered,
              Report& report) {
  const Time start = timed.start(consumer);
  if (start < delivered && start >= timed.end(producer))  // else: a broken dependency, reported as such
    report("{} starts at {} ns, but the transfer of {} from {} to {} is delivered at {} ns",
           timed.name(consumer), start, timed.name(producer), timed.name(t.from), timed.name(t.to),
           delivered);
}

struct OutgoingLink {
  MachineId from;
  Time free_at = 0;
};

// One machine's outgoing links. Each serves in the order of the producers' ends, which is the machine's
// order, then in edge order; it starts a transfer once the producer has ended and (rendezvous) the receiver
// is ready. Starting each as early as that allows is the most that a plan can ask for.
// `links` are by receiving device, of the machine that used them last.
void serve_links(const TimedPlan& timed, const Routes& routes, MachineId from, const std::vector<Time>& ready,
                 std::vector<OutgoingLink>& links, Report& report) {
  const auto n = static_cast<std::size_t>(timed.problem.micro_batches);
  for (const Instance& producer : timed.order(from))
    for (std::size_t index : routes.outgoing[producer.block]) {
      const Transfer& t = routes.transfers[index];
      if (t.sender != from) continue;
      const auto consumer = message_to(timed.problem, timed.problem.edge(t.edge), producer.micro_batch);
      if (!consumer) continue;
      OutgoingLink& link = links[t.to.index()];
      if (link.from != from) link = {from, 0};
      Time start = std::max(timed.end(producer), link.free_at);
      if (!ready.empty())
        start = std::max(start, ready[index * n + static_cast<std::size_t>(consumer->micro_batch)]);
      link.free_at = start + t.occupancy;
      delivery(timed, t, producer, *consumer, link.free_at + t.latency, report);
    }
}

}  // namespace

void transfer(const TimedPlan& timed, Report& report) {
  const TransferMode mode = timed.problem.transfer;
  if (mode == TransferMode::none) return;
  const Routes routes(timed.problem);
  if (mode == TransferMode::blocking) return replay_blocking(timed, routes, report);
  std::vector<Time> ready;
  if (mode == TransferMode::rendezvous) ready = receiver_ready(timed, routes);
  std::vector<OutgoingLink> links(timed.problem.devices.size());
  for (MachineId from : timed.machines()) serve_links(timed, routes, from, ready, links, report);
}

}  // namespace repetend::constraints
