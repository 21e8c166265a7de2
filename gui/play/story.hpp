// A story tells a simulation: at which moments something happens, and what. Nothing is listed in advance: a
// moment is found by bisection in what the plan keeps in time order, so that a plan of millions of instances
// needs neither memory nor time before it can be played. Knows no widgets.
#pragma once

#include <QString>
#include <optional>
#include <vector>

#include "gui/chart/data/charted_plan.hpp"

namespace repetend::gui {

// One thing that happens. Those of one moment are told in the order of `What`: ends make room for starts.
struct Happening {
  enum class What { end, arrival, sending, start };

  What what = What::end;
  Time at = 0;
  std::size_t row = 0;  // of the machine (of several the first one), or among ChartedPlan::links
  std::size_t k = 0;    // position in the machine's order, or among the link's transfers

  auto operator<=>(const Happening&) const = default;
};

// The moments at which something happens or a device begins to wait; the last one is the makespan.
std::optional<Time> next_moment(const ChartedPlan&, Time after);
std::optional<Time> moment_before(const ChartedPlan&, Time before);
// The last moment at or before t.
Time moment_at(const ChartedPlan&, Time t);

// What happens exactly then, as it is told. What takes no time at all is told once, by its start.
std::vector<Happening> happenings(const ChartedPlan&, Time);

// "gpu1 starts B3 of micro-batch 2: it waited 3 ms for the gradient from gpu2".
QString words(const ChartedPlan&, const Happening&);

// "everything has run: 41.2 ms", or the wait cycle of a deadlock, once the last moment has come.
QString last_words(const ChartedPlan&);

// A device that is idle at the time, and why: points into ChartedPlan::idle. describe() has words for it.
struct Waiting {
  DeviceId device;
  const IdleInterval* why = nullptr;
};
std::vector<Waiting> waiting(const ChartedPlan&, Time);  // by device

}  // namespace repetend::gui
