#include "gui/chart/data/dependencies.hpp"

#include <algorithm>

namespace repetend::gui {

namespace {

// When the transfer of `from` along the edge arrived: they start in the order of the link's row, the first of
// them no earlier than its producer ends.
Time delivered(const ChartedPlan& plan, const LinkRow& link, EdgeId edge, Instance from) {
  const auto& runs = plan.simulation.transfers;
  auto run =
      std::ranges::partition_point(link.transfers, [&](auto k) { return runs[k].start < plan.end(from); });
  while (run != link.transfers.end() &&
         (runs[*run].edge != edge || runs[*run].micro_batch != from.micro_batch))
    ++run;
  return run == link.transfers.end() ? never : runs[*run].delivered;
}

// When the last of the data of `from` was at `to`.
Time delivered(const ChartedPlan& plan, EdgeId id, Instance from) {
  const Edge& edge = plan.problem().edge(id);
  const Block &producer = plan.problem().block(edge.from), &consumer = plan.problem().block(edge.to);
  Time last = plan.end(from);
  for (const LinkRow& link : plan.links)
    if (link.from == producer.uses.front().device && find_use(consumer, link.to) &&
        !find_use(producer, link.to))
      last = std::max(last, delivered(plan, link, id, from));
  return last;
}

void add(const ChartedPlan& plan, EdgeId id, Instance from, std::vector<Dependency>& result) {
  const Edge& edge = plan.problem().edge(id);
  const Instance to{edge.to, from.micro_batch + edge.distance};
  if (from.micro_batch < 0 || to.micro_batch >= plan.problem().micro_batches) return;
  if (plan.end(from) == never || plan.end(to) == never) return;
  result.push_back({from, to, delivered(plan, id, from) == plan.start(to)});
}

}  // namespace

std::vector<Dependency> dependencies(const ChartedPlan& plan, Instance i) {
  std::vector<Dependency> result;
  const auto edges = ids<EdgeId>(plan.problem().edges.size());
  for (EdgeId e : edges) {
    const Edge& edge = plan.problem().edge(e);
    if (edge.to == i.block) add(plan, e, {edge.from, i.micro_batch - edge.distance}, result);
  }
  for (EdgeId e : edges)
    if (plan.problem().edge(e).from == i.block) add(plan, e, i, result);
  return result;
}

}  // namespace repetend::gui
