#include "search/complete/list_schedule.hpp"

#include <algorithm>

#include "search/model/arcs.hpp"
#include "sim/plan/memory_level.hpp"
#include "sim/problem/graph.hpp"

namespace repetend::search {
namespace {

struct Candidate {
  Instance instance;
  Time start = 0, end = 0;
};

class ListSchedule {
 public:
  ListSchedule(const Problem& problem, const Priority& priority)
      : problem_(problem),
        priority_(priority),
        duration_(durations(problem)),
        in_(problem.blocks.size()),
        next_(problem.blocks.size()),
        start_(problem.instances()),
        free_(problem.devices.size()),
        orders_(problem.devices.size()) {
    for (const Arc& arc : edge_arcs(problem)) in_[arc.to].push_back(arc);
    for (const Device& d : problem.devices) memory_.emplace_back(d.static_memory, problem.memory_release);
  }

  std::optional<Orders> run(const Budget& budget) {
    constexpr std::size_t often = 256;  // an instance takes microseconds
    for (std::size_t left = problem_.instances(); left > 0; --left) {
      if (left % often == 0 && budget.stopped()) return std::nullopt;
      const std::vector<Candidate> ready = candidates();
      if (ready.empty()) return std::nullopt;
      take(choose(ready));
    }
    return std::move(orders_);
  }

 private:
  // When the inputs of the block's next instance are there; none while one has not been scheduled.
  std::optional<Time> inputs_at(BlockId b) const {
    const std::int32_t n = next_[b.index()];
    Time at = 0;
    for (const Arc& arc : in_[b.index()]) {
      if (arc.distance > n) continue;
      const auto produced = n - static_cast<std::int32_t>(arc.distance);
      if (produced >= next_[arc.from]) return std::nullopt;
      at = std::max(at, start_[instance_index(problem_, {BlockId{arc.from}, produced})] + arc.delay);
    }
    return at;
  }

  bool memory_is_there(BlockId b) const {
    return std::ranges::all_of(problem_.block(b).uses, [&](const DeviceUse& use) {
      return memory_[use.device.index()].if_started(use) <= problem_.device(use.device).memory;
    });
  }

  std::vector<Candidate> candidates() const {
    std::vector<Candidate> result;
    for (BlockId b : ids<BlockId>(problem_.blocks.size())) {
      if (next_[b.index()] == problem_.micro_batches) continue;
      std::optional<Time> at = inputs_at(b);
      if (!at || !memory_is_there(b)) continue;
      for (const DeviceUse& use : problem_.block(b).uses) at = std::max(*at, free_[use.device.index()]);
      result.push_back({{b, next_[b.index()]}, *at, *at + duration_[b.index()]});
    }
    return result;
  }

  bool compete(BlockId a, BlockId b) const {
    return std::ranges::any_of(problem_.block(a).uses,
                               [&](const DeviceUse& use) { return find_use(problem_.block(b), use.device); });
  }

  Candidate choose(const std::vector<Candidate>& ready) const {
    const Candidate& first =
        *std::ranges::min_element(ready, {}, priority_.wait ? &Candidate::end : &Candidate::start);
    const Time before = priority_.wait ? first.end : first.start + 1;
    const Candidate* best = &first;
    for (const Candidate& c : ready)
      if (c.start < before && compete(first.instance.block, c.instance.block) &&
          std::pair{priority_.key(c.instance), c.instance} <
              std::pair{priority_.key(best->instance), best->instance})
        best = &c;
    return *best;
  }

  void take(const Candidate& c) {
    const BlockId b = c.instance.block;
    start_[instance_index(problem_, c.instance)] = c.start;
    ++next_[b.index()];
    for (const DeviceUse& use : problem_.block(b).uses) {
      const std::size_t d = use.device.index();
      free_[d] = c.end;
      orders_[d].push_back(c.instance);
      memory_[d].start(use);
      memory_[d].end(use);
    }
  }

  const Problem& problem_;
  const Priority& priority_;
  const std::vector<Time> duration_;
  std::vector<std::vector<Arc>> in_;  // by consumer
  std::vector<std::int32_t> next_;    // by block: the micro-batch to come
  std::vector<Time> start_;           // by instance_index()
  std::vector<Time> free_;            // by device
  std::vector<MemoryLevel> memory_;   // by device
  Orders orders_;
};

// What follows a block in its own micro-batch, itself included.
std::vector<Time> tails(const Problem& problem) {
  const std::vector<Time> duration = durations(problem);
  std::vector<Time> tail = duration;
  const std::vector<Arc> arcs = edge_arcs(problem);
  std::vector<std::vector<Arc>> out(problem.blocks.size());
  for (const Arc& arc : arcs)
    if (arc.distance == 0) out[arc.from].push_back(arc);
  const std::vector<BlockId> order = dependency_order(problem);
  for (auto b = order.rbegin(); b != order.rend(); ++b)
    for (const Arc& arc : out[b->index()])
      tail[b->index()] = std::max(tail[b->index()], arc.delay + tail[arc.to]);
  return tail;
}

}  // namespace

std::optional<Orders> list_schedule(const Problem& problem, const Priority& priority, const Budget& budget) {
  return ListSchedule(problem, priority).run(budget);
}

Priority fillers_last(const Problem& problem, Priority priority) {
  std::vector<char> followed(problem.blocks.size());
  for (const Edge& e : problem.edges) followed[e.from.index()] = 1;
  const Time behind = std::ranges::max(priority.base) - std::ranges::min(priority.base) +
                      priority.step * problem.micro_batches + 1;
  for (std::size_t b = 0; b < followed.size(); ++b)
    if (!followed[b]) priority.base[b] += behind;
  return priority;
}

std::vector<Priority> plain_priorities(const Problem& problem) {
  const std::vector<Time> tail = tails(problem);
  std::vector<Time> minus = tail;
  Time longest = 0;
  for (Time& t : minus) {
    longest = std::max(longest, t);
    t = -t;
  }
  std::vector<Priority> result;
  for (const bool wait : {false, true}) {
    result.push_back({tail, 0, wait});
    result.push_back(fillers_last(problem, {tail, 0, wait}));
    result.push_back({minus, 0, wait});
    result.push_back({minus, longest, wait});
  }
  return result;
}

}  // namespace repetend::search
