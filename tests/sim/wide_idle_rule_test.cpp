// Idle causes, exposed time and critical paths of random plans of all that a problem can have.
#include <numeric>

#include "sim/engine/critical_path.hpp"
#include "sim/engine/idle.hpp"
#include "sim/problem/dataflow.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/pipelines.hpp"
#include "tests/support/problems.hpp"
#include "tests/support/wide_problems.hpp"

using namespace repetend;

namespace {

// As full as the plan makes its pools, so that later work often has no room.
Plan full_plan(std::uint64_t seed, TransferMode mode) {
  Problem problem = test::wide_problem(seed, {.transfer = mode});
  for (Block& block : problem.blocks)  // kinds on computing lanes, too
    if (block.kind == BlockKind::other && seed % 3 == 0) block.kind = BlockKind::communication;
  Plan plan = test::random_plan(std::make_shared<const Problem>(problem), seed);
  const Simulation run = simulate(plan);
  if (run.deadlock) return plan;
  for (PoolId p : pools(problem))
    (is_memory(problem, p) ? problem.devices[p.index()].memory
                           : problem.pools[p.index() - problem.devices.size()].capacity) =
        run.peak_memory[p.index()];
  plan.problem = std::make_shared<const Problem>(std::move(problem));
  return plan;
}

// The rule, read literally.
class Literal {
 public:
  Literal(const Plan& plan, const Simulation& run)
      : plan_(plan), problem_(*plan.problem), run_(run), flow_(dataflow(problem_)) {}

  Time start(Instance i) const { return run_.start[instance_index(problem_, i)]; }
  Time end(Instance i) const { return run_.end[instance_index(problem_, i)]; }

  FusedGroup group(Instance i) const {
    for (const FusedGroup& g : plan_.couplings.fused)
      if (std::ranges::count(g, i) > 0) return g;
    return {i};
  }

  std::vector<Instance> producers(const FusedGroup& together) const {
    std::vector<Instance> result;
    for (const Instance i : together) {
      flow_.direct_producers(i, [&](Instance p) { result.push_back(p); });
      for (const Message m : flow_.received(i)) result.push_back(flow_.producer(m));
    }
    std::erase_if(result, [&](Instance p) { return std::ranges::count(together, p) > 0; });
    return result;
  }
  bool unproduced(const FusedGroup& together, Time t) const {
    return std::ranges::any_of(producers(together), [&](Instance p) { return end(p) > t; });
  }
  bool undelivered(const FusedGroup& together, Time t) const {
    return std::ranges::any_of(run_.transfers, [&](const TransferRun& transfer) {
      return transfer.delivered > t && std::ranges::count(together, consumer(transfer)) > 0;
    });
  }
  // What the wait that is over last is for.
  std::optional<IdleCause> waits(const FusedGroup& together, Time t) const {
    const Wait* last = nullptr;
    const auto over = [&](const Wait& w) { return w.for_start ? start(w.before) : end(w.before); };
    for (const Wait& w : plan_.couplings.waits)
      if (std::ranges::count(together, w.after) > 0 && over(w) > t && (!last || over(w) > over(*last)))
        last = &w;
    if (!last) return std::nullopt;
    for (const Instance i : together)
      for (const PoolUse& taken : changes_of(problem_, problem_.block(i.block)))
        for (const PoolUse& given : changes_of(problem_, problem_.block(last->before.block)))
          if (given.pool == taken.pool && (given.release > 0 || given.workspace > 0) &&
              (taken.acquire > 0 || taken.workspace > 0))
            return IdleCause::memory;
    return IdleCause::block;
  }
  // Between two instances of the lane every blocking transfer of theirs holds it.
  bool held(MachineId m, Instance next, Time t) const {
    const auto on = [&](BlockId b, DeviceId d) { return is_lane_at(problem_, b, m, d); };
    return problem_.transfer == TransferMode::blocking &&
           std::ranges::any_of(run_.transfers, [&](const TransferRun& r) {
             const Edge& e = problem_.edge(r.edge);
             return (on(e.from, r.from) || on(e.to, r.to)) && r.delivered > t && r.delivered <= start(next);
           });
  }
  Bytes level(PoolId p, Time t) const {
    Bytes level = static_memory_of(problem_, p);
    for (const Instance i : instances_of(problem_))
      for (const PoolUse& use : changes_of(problem_, problem_.block(i.block))) {
        if (use.pool != p) continue;
        if (start(i) <= t) level += use.acquire;
        if ((at_start() ? start(i) : end(i)) <= t) level -= use.release;
        if (start(i) <= t && t < end(i)) level += use.workspace;
      }
    return level;
  }
  bool short_of_memory(DeviceId d, std::size_t next, Time t) const {
    const auto& order = plan_.orders[computing(d)];
    const FusedGroup waiting = group(order[next]);
    for (std::size_t k = next; k < order.size(); ++k) {
      const FusedGroup together = group(order[k]);
      const auto is_next = [&](Instance i) {
        return i == *std::find_if(order.begin() + static_cast<std::ptrdiff_t>(next), order.end(),
                                  [&](Instance o) { return o.block == i.block; });
      };
      if (together != waiting && std::ranges::all_of(together, is_next) && !unproduced(together, t) &&
          !undelivered(together, t) && !fits(together, d, t))
        return true;
    }
    return false;
  }

