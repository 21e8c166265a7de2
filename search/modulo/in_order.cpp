#include "search/modulo/in_order.hpp"

#include "search/modulo/disjunctive_graph.hpp"

namespace repetend::search {

std::optional<CyclicSchedule> in_order(const CyclicModel& model, const CyclicSchedule& given, Time at_least) {
  if (!transfers_wait(*model.problem)) return tighten(model, given, at_least);
  const Periodic blocks{given.period, given.start};
  const auto timed =
      least_period_in_order(disjunctive_graph_in_order(*model.problem, blocks), blocks, at_least);
  if (!timed) return std::nullopt;
  return CyclicSchedule{timed->period,
                        {timed->start.begin(), timed->start.begin() + std::ssize(given.start)}};
}

}  // namespace repetend::search
