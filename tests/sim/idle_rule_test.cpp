// Idle causes against the rule read literally, nanosecond by nanosecond.
#include "sim/engine/idle.hpp"
#include "sim/plan/memory_level.hpp"
#include "sim/problem/machines.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/pipelines.hpp"
#include "tests/support/problems.hpp"

using namespace repetend;

namespace {

struct Literal {
  const Problem& problem;
  const Orders& orders;
  const Simulation& simulation;

  Time start(Instance i) const { return simulation.start[instance_index(problem, i)]; }
  Time end(Instance i) const { return simulation.end[instance_index(problem, i)]; }

  template <class Predicate>
  bool any_producer(Instance i, Predicate holds) const {
    return std::ranges::any_of(problem.edges, [&](const Edge& e) {
      return e.to == i.block && i.micro_batch >= e.distance &&
             holds(Instance{e.from, i.micro_batch - e.distance});
    });
  }
  bool feeds(const TransferRun& run, Instance i) const {
    const Edge& edge = problem.edge(run.edge);
    return edge.to == i.block && run.micro_batch + edge.distance == i.micro_batch;
  }
  bool unproduced(Instance i, Time t) const {
    return any_producer(i, [&](Instance producer) { return end(producer) > t; });
  }
  bool undelivered(Instance i, Time t) const {
    return std::ranges::any_of(simulation.transfers,
                               [&](const TransferRun& run) { return feeds(run, i) && run.delivered > t; });
  }
  // Between two instances of the device every blocking transfer that it takes part in holds it.
  bool held(DeviceId d, Instance next, Time t) const {
    return problem.transfer == TransferMode::blocking &&
           std::ranges::any_of(simulation.transfers, [&](const TransferRun& run) {
             return (run.from == d || run.to == d) && run.delivered > t && run.delivered <= start(next);
           });
  }
  bool short_of_memory(DeviceId d, std::size_t next, Time t) const {
    MemoryLevel level(problem.device(d).static_memory, problem.memory_release);
    const auto& order = orders[computing(d)];
    const auto use = [&](Instance i) { return *find_use(problem.block(i.block), d); };
    for (std::size_t k = 0; k < next; ++k) {
      level.start(use(order[k]));
      level.end(use(order[k]));
    }
    for (std::size_t k = next + 1; k < order.size(); ++k) {
      const bool next_of_block = std::ranges::none_of(order.begin() + static_cast<std::ptrdiff_t>(next),
                                                      order.begin() + static_cast<std::ptrdiff_t>(k),
                                                      [&](Instance i) { return i.block == order[k].block; });
      if (next_of_block && !unproduced(order[k], t) && !undelivered(order[k], t) &&
          level.if_started(use(order[k])) > problem.device(d).memory)
        return true;
    }
    return false;
  }

  IdleCause cause(DeviceId d, Time t) const {
    const auto& order = orders[computing(d)];
    const auto next = static_cast<std::size_t>(
        std::ranges::find_if(order, [&](Instance i) { return start(i) > t; }) - order.begin());
    if (next == 0) return IdleCause::warm_up;
    if (next == order.size()) return IdleCause::cool_down;
    if (short_of_memory(d, next, t)) return IdleCause::memory;
    if (unproduced(order[next], t)) return IdleCause::block;
    if (undelivered(order[next], t) || held(d, order[next], t)) return IdleCause::transfer;
    return IdleCause::gang;
  }
};

}  // namespace

TEST_CASE("idle: the causes are those of the rule at every nanosecond") {
  for (const TransferMode mode : test::transfer_modes) {
    std::mt19937_64 random(53);
    for (int round = 0; round < 150; ++round) {
      Problem problem = test::random_problem(random, {.transfer = mode});
      const Orders orders = test::random_orders(random, problem);
      const auto peaks = peak_memory(problem, orders);
      for (std::size_t d = 0; d < peaks.size(); ++d) problem.devices[d].memory = peaks[d];
      const Simulation simulation = simulate(problem, orders);
      const Literal literal{problem, orders, simulation};
      CAPTURE(to_string(mode), round);
      const auto idle = idle_intervals(problem, orders, simulation);
      for (DeviceId d : ids<DeviceId>(problem.devices.size()))
        for (const IdleInterval& interval : idle[d.index()])
          for (Time t = interval.begin; t < interval.end; ++t) REQUIRE(interval.cause == literal.cause(d, t));
    }
  }
}
