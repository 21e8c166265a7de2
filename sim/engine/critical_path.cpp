#include "sim/engine/critical_path.hpp"

#include <algorithm>
#include <stdexcept>

#include "sim/semantics/timing_graph.hpp"

namespace repetend {

namespace {

// Follows arcs backwards along which the times leave no room.
class Walk {
 public:
  Walk(const Problem& problem, const Orders& orders, const Simulation& simulation)
      : problem_(problem), simulation_(simulation), graph_(with_loose_arcs(timing_graph(problem, orders))) {
    std::ranges::stable_sort(graph_.arcs, {}, &Arc::to);
    run_of_message_.resize(graph_.nodes - graph_.instances);
    for (const TransferRun& run : simulation.transfers) run_of_message_[message_index(run)] = &run;
  }

  std::vector<CriticalStep> path() const {
    std::vector<CriticalStep> steps;
    const auto last = std::ranges::max_element(simulation_.end) - simulation_.end.begin();
    auto node = static_cast<std::int32_t>(last);
    while (node >= 0) {
      CriticalStep step{instance(node), CriticalStep::Reason::first, start(node), value(node)};
      std::int32_t before = tight(node);
      if (before >= 0) step.reason = reason(before, node);
      for (; before >= 0 && !graph_.is_instance(before); before = tight(before))
        step.transfers.insert(step.transfers.begin(), run(before));
      steps.push_back(std::move(step));
      node = before;
    }
    std::ranges::reverse(steps);
    return steps;
  }

 private:
  std::size_t message_index(const TransferRun& run) const {
    const auto channel = std::ranges::lower_bound(graph_.channels, std::pair(run.edge, run.to), {},
                                                  [](const Channel& c) { return std::pair(c.edge, c.to); });
    return static_cast<std::size_t>(channel - graph_.channels.begin()) * graph_.micro_batches +
           static_cast<std::size_t>(run.micro_batch);
  }
  const TransferRun& run(std::int32_t node) const {
    const TransferRun* found = run_of_message_[static_cast<std::size_t>(node) - graph_.instances];
    if (!found) throw std::logic_error("a critical path needs a simulation with its transfers");
    return *found;
  }
  Instance instance(std::int32_t node) const { return instance_at(problem_, static_cast<std::size_t>(node)); }
  Time start(std::int32_t node) const {
    return graph_.is_instance(node) ? simulation_.start[static_cast<std::size_t>(node)] : run(node).start;
  }
  Time value(std::int32_t node) const {
    return graph_.is_instance(node) ? simulation_.end[static_cast<std::size_t>(node)] : run(node).start;
  }

  // The node whose value leaves this one no room to start earlier; -1 at the start of time.
  std::int32_t tight(std::int32_t node) const {
    const auto arcs = std::ranges::equal_range(graph_.arcs, node, {}, &Arc::to);
    const auto found = std::ranges::find_if(
        arcs, [&](const Arc& arc) { return value(arc.from) + arc.delay == start(node); });
    return found == arcs.end() ? -1 : found->from;
  }

  CriticalStep::Reason reason(std::int32_t from, std::int32_t to) const {
    if (!graph_.is_instance(from)) return CriticalStep::Reason::transfer;
    const Block& before = problem_.block(instance(from).block);
    for (const DeviceUse& use : problem_.block(instance(to).block).uses)
      if (find_use(before, use.device)) return CriticalStep::Reason::device;
    return CriticalStep::Reason::dependency;
  }

  const Problem& problem_;
  const Simulation& simulation_;
  TimingGraph graph_;
  std::vector<const TransferRun*> run_of_message_;
};

}  // namespace

std::vector<CriticalStep> critical_path(const Problem& problem, const Orders& orders,
                                        const Simulation& simulation) {
  if (simulation.deadlock || simulation.end.empty()) return {};
  return Walk(problem, orders, simulation).path();
}

}  // namespace repetend
