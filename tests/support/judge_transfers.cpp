#include <algorithm>
#include <deque>
#include <map>

#include "tests/support/judge_play.hpp"

namespace repetend::test {
namespace {

// What an instance of one side sends to one of the other is one message; where one of the blocks runs once an
// iteration, only that of its own micro-batch is.
bool is_sent(const Play& play, const Edge& edge, Instance producer, Instance consumer) {
  if (!play.waits_for(edge, consumer, producer)) return false;
  return play.each(edge.from) == play.each(edge.to) || producer.micro_batch == consumer.micro_batch;
}

void add_messages(const Play& play, std::size_t e, Instance producer, Instance consumer,
                  std::vector<Message>& result) {
  const Problem& problem = play.problem;
  for (std::size_t to = 0; to < problem.devices.size(); ++to) {
    if (!play.uses(consumer.block, to) || play.uses(producer.block, to)) continue;
    std::size_t from = 0;
    while (!play.uses(producer.block, from)) ++from;
    const auto listed = problem.links.pairs.find({DeviceId{from}, DeviceId{to}});
    const Link link = listed != problem.links.pairs.end() ? listed->second : problem.links.fallback.value();
    Time wire = 0;
    while (wire * link.bandwidth < problem.edges[e].bytes * 1'000'000'000) ++wire;
    result.push_back({producer, consumer, e, from, to, wire, link.latency, play.lanes(producer.block, from),
                      play.lanes(consumer.block, to)});
  }
}

// One directed link through time: a queue that producers join as they end, one after the other as the lane
// has them, served one at a time.
bool link_delivers(const Play& play, std::vector<Message> queue, bool rendezvous) {
  std::ranges::sort(queue, {}, [&](const Message& m) {
    const auto& order = play.order(m.sending.front());
    return std::pair(std::ranges::find(order, m.producer) - order.begin(), m.edge);
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
  for (const Message& m : messages(play)) links[{m.sending.front(), m.to}].push_back(m);
  return std::ranges::all_of(links,
                             [&](const auto& link) { return link_delivers(play, link.second, rendezvous); });
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
    for (Instance i : w.actions[w.next].instances)
      if (play.start(i) != t) return false;
    w.busy_until = play.end(w.actions[w.next].instances.front());
    ++w.next;
    return true;
  }
  const int message = w.message();
  const Message& m = all[static_cast<std::size_t>(message)];
  std::vector<Worker*> held;
  for (const auto* lanes : {&m.sending, &m.receiving})
    for (std::size_t lane : *lanes) held.push_back(&workers[lane]);
  for (const Worker* each : held)
    if (each->message() != message || each->busy_until > t) return false;
  for (Worker* each : held) {
    each->busy_until = t + m.wire + m.latency;
    ++each->next;
  }
  return true;
}

// Everybody works as time passes; who misses the start of an instance never does it.
bool blocking_works(const Play& play) {
  const std::vector<Message> all = messages(play);
  std::vector<Worker> workers;
  for (std::size_t m = 0; m < play.plan.orders.size(); ++m) workers.push_back({program(play, m, all)});
  const Time horizon = play.horizon();
  for (Time t = 0; t <= horizon; ++t)
    for (bool any = true; any;) {
      any = false;
      for (Worker& w : workers) any = start_something(play, all, workers, w, t) || any;
    }
  return std::ranges::all_of(workers, &Worker::done);
}

}  // namespace

Time receiver_ready(const Play& play, const Message& m) {
  Time ready = 0;
  for (std::size_t lane : m.receiving)
    for (Instance i : play.order(lane)) {
      if (play.fused(i, m.consumer)) break;
      ready = std::max(ready, play.end(i));
    }
  return ready;
}

std::vector<Action> program(const Play& play, std::size_t machine, const std::vector<Message>& all) {
  std::vector<Action> actions;
  for (Instance first : play.order(machine)) {
    const FusedGroup group = play.group(first);
    if (group.front() != first) continue;
    const auto add = [&](Instance Message::*end, std::vector<std::size_t> Message::*lanes) {
      for (Instance i : group)
        for (std::size_t m = 0; m < all.size(); ++m)
          if (std::ranges::count(all[m].*lanes, machine) > 0 && all[m].*end == i)
            actions.push_back({static_cast<int>(m), {}});
    };
    add(&Message::consumer, &Message::receiving);
    actions.push_back({-1, group});
    add(&Message::producer, &Message::sending);
  }
  return actions;
}

std::vector<Message> messages(const Play& play) {
  std::vector<Message> result;
  for (std::size_t e = 0; e < play.problem.edges.size(); ++e)
    for (Instance producer : play.all)
      for (Instance consumer : play.all)
        if (is_sent(play, play.problem.edges[e], producer, consumer))
          add_messages(play, e, producer, consumer, result);
  return result;
}

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
