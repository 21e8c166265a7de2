#include "gui/chart/data/dependencies.hpp"

#include <ranges>

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

// The instances of a block at the other end of an edge, where either end runs once: those that there are.
std::vector<Instance> those_that_ran(const ChartedPlan& plan, BlockId b) {
  std::vector<Instance> result;
  for (const std::int32_t n : micro_batches_of(plan.problem(), b).numbers())
    if (plan.end({b, n}) != never) result.push_back({b, n});
  return result;
}

bool runs_once(const ChartedPlan& plan, BlockId b) { return plan.problem().block(b).repeat != Repeat::each; }

// What the edge leads from to this instance, and what it leads to.
std::optional<Instance> producer(const ChartedPlan& plan, const Edge& edge, Instance to) {
  if (!runs_once(plan, edge.from) && !runs_once(plan, edge.to))
    return Instance{edge.from, to.micro_batch - edge.distance};
  const auto all = those_that_ran(plan, edge.from);
  if (all.empty()) return {};
  return *std::ranges::max_element(all, {}, [&](Instance i) { return plan.end(i); });
}
std::optional<Instance> consumer(const ChartedPlan& plan, const Edge& edge, Instance from) {
  if (!runs_once(plan, edge.from) && !runs_once(plan, edge.to))
    return Instance{edge.to, from.micro_batch + edge.distance};
  const auto all = those_that_ran(plan, edge.to);
  if (all.empty()) return {};
  return *std::ranges::min_element(all, {}, [&](Instance i) { return plan.start(i); });
}

void add_edge(const ChartedPlan& plan, EdgeId id, std::optional<Instance> from, std::optional<Instance> to,
              std::vector<Dependency>& result) {
  if (!from || !to || from->micro_batch < 0 || to->micro_batch >= plan.problem().micro_batches) return;
  if (plan.end(*from) == never || plan.end(*to) == never) return;
  result.push_back({*from, *to, delivered(plan, id, *from) == plan.start(*to)});
}

void add_wait(const ChartedPlan& plan, const Wait& wait, std::vector<Dependency>& result) {
  if (plan.end(wait.before) == never || plan.end(wait.after) == never) return;
  const Time over = wait.for_start ? plan.start(wait.before) : plan.end(wait.before);
  result.push_back({wait.before, wait.after, over == plan.start(wait.after), true, wait.for_start});
}

}  // namespace

std::vector<Dependency> dependencies(const ChartedPlan& plan, Instance i) {
  std::vector<Dependency> result;
  const auto edges = ids<EdgeId>(plan.problem().edges.size());
  const auto& waits = plan.plan->couplings.waits;
  for (EdgeId e : edges) {
    const Edge& edge = plan.problem().edge(e);
    if (edge.to == i.block) add_edge(plan, e, producer(plan, edge, i), i, result);
  }
  for (const Wait& wait : waits)
    if (wait.after == i) add_wait(plan, wait, result);
  for (EdgeId e : edges) {
    const Edge& edge = plan.problem().edge(e);
    if (edge.from == i.block) add_edge(plan, e, i, consumer(plan, edge, i), result);
  }
  for (const Wait& wait : waits)
    if (wait.before == i) add_wait(plan, wait, result);
  return result;
}

}  // namespace repetend::gui
