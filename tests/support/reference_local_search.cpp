#include "tests/support/reference_local_search.hpp"

#include <algorithm>
#include <random>

#include "sim/problem/durations.hpp"
#include "sim/semantics/evaluator.hpp"

namespace repetend::test {

namespace {

// Swaps the two wherever the second follows the first at once; false where they share a device and are apart.
bool swap_everywhere(const Problem& problem, Instance first, Instance second, Orders& orders) {
  bool everywhere = true;
  for (const DeviceUse& use : problem.block(first.block).uses) {
    auto& order = orders[MachineId{use.device.index()}];
    const auto at = std::ranges::find(order, first);
    if (at + 1 != order.end() && *(at + 1) == second)
      std::iter_swap(at, at + 1);
    else
      everywhere &= !find_use(problem.block(second.block), use.device);
  }
  return everywhere;
}

struct Place {
  std::size_t device, position;
};

// Longest paths with transfers as delays, by raising starts until nothing changes.
class Delays {
 public:
  Delays(const Problem& problem, const Orders& orders)
      : problem_(problem),
        orders_(orders),
        duration_(problem),
        start_(problem.instances()),
        before_(problem.instances()) {
    std::vector<Time> delay(problem.edges.size());
    for (const Transfer& t : transfers(problem))
      delay[t.edge.index()] = std::max(delay[t.edge.index()], t.occupancy + t.latency);
    for (std::size_t e = 0; e < delay.size(); ++e)
      for (std::int32_t n = 0; n + problem.edges[e].distance < problem.micro_batches; ++n)
        follow({problem.edges[e].from, n}, {problem.edges[e].to, n + problem.edges[e].distance},
               duration_[{problem.edges[e].from, n}] + delay[e]);
    for (const auto& order : orders)
      for (std::size_t k = 1; k < order.size(); ++k) follow(order[k - 1], order[k], duration_[order[k - 1]]);
    bool changed = true;
    for (std::size_t round = 0; changed && round <= start_.size(); ++round) {
      changed = false;
      for (std::size_t i = 0; i < start_.size(); ++i)
        for (const Before& b : before_[i]) {
          changed |= start_[b.instance] + b.delay > start_[i];
          start_[i] = std::max(start_[i], start_[b.instance] + b.delay);
        }
    }
    deadlock_ = changed;
  }

  bool deadlock() const { return deadlock_; }
  Time end(std::size_t i) const { return start_[i] + duration_[instance_at(problem_, i)]; }
  Time makespan() const { return end(last()); }

  std::vector<Place> critical() const {
    std::vector<Place> result;
    for (std::size_t i = last(); !before_[i].empty();) {
      const auto tight = std::ranges::find_if(
          before_[i], [&](const Before& b) { return start_[b.instance] + b.delay == start_[i]; });
      add_place(instance_at(problem_, tight->instance), instance_at(problem_, i), result);
      i = tight->instance;
    }
    return result;
  }

 private:
  struct Before {
    std::size_t instance;
    Time delay;
  };

  void follow(Instance from, Instance to, Time delay) {
    before_[instance_index(problem_, to)].push_back({instance_index(problem_, from), delay});
  }

  std::size_t last() const {
    std::size_t latest = 0;
    for (std::size_t i = 1; i < start_.size(); ++i)
      if (end(i) > end(latest)) latest = i;
    return latest;
  }

  void add_place(Instance first, Instance second, std::vector<Place>& result) const {
    for (std::size_t d = 0; d < orders_.size(); ++d) {
      const auto at = std::ranges::find(orders_[MachineId{d}], first);
      if (at == orders_[MachineId{d}].end() || at + 1 == orders_[MachineId{d}].end() || *(at + 1) != second)
        continue;
      return result.push_back({d, static_cast<std::size_t>(at - orders_[MachineId{d}].begin())});
    }
  }

  const Problem& problem_;
  const Orders& orders_;
  const Durations duration_;
  std::vector<Time> start_;
  std::vector<std::vector<Before>> before_;
  bool deadlock_ = false;
};

bool move(const Problem& problem, const Place& at, Orders& orders) {
  const Instance first = orders[MachineId{at.device}][at.position],
                 second = orders[MachineId{at.device}][at.position + 1];
  if (first.block == second.block) return false;
  swap_everywhere(problem, first, second, orders);
  return true;
}

}  // namespace

Orders reference_descent(const Problem& problem, Orders orders, int trials) {
  const Durations durations(problem);
  for (bool shorter = true; shorter;) {
    shorter = false;
    auto timed = Evaluator::compile(problem, orders);
    const Time length = timed->run();
    const std::vector<Time> start = timed->starts(), slack = timed->slack();
    const Orders given = orders;
    for (const auto& order : given)
      for (std::size_t k = 0; k + 1 < order.size() && !shorter; ++k) {
        const std::size_t a = instance_index(problem, order[k]), b = instance_index(problem, order[k + 1]);
        if (order[k].block == order[k + 1].block || slack[a] > 0 || slack[b] > 0) continue;
        if (start[a] + durations[order[k]] != start[b]) continue;
        if (trials-- <= 0) return given;
        Orders changed = given;
        if (!swap_everywhere(problem, order[k], order[k + 1], changed)) continue;
        if (find_out_of_memory(problem, changed)) continue;
        auto trial = Evaluator::compile(problem, changed);
        shorter = trial && trial->run() < length;
        if (shorter) orders = std::move(changed);
      }
  }
  return orders;
}

Orders reference_threshold(const Problem& problem, const Orders& given, Time enough, std::uint64_t seed,
                           int states) {
  constexpr int trials_a_state = 4;
  constexpr Time percent = 3, parts = 1024;
  std::mt19937_64 random(seed);
  const auto below = [&](std::size_t limit) { return static_cast<std::size_t>(random() % limit); };
  Orders current = given, best = given;
  Time length = Delays(problem, given).makespan(), least = length;
  for (int trial = 0; least > enough && trial < states * trials_a_state; ++trial) {
    const std::vector<Place> critical = Delays(problem, current).critical();
    if (critical.empty()) break;
    const int left = states - trial / trials_a_state - 1;
    const Time part = static_cast<Time>(random() % parts);
    const Time most = length + enough * percent * part / parts * left / states / 100;
    Orders changed = current;
    const Place first = critical[below(critical.size())];
    bool moved = move(problem, first, changed);
    if (below(2) == 1)
      moved |= move(problem, {first.device, below(changed[MachineId{first.device}].size() - 1)}, changed);
    if (!moved || find_out_of_memory(problem, changed)) continue;
    const Delays timed(problem, changed);
    if (timed.deadlock() || timed.makespan() > most) continue;
    current = std::move(changed);
    length = timed.makespan();
    if (length >= least) continue;
    least = length;
    best = current;
  }
  return best;
}

}  // namespace repetend::test