  // Of a gap between two instances of the lane; nothing before the first.
  std::optional<IdleCause> cause(DeviceId d, Time t) const {
    const auto& order = plan_.orders[computing(d)];
    const auto next = static_cast<std::size_t>(
        std::ranges::find_if(order, [&](Instance i) { return start(i) > t; }) - order.begin());
    if (next == 0) return IdleCause::warm_up;
    if (next == order.size()) return IdleCause::cool_down;
    const FusedGroup together = group(order[next]);
    if (const auto cause = waits(together, t)) return cause;
    if (short_of_memory(d, next, t)) return IdleCause::memory;
    if (unproduced(together, t)) return IdleCause::block;
    if (undelivered(together, t) || held(computing(d), order[next], t)) return IdleCause::transfer;
    return IdleCause::gang;
  }

  Instance consumer(const TransferRun& r) const {
    for (const Channel& c : flow_.channels)
      if (c.edge == r.edge && c.to == r.to) return {c.consumer, r.micro_batch + c.distance};
    throw std::logic_error("no such channel");
  }

 private:
  bool at_start() const { return problem_.memory_release == MemoryRelease::start; }
  bool fits(const FusedGroup& together, DeviceId d, Time t) const {
    for (PoolId p : pools(problem_)) {
      Bytes taken = 0;
      bool touched = p == memory_of(d);
      for (const Instance i : together)
        for (const PoolUse& use : changes_of(problem_, problem_.block(i.block))) {
          if (use.pool != p) continue;
          const Block& block = problem_.block(i.block);
          if (p != memory_of(d) && is_memory(problem_, p) && find_use(block, DeviceId{p.value})) continue;
          touched = true;
          taken += use.acquire + use.workspace - (at_start() ? use.release : 0);
        }
      if (touched && level(p, t) + taken > capacity_of(problem_, p)) return false;
    }
    return true;
  }

  const Plan& plan_;
  const Problem& problem_;
  const Simulation& run_;
  const Dataflow flow_;
};

IdleCause named(const Problem& problem, IdleCause cause, const std::optional<Instance>& whom) {
  if (!whom || (cause != IdleCause::block && cause != IdleCause::gang)) return cause;
  const BlockKind kind = problem.block(whom->block).kind;
  if (kind == BlockKind::communication) return IdleCause::communication;
  return kind == BlockKind::offload || kind == BlockKind::reload ? IdleCause::offload : cause;
}

// Of every instance, zero among them. What runs fused takes the same.
std::vector<Time> random_durations(std::uint64_t seed, const Plan& plan) {
  std::mt19937_64 random(seed);
  std::vector<Time> durations(plan.problem->instances());
  for (Time& duration : durations) duration = test::uniform(random, 0, 5);
  for (const FusedGroup& group : plan.couplings.fused)
    for (const Instance i : group)
      durations[instance_index(*plan.problem, i)] = durations[instance_index(*plan.problem, group.front())];
  return durations;
}

// With the problem's durations and with others.
template <class Check>
void for_plans(std::uint64_t count, Check check) {
  for (const TransferMode mode : test::transfer_modes)
    for (std::uint64_t seed = 0; seed < count; ++seed)
      for (const bool sampled : {false, true}) {
        Plan plan = full_plan(seed, mode);
        if (sampled) plan.durations = random_durations(seed, plan);
        const Simulation run = simulate(plan);
        CAPTURE(to_string(mode), seed, sampled);
        if (!run.deadlock) check(plan, run);
      }
}

}  // namespace

TEST_CASE("wide idle: busy and idle time are the makespan on every device, and nothing overlaps") {
  std::array<int, idle_causes> seen{};
  for_plans(300, [&](const Plan& plan, const Simulation& run) {
    const auto idle = idle_intervals(*plan.problem, plan.orders, run, plan.couplings);
    const auto times = device_times(*plan.problem, plan.orders, run, idle, plan.couplings);
    double busy = 0;
    for (std::size_t d = 0; d < times.size(); ++d) {
      busy += static_cast<double>(times[d].busy);
      REQUIRE(std::accumulate(times[d].idle.begin(), times[d].idle.end(), times[d].busy) == run.makespan);
      Time last = 0;
      for (const IdleInterval& i : idle[d]) {
        REQUIRE(i.begin >= last);
        REQUIRE(i.begin < i.end);
        last = i.end;
        ++seen[static_cast<std::size_t>(i.cause)];
      }
      REQUIRE(last <= run.makespan);
    }
    if (run.makespan > 0)
      REQUIRE(bubble_ratio(plan, run.makespan) ==
              1 - busy / (static_cast<double>(times.size()) * static_cast<double>(run.makespan)));
  });
  for (std::size_t cause = 0; cause < idle_causes; ++cause)
    CHECK((seen[cause] > 0) == (static_cast<IdleCause>(cause) != IdleCause::host));
}

