#include "gui/chart/data/charted_plan.hpp"

#include <algorithm>
#include <map>
#include <ranges>

#include "gui/chart/data/palette.hpp"
#include "search/completion/find_repetend.hpp"

namespace repetend::gui {

namespace {

// A device runs its order from the front, so what a deadlock leaves is the tail.
std::size_t count_ran(const ChartedPlan& chart, DeviceId d) {
  const auto& order = chart.plan->orders[computing(d)];
  const auto end = std::ranges::partition_point(order, [&](Instance i) { return chart.end(i) != never; });
  return static_cast<std::size_t>(end - order.begin());
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
    return Span{idle[k].begin, idle[k].end,
                palette(false).causes[static_cast<std::size_t>(idle[k].cause)].rgb()};
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
  const Time origin = *std::ranges::min_element(plan.start);
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

}  // namespace

std::size_t ChartedPlan::first_after(DeviceId d, Time t) const {
  const auto positions = std::views::iota(std::size_t{0}, ran(d));
  return static_cast<std::size_t>(
      std::ranges::partition_point(positions, [&](std::size_t k) { return end(at(d, k)) <= t; }) -
      positions.begin());
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

}  // namespace repetend::gui
