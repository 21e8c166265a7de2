#include <algorithm>
#include <deque>
#include <map>

#include "tests/support/judge_play.hpp"

namespace repetend::test {
namespace {

// One message of one edge and micro-batch.
struct Message {
  Instance producer, consumer;
  std::size_t edge, from, to;
  Time wire = 0, latency = 0;
};

std::vector<Message> messages(const Play& play) {
  const Problem& problem = play.problem;
  std::vector<Message> result;
  for (std::size_t e = 0; e < problem.edges.size(); ++e)
    for (int n = 0; n + problem.edges[e].distance < problem.micro_batches; ++n)
      for (std::size_t to = 0; to < problem.devices.size(); ++to) {
        const Edge& edge = problem.edges[e];
        if (!play.uses(edge.to, to) || play.uses(edge.from, to)) continue;
        std::size_t from = 0;
        while (!play.uses(edge.from, from)) ++from;
        const auto listed = problem.links.pairs.find({DeviceId{from}, DeviceId{to}});
        const Link link =
            listed != problem.links.pairs.end() ? listed->second : problem.links.fallback.value();
        Time wire = 0;
        while (wire * link.bandwidth < edge.bytes * 1'000'000'000) ++wire;
        result.push_back({{edge.from, n}, {edge.to, n + edge.distance}, e, from, to, wire, link.latency});
      }
  return result;
}

// When the device that receives has ended what it runs before the consumer.
Time receiver_ready(const Play& play, const Message& m) {
  Time ready = 0;
  for (Instance i : play.all)
    if (play.uses(i.block, m.to) && play.start(i) < play.start(m.consumer))
      ready = std::max(ready, play.end(i));
  return ready;
}

// One directed link through time: a queue that producers join as they end, served one at a time.
bool link_delivers(const Play& play, std::vector<Message> queue, bool rendezvous) {
  std::ranges::sort(queue, {}, [&](const Message& m) {
    return std::tuple(play.end(m.producer), m.edge, m.producer.micro_batch);
  });
  std::deque<Message> waiting(queue.begin(), queue.end());
  const Time horizon = play.horizon();
  Time busy_until = 0;
  for (Time t = 0; t <= horizon; ++t)
    while (!waiting.empty() && busy_until <= t) {
      const Message& head = waiting.front();
      if (play.end(head.producer) > t || (rendezvous && receiver_ready(play, head) > t)) break;
      busy_until = t + head.wire;
      if (play.start(head.consumer) < busy_until + head.latency) return false;
      waiting.pop_front();
    }
  return waiting.empty();
}

bool links_deliver(const Play& play, bool rendezvous) {
  std::map<std::pair<std::size_t, std::size_t>, std::vector<Message>> links;
  for (const Message& m : messages(play)) links[{m.from, m.to}].push_back(m);
  return std::ranges::all_of(links,
                             [&](const auto& link) { return link_delivers(play, link.second, rendezvous); });
}

// A device's program with blocking transfers: what it does, one after the other.
struct Action {
  int message = -1;  // index, or -1: run the instance
  Instance instance;
};

std::vector<Action> program(const Play& play, std::size_t device, const std::vector<Message>& all) {
  std::vector<Action> actions;
  for (Instance i : play.plan.orders[MachineId{device}]) {
    for (std::size_t m = 0; m < all.size(); ++m)
      if (all[m].to == device && all[m].consumer == i) actions.push_back({static_cast<int>(m), i});
    actions.push_back({-1, i});
    for (std::size_t m = 0; m < all.size(); ++m)
      if (all[m].from == device && all[m].producer == i) actions.push_back({static_cast<int>(m), i});
  }
  return actions;
}

struct Worker {
  std::vector<Action> actions;
  std::size_t next = 0;
  Time busy_until = 0;
  bool done() const { return next == actions.size(); }
  int message() const { return done() ? -1 : actions[next].message; }
};

// Starts at time t what worker w can start; false when it can start nothing.
bool start_something(const Play& play, const std::vector<Message>& all, std::vector<Worker>& workers,
                     Worker& w, Time t) {
  if (w.done() || w.busy_until > t) return false;
  if (w.message() < 0) {
    const Instance i = w.actions[w.next].instance;
    if (play.start(i) != t) return false;
    w.busy_until = play.end(i);
    ++w.next;
    return true;
  }
  const Message& m = all[static_cast<std::size_t>(w.message())];
  Worker& from = workers[m.from];
  Worker& to = workers[m.to];
  if (from.message() != to.message() || from.busy_until > t || to.busy_until > t) return false;
  for (Worker* side : {&from, &to}) {
    side->busy_until = t + m.wire + m.latency;
    ++side->next;
  }
  return true;
}

// Everybody works as time passes; who misses the start of an instance never does it.
bool blocking_works(const Play& play) {
  const std::vector<Message> all = messages(play);
  std::vector<Worker> workers;
  for (std::size_t d = 0; d < play.problem.devices.size(); ++d) workers.push_back({program(play, d, all)});
  const Time horizon = play.horizon();
  for (Time t = 0; t <= horizon; ++t)
    for (bool any = true; any;) {
      any = false;
      for (Worker& w : workers) any = start_something(play, all, workers, w, t) || any;
    }
  return std::ranges::all_of(workers, &Worker::done);
}

}  // namespace

bool transfers_arrive(const Play& play) {
  switch (play.problem.transfer) {
    case TransferMode::none:
      return true;
    case TransferMode::async:
      return links_deliver(play, false);
    case TransferMode::rendezvous:
      return links_deliver(play, true);
    case TransferMode::blocking:
      break;
  }
  return blocking_works(play);
}

}  // namespace repetend::test
