#include "gui/chart/data/charted_plan.hpp"

#include <numeric>

#include "search/completion/find_repetend.hpp"
#include "sim/problem/extensions.hpp"

namespace repetend::gui {

namespace {

// A device runs its order from the front, so what a deadlock leaves is the tail.
std::size_t count_ran(const ChartedPlan& chart, DeviceId d) {
  const auto& order = chart.plan->orders[computing(d)];
  return count_first(order.size(), [&](std::size_t k) { return chart.end(order[k]) != never; });
}

DeviceRow device_row(const ChartedPlan& chart, DeviceId d) {
  DeviceRow row;
  row.ran = count_ran(chart, d);
  const Time end = chart.makespan();
  for (std::size_t by = 0; by < row.work.size(); ++by) {
    row.work[by] = ColourPyramid(end, row.ran, [&](std::size_t k) {
      const Instance i = chart.at(d, k);
      return Span{chart.start(i), chart.end(i), chart.colours[by].of(i)};
    });
  }
  // The shades of causes differ between light and dark by less than the tint lets through.
  const auto& idle = chart.idle[d.index()];
  row.idle = ColourPyramid(end, idle.size(), [&](std::size_t k) {
    return Span{idle[k].begin, idle[k].end, palette(false).of(idle[k].cause).rgb()};
  });
  row.memory = MemoryProfile(chart.simulation.memory[d.index()]);
  return row;
}

std::vector<LinkRow> link_rows(const ChartedPlan& chart) {
  const auto& runs = chart.simulation.transfers;
  std::map<std::pair<DeviceId, DeviceId>, std::vector<std::uint32_t>> by_link;
  for (std::size_t k = 0; k < runs.size(); ++k)
    by_link[{runs[k].from, runs[k].to}].push_back(static_cast<std::uint32_t>(k));
  std::vector<LinkRow> result;
  for (auto& [link, transfers] : by_link) {
    LinkRow row{link.first, link.second, std::move(transfers), {}};
    row.occupied = ColourPyramid(chart.makespan(), row.transfers.size(), [&](std::size_t k) {
      const TransferRun& run = runs[row.transfers[k]];
      return Span{run.start, run.link_free, palette(false).transfer.rgb()};
    });
    result.push_back(std::move(row));
  }
  return result;
}

// What a search says of the plan's own starts, where the simulation has the same ones.
std::optional<Repetend> claimed(const ChartedPlan& chart) {
  const Plan& plan = *chart.plan;
  if (!plan.repetend || plan.start.size() != chart.simulation.start.size() || plan.start.empty()) return {};
  const Time origin = first_start(plan);
  for (std::size_t k = 0; k < plan.start.size(); ++k)
    if (plan.start[k] - origin != chart.simulation.start[k]) return {};
  Repetend shown = *plan.repetend;
  shown.first -= origin;
  shown.last -= origin;
  return shown;
}

// Looked for in plans that nobody searched, too; not where micro-batches overtake each other.
std::optional<Repetend> found(const ChartedPlan& chart) {
  const Problem& problem = chart.problem();
  const auto& start = chart.simulation.start;
  if (chart.simulation.deadlock || start.empty() || problem.micro_batches < 2) return {};
  if (!is_plain(problem)) return {};  // of others no repetends are looked for yet
  for (BlockId b : ids<BlockId>(problem.blocks.size())) {
    const auto first = start.begin() + static_cast<std::ptrdiff_t>(instance_index(problem, {b, 0}));
    if (!std::is_sorted(first, first + problem.micro_batches)) return {};
  }
  return search::find_repetend(problem, start);
}

std::optional<Phases> phases(const ChartedPlan& chart) {
  std::optional<Repetend> repetend = claimed(chart);
  if (!repetend) repetend = found(chart);
  if (!repetend) return {};
  return Phases{repetend->first, std::min(repetend->last + repetend->period, chart.makespan()),
                repetend->period, (repetend->last - repetend->first) / repetend->period + 1};
}

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

std::size_t ChartedPlan::first_after(DeviceId d, Time t) const {
  return count_first(ran(d), [&](std::size_t k) { return end(at(d, k)) <= t; });
}

std::vector<IdleInterval>::const_iterator ChartedPlan::idle_after(DeviceId d, Time t) const {
  return std::ranges::upper_bound(idle[d.index()], t, {}, &IdleInterval::end);
}

const IdleInterval* ChartedPlan::idle_at(DeviceId d, Time t) const {
  const auto found = idle_after(d, t);
  return found != idle[d.index()].end() && found->begin <= t ? &*found : nullptr;
}

std::shared_ptr<const ChartedPlan> chart_plan(std::string title, std::shared_ptr<const Plan> plan,
                                              std::string note, std::string key) {
  auto chart = std::make_shared<ChartedPlan>();
  chart->key = key.empty() ? title : std::move(key);
  chart->title = std::move(title);
  chart->note = std::move(note);
  static_cast<app::SimulatedPlan&>(*chart) = app::simulated(std::move(plan));
  const Problem& problem = chart->problem();
  using ColourBy = ChartStyle::ColourBy;
  for (const auto by : {ColourBy::micro_batch, ColourBy::stage, ColourBy::kind})
    chart->colours.emplace_back(problem, by);
  for (DeviceId d : ids<DeviceId>(problem.devices.size())) chart->devices.push_back(device_row(*chart, d));
  chart->links = link_rows(*chart);
  chart->phases = phases(*chart);
  return chart;
}

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

Time Saving::gained() const {
  Time sum = std::max<Time>(work, 0);
  for (Time t : idle) sum += std::max<Time>(t, 0);
  return sum;
}

// What is gained less what is lost is the sum of all.
Time Saving::lost() const { return gained() - std::accumulate(idle.begin(), idle.end(), work); }

std::vector<Saving> savings(const ChartedPlan& plan, const ChartedPlan& reference) {
  std::vector<Saving> result(std::min(plan.times.size(), reference.times.size()));
  for (std::size_t d = 0; d < result.size(); ++d) {
    const DeviceTime &mine = plan.times[d], &other = reference.times[d];
    result[d].work = other.busy - mine.busy;
    for (std::size_t cause = 0; cause < idle_causes; ++cause)
      result[d].idle[cause] = other.idle[cause] - mine.idle[cause];
  }
  return result;
}

}  // namespace repetend::gui
