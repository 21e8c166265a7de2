#include "sim/semantics/evaluator.hpp"

#include <algorithm>

namespace repetend {

Evaluator::Evaluator(std::shared_ptr<const TimingGraph> graph, FlatTiming lean)
    : graph_(std::move(graph)), lean_(std::move(lean)) {}

std::optional<Evaluator> Evaluator::compile(const Problem& problem, const Orders& orders,
                                            const Couplings& couplings) {
  auto graph = std::make_shared<TimingGraph>(timing_graph(problem, orders, couplings));
  auto lean = FlatTiming::compile(*graph);
  // Loose arcs close no cycle: they follow the order of one device.
  if (!lean) return std::nullopt;
  if (graph->loose.empty()) graph->arcs = {};  // nobody needs them any more
  return Evaluator(std::move(graph), std::move(*lean));
}

// Times without the loose arcs are lower bounds; where these hold all the same, they are the times.
bool Evaluator::loose_arcs_hold() const {
  return std::ranges::all_of(graph_->loose, [&](const TimingGraph::LooseArc& loose) {
    return lean_.end(loose.producer_to) - lean_.end(loose.producer_from) >= loose.arc.delay;
  });
}

Time Evaluator::run(std::span<const Time> durations) {
  own_durations_ = durations.empty();
  const Time makespan = lean_.run(durations);
  used_full_ = !own_durations_ && !loose_arcs_hold();
  if (!used_full_) return makespan;
  if (!full_) full_ = FlatTiming::compile(with_loose_arcs(*graph_));
  return full_->run(durations);
}

std::vector<Time> Evaluator::starts() const { return (used_full_ ? *full_ : lean_).starts(); }

// A delay could make a loose arc bind, unless the durations themselves keep the producers apart.
std::vector<Time> Evaluator::slack() const {
  if (used_full_) return full_->slack();
  if (own_durations_ || graph_->loose.empty()) return lean_.slack();
  auto full = *FlatTiming::compile(with_loose_arcs(*graph_));
  full.run(lean_.durations());
  return full.slack();
}

}  // namespace repetend
