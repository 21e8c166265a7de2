// The fast evaluator: for fixed orders every transfer mode is a longest path, because the order in which a
// directed link serves its transfers follows from the order of the producers on the sending lane.
// Compile orders and couplings once, then time them again and again with other durations (search, Monte
// Carlo, what-if). Equal to the engine by test.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "sim/plan/plan.hpp"
#include "sim/semantics/flat_timing.hpp"

namespace repetend {

class Evaluator {
 public:
  // Nothing when the orders can never finish (the engine says why).
  static std::optional<Evaluator> compile(const Problem&, const Orders&, const Couplings& = {});

  // Times every instance; durations by instance_index(), empty for the problem's own. A fused group takes
  // that of its first instance. Returns the makespan.
  Time run(std::span<const Time> durations = {});

  // Of the last run (run() first), by instance_index(); 0 where there is no instance, here and below.
  std::vector<Time> starts() const;

  // How much later each instance could start without a longer makespan, by instance_index(); of the last run.
  std::vector<Time> slack() const;

 private:
  Evaluator(std::shared_ptr<const TimingGraph> graph, FlatTiming lean);
  bool loose_arcs_hold() const;

  std::shared_ptr<const TimingGraph> graph_;
  FlatTiming lean_;                 // without the arcs of links that do not bind
  std::optional<FlatTiming> full_;  // with them, once other durations made one bind
  bool own_durations_ = true;       // in the last run
  bool used_full_ = false;          // by the last run
};

}  // namespace repetend
