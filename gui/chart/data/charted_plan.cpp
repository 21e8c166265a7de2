#include "gui/chart/data/charted_plan.hpp"

#include <numeric>

#include "search/completion/find_repetend.hpp"
#include "sim/problem/extensions.hpp"

namespace repetend::gui {

namespace {

// A machine runs its order from the front, so what a deadlock leaves is the tail.
std::size_t count_ran(const ChartedPlan& chart, MachineId m) {
  const auto& order = chart.plan->orders[m];
  return count_first(order.size(), [&](std::size_t k) { return chart.end(order[k]) != never; });
}

// What stands for nothing in this half takes no time there.
ColourPyramid work_of(const ChartedPlan& chart, MachineId m, std::size_t ran, std::size_t half,
                      const app::WorkColours& colours) {
  return ColourPyramid(chart.makespan(), ran, [&](std::size_t k) {
    const Instance i = chart.at(m, k);
    return Span{chart.start(i), chart.stands_in_half(i, half) ? chart.end(i) : chart.start(i), colours.of(i)};
  });
}

MachineRow machine_row(const ChartedPlan& chart, MachineId m) {
  MachineRow row;
  row.ran = count_ran(chart, m);
  const bool fuses = std::ranges::any_of(chart.fused->groups(), [&](const FusedGroup& g) {
    return runs_on(chart.problem(), g.front().block, m);
  });
  row.work.resize(fuses ? 2 : 1);
  for (std::size_t half = 0; half < row.work.size(); ++half)
    for (std::size_t by = 0; by < chart.colours.size(); ++by)
      row.work[half][by] = work_of(chart, m, row.ran, half, chart.colours[by]);
  // The shades of causes differ between light and dark by less than the tint lets through.
  if (computes(chart.problem(), m)) {
    const auto& idle = chart.idle[m.index()];
    row.idle = ColourPyramid(chart.makespan(), idle.size(), [&](std::size_t k) {
      return Span{idle[k].begin, idle[k].end, palette(false).of(idle[k].cause).rgb()};
    });
  }
  const auto& exposed = chart.lanes[m.index()].exposed_in;
  row.exposed = ColourPyramid(chart.makespan(), exposed.size(), [&](std::size_t k) {
    return Span{exposed[k].begin, exposed[k].end, MachineRow::exposed_colour};
  });
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

}  // namespace

bool ChartedPlan::has_further_lanes(DeviceId d) const {
  return std::ranges::any_of(
      rows, [&](const app::ChartRow& row) { return !row.computes && owner(problem(), row.machine) == d; });
}

std::size_t ChartedPlan::first_after(MachineId m, Time t) const {
  return count_first(ran(m), [&](std::size_t k) { return end(at(m, k)) <= t; });
}

std::size_t ChartedPlan::position(MachineId m, Instance i) const {
  std::size_t k = count_first(ran(m), [&](std::size_t p) { return start(at(m, p)) < start(i); });
  while (k < ran(m) && at(m, k) != i) ++k;
  return k;
}

bool ChartedPlan::stands_in_half(const Instance& i, std::size_t of_row) const {
  if (fused->empty()) return true;
  const app::Half drawn = half(i);
  return drawn.first == i && (drawn.count == 1 || drawn.index == of_row);
}

std::size_t ChartedPlan::position_at_height(MachineId m, std::size_t position, double part) const {
  if (fused->empty()) return position;
  const Instance there = at(m, position);
  for (const Instance& i : fused->with(there)) {
    const app::Half drawn = half(i);
    if (drawn.first == i && part * static_cast<double>(drawn.count) < static_cast<double>(drawn.index + 1))
      return this->position(m, i);
  }
  return position;
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
  chart->fused.emplace(problem, chart->plan->couplings.fused);
  chart->rows = app::chart_rows(problem);
  for (MachineId m : machines(problem)) chart->machines.push_back(machine_row(*chart, m));
  for (const auto& steps : chart->simulation.memory) chart->memory.push_back(MemoryProfile(steps));
  chart->links = link_rows(*chart);
  chart->phases = phases(*chart);
  return chart;
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
