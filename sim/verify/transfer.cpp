#include <algorithm>

#include "sim/verify/routes.hpp"

namespace repetend::constraints {
namespace {

// For rendezvous: when each device has ended its instance before a consumer, that is, can post the receive.
// By transfer, then by the consumer's micro-batch.
std::vector<Time> receiver_ready(const TimedPlan& timed, const Routes& routes) {
  const auto n = static_cast<std::size_t>(timed.problem.micro_batches);
  std::vector<Time> ready(routes.transfers.size() * n);
  for (DeviceId d : timed.devices()) {
    Time previous = 0;
    for (const Instance& i : timed.order(d)) {
      for (std::size_t t : routes.incoming[i.block.index()])
        if (routes.transfers[t].to == d) ready[t * n + static_cast<std::size_t>(i.micro_batch)] = previous;
      previous = timed.end(i);
    }
  }
  return ready;
}

void delivery(const TimedPlan& timed, const Transfer& t, Instance producer, Time delivered, Report& report) {
  const Edge& edge = timed.problem.edge(t.edge);
  const Instance consumer{edge.to, producer.micro_batch + edge.distance};
  const Time start = timed.start(consumer);
  if (start < delivered && start >= timed.end(producer))  // else: a broken dependency, reported as such
    report("{} starts at {} ns, but the transfer of {} from {} to {} is delivered at {} ns",
           timed.name(consumer), start, timed.name(producer), timed.name(t.from), timed.name(t.to),
           delivered);
}

// One device's outgoing links. Each serves in the order of the producers' ends, which is the device's order,
// then in edge order; it starts a transfer once the producer has ended and (rendezvous) the receiver is
// ready. Starting each as early as that allows is the most that a plan can ask for.
void serve_links(const TimedPlan& timed, const Routes& routes, DeviceId from, const std::vector<Time>& ready,
                 Report& report) {
  const auto n = static_cast<std::size_t>(timed.problem.micro_batches);
  std::vector<Time> free(timed.problem.devices.size());  // by receiving device
  for (const Instance& producer : timed.order(from))
    for (std::size_t index : routes.outgoing[producer.block.index()]) {
      const Transfer& t = routes.transfers[index];
      const std::int32_t m = producer.micro_batch + timed.problem.edge(t.edge).distance;
      if (t.from != from || m >= timed.problem.micro_batches) continue;
      Time& link = free[t.to.index()];
      Time start = std::max(timed.end(producer), link);
      if (!ready.empty()) start = std::max(start, ready[index * n + static_cast<std::size_t>(m)]);
      link = start + t.occupancy;
      delivery(timed, t, producer, link + t.latency, report);
    }
}

}  // namespace

void transfer(const TimedPlan& timed, Report& report) {
  const TransferMode mode = timed.problem.transfer;
  if (mode == TransferMode::none) return;
  const Routes routes(timed.problem);
  if (mode == TransferMode::blocking) return blocking_transfers(timed, routes, report);
  std::vector<Time> ready;
  if (mode == TransferMode::rendezvous) ready = receiver_ready(timed, routes);
  for (DeviceId from : timed.devices()) serve_links(timed, routes, from, ready, report);
}

}  // namespace repetend::constraints
