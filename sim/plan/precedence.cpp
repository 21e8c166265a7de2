#include "sim/plan/precedence.hpp"

#include <algorithm>

#include "sim/problem/dataflow.hpp"

namespace repetend {
namespace {

// What precedes an instance, or a fused group, of which the first instance speaks for all.
struct Before {
  std::size_t node;
  bool started;  // and need not have ended
};

// Knows for every instance how far each machine must have come when it starts: the position of the last
// instance that has ended there. So an order of n instances is one number and not n sets.
class Progress {
 public:
  explicit Progress(const Plan& plan, const std::vector<Wait>& asked)
      : plan_(plan),
        problem_(*plan.problem),
        leader_(problem_.instances()),
        before_(problem_.instances()),
        asked_(problem_.instances()),
        places_(problem_.instances()),
        ended_(problem_.instances()) {
    for (std::size_t i = 0; i < leader_.size(); ++i) leader_[i] = i;
    for (const FusedGroup& group : plan.couplings.fused)
      for (const Instance i : group) leader_[index(i)] = index(group.front());
    add_orders();
    add_edges();
    for (const Wait& wait : plan.couplings.waits) add(wait.before, wait.after, wait.for_start);
    for (const Wait& wait : asked) asked_[node(wait.after)].push_back(wait);
  }

  std::vector<Wait> unimplied() {
    for (const std::size_t at : sequence()) {
      ended_[at].assign(machine_count(problem_), -1);
      for (const Before& before : before_[at]) join(at, before);
      for (const Wait& wait : asked_[at]) {
        const Before before{node(wait.before), wait.for_start};
        if (implies(at, before.node)) continue;
        kept_.push_back(wait);
        join(at, before);
      }
    }
    return std::move(kept_);
  }

 private:
  struct Place {
    MachineId machine;
    std::int32_t position;
  };

  std::size_t index(Instance i) const { return instance_index(problem_, i); }
  std::size_t node(Instance i) const { return leader_[index(i)]; }
  void add(Instance before, Instance after, bool started) {
    if (node(before) != node(after)) before_[node(after)].push_back({node(before), started});
  }

  void add_orders() {
    for (MachineId m : plan_.orders.ids()) {
      const auto& order = plan_.orders[m];
      for (std::size_t k = 0; k < order.size(); ++k) {
        places_[node(order[k])].push_back({m, static_cast<std::int32_t>(k)});
        if (k > 0) add(order[k - 1], order[k], false);
      }
    }
  }

  void add_edges() {
    const Dataflow flow = dataflow(problem_);
    for (const Instance i : instances_of(problem_)) {
      flow.direct_producers(i, [&](Instance producer) { add(producer, i, false); });
      for (const Message m : flow.received(i)) add(flow.producer(m), i, false);
    }
  }

  // Every node after all that precedes it, the waits that are asked about included; what closes a circle with
  // them, as blocks that take no time may, comes last.
  std::vector<std::size_t> sequence() const {
    std::vector<std::vector<std::size_t>> after(before_.size());
    std::vector<std::size_t> left(before_.size());
    const auto follow = [&](std::size_t from, std::size_t to) {
      after[from].push_back(to);
      ++left[to];
    };
    for (std::size_t at = 0; at < before_.size(); ++at) {
      for (const Before& before : before_[at]) follow(before.node, at);
      for (const Wait& wait : asked_[at]) follow(node(wait.before), at);
    }
    std::vector<std::size_t> order;
    for (std::size_t at = 0; at < left.size(); ++at)
      if (left[at] == 0) order.push_back(at);
    for (std::size_t k = 0; k < order.size(); ++k)
      for (const std::size_t next : after[order[k]])
        if (--left[next] == 0) order.push_back(next);
    for (std::size_t at = 0; at < left.size(); ++at)
      if (left[at] > 0) order.push_back(at);
    return order;
  }

  bool implies(std::size_t at, std::size_t before) const {
    return std::ranges::any_of(places_[before], [&](const Place& place) {
      return ended_[at][place.machine.index()] >= place.position;
    });
  }

  void join(std::size_t at, const Before& before) {
    auto& ended = ended_[at];
    const auto& known = ended_[before.node];
    for (std::size_t m = 0; m < known.size(); ++m) ended[m] = std::max(ended[m], known[m]);
    if (before.started) return;
    for (const Place& place : places_[before.node])
      ended[place.machine.index()] = std::max(ended[place.machine.index()], place.position);
  }

  const Plan& plan_;
  const Problem& problem_;
  std::vector<std::size_t> leader_;               // by instance
  std::vector<std::vector<Before>> before_;       // by node
  std::vector<std::vector<Wait>> asked_;          // by node
  std::vector<std::vector<Place>> places_;        // by node
  std::vector<std::vector<std::int32_t>> ended_;  // by node, then machine
  std::vector<Wait> kept_;
};

}  // namespace

std::vector<Wait> unimplied(const Plan& plan, const std::vector<Wait>& waits) {
  return waits.empty() ? waits : Progress(plan, waits).unimplied();
}

}  // namespace repetend