TEST_CASE("wide idle: the causes are those of the rule at every nanosecond") {
  for_plans(100, [](const Plan& plan, const Simulation& run) {
    const Literal literal(plan, run);
    const auto idle = idle_intervals(*plan.problem, plan.orders, run, plan.couplings);
    for (DeviceId d : ids<DeviceId>(plan.problem->devices.size()))
      for (const IdleInterval& interval : idle[d.index()])
        for (Time t = interval.begin; t < interval.end; ++t)
          REQUIRE(interval.cause == named(*plan.problem, *literal.cause(d, t), interval.waited_for));
  });
}

TEST_CASE("wide idle: curves that were not recorded change nothing") {
  for_plans(40, [](const Plan& plan, const Simulation& run) {
    const Simulation bare = simulate(plan, {.memory_curves = false});
    const auto of = [&](const Simulation& simulation) {
      std::vector<std::tuple<Time, Time, IdleCause, Instance, std::optional<Instance>>> all;
      for (const auto& device : idle_intervals(*plan.problem, plan.orders, simulation, plan.couplings))
        for (const IdleInterval& i : device)
          all.emplace_back(i.begin, i.end, i.cause, i.waiting, i.waited_for);
      return all;
    };
    REQUIRE(of(run) == of(bare));
  });
}

TEST_CASE("wide idle: lanes are exposed while one waits for what they run, or nothing is left to compute") {
  for_plans(60, [](const Plan& plan, const Simulation& run) {
    const Problem& problem = *plan.problem;
    const Literal literal(plan, run);
    const auto idle = idle_intervals(problem, plan.orders, run, plan.couplings);
    const auto lanes = lane_times(problem, plan.orders, run, idle, plan.couplings);
    const auto computing_left = [&](Time t) {
      return std::ranges::any_of(machines(problem), [&](MachineId m) {
        return computes(problem, m) &&
               std::ranges::any_of(plan.orders[m], [&](Instance i) { return literal.end(i) > t; });
      });
    };
    for (MachineId m : machines(problem)) {
      Time busy = 0, exposed = 0;
      for (Time t = 0; t < run.makespan; ++t) {
        const auto now = std::ranges::find_if(
            plan.orders[m], [&](Instance i) { return literal.start(i) <= t && t < literal.end(i); });
        if (now == plan.orders[m].end()) continue;
        ++busy;
        if (computes(problem, m)) continue;
        const FusedGroup running = literal.group(*now);
        bool seen = !computing_left(t);
        for (const auto& device : idle)
          for (const IdleInterval& i : device)
            seen |=
                i.begin <= t && t < i.end && i.waited_for && std::ranges::count(running, *i.waited_for) > 0;
        exposed += seen ? 1 : 0;
      }
      REQUIRE(lanes[m.index()].busy == busy);
      REQUIRE(lanes[m.index()].exposed() == exposed);
    }
  });
}

TEST_CASE("wide critical path: every step starts when the one before lets it, from 0 to the makespan") {
  std::array<int, 5> seen{};
  for_plans(300, [&](const Plan& plan, const Simulation& run) {
    using enum CriticalStep::Reason;
    const Problem& problem = *plan.problem;
    const Literal literal(plan, run);
    const auto path = critical_path(problem, plan.orders, run, plan.couplings);
    REQUIRE_FALSE(path.empty());
    REQUIRE(path.front().reason == first);
    REQUIRE(path.front().start == 0);
    REQUIRE(path.back().end == run.makespan);
    for (std::size_t k = 0; k < path.size(); ++k) {
      const CriticalStep& step = path[k];
      ++seen[static_cast<std::size_t>(step.reason)];
      REQUIRE(step.start == literal.start(step.instance));
      REQUIRE(step.transfers.empty() == (step.reason != transfer));
      if (k == 0) continue;
      const Instance before = path[k - 1].instance;
      const FusedGroup together = literal.group(step.instance);
      Time at = path[k - 1].end;
      const auto& waits = plan.couplings.waits;
      const auto wait = std::ranges::find_if(waits, [&](const Wait& w) {
        return w.before == before && std::ranges::count(together, w.after) > 0 &&
               (w.for_start ? literal.start(before) : literal.end(before)) == step.start;
      });
      if (step.reason != CriticalStep::Reason::wait) REQUIRE(at == literal.end(before));
      if (step.reason == CriticalStep::Reason::wait) REQUIRE(wait != waits.end());
      if (step.reason == device) REQUIRE(share_a_machine(problem, before.block, step.instance.block));
      if (step.reason == dependency) REQUIRE(std::ranges::count(literal.producers(together), before) > 0);
      for (std::size_t j = 0; j < step.transfers.size(); ++j) {
        REQUIRE(step.transfers[j].start == at);
        const bool until_delivered =
            j + 1 == step.transfers.size() || problem.transfer == TransferMode::blocking;
        at = until_delivered ? step.transfers[j].delivered : step.transfers[j].link_free;
      }
      REQUIRE(at == step.start);
    }
  });
  for (int count : seen) CHECK(count > 0);
}
