#include "gui/work/rows.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <thread>

#include "sim/plan/runnable.hpp"
#include "sim/schedules/schedule.hpp"

namespace repetend::gui {
namespace {

constexpr const char* main_placement = "main";

std::string title_of(const std::string& schedule, const std::string& placement) {
  return placement == main_placement ? schedule : schedule + " on " + placement;
}

bool proved(const Searched& searched) { return makespan(*searched.plan) <= searched.bound; }

std::string proof_of(const Searched& searched) {
  if (proved(searched)) return "optimal (proved)";
  if (searched.bound <= 0) return "";
  const double gap = static_cast<double>(makespan(*searched.plan)) / static_cast<double>(searched.bound) - 1;
  return fmt::format("within {:.2g} % of the bound", 100 * gap);
}

Row charted(std::string key, std::shared_ptr<const Plan> plan, const std::string& title,
            const std::string& note) {
  Row row;
  row.key = std::move(key);
  row.schedule = plan->schedule;
  row.placement = plan->problem->placement;
  row.chart = chart_plan(title, std::move(plan), note, row.key);
  row.metrics = measure(*row.chart);
  const Simulation& simulation = row.chart->simulation;
  if (simulation.deadlock) {
    row.reason = "deadlock: " + fmt::format("{}", fmt::join(simulation.deadlock->cycle, "; "));
  } else if (simulation.out_of_memory) {
    row.reason = "out of memory: " + in_words(row.chart->problem(), *simulation.out_of_memory);
  }
  row.feasible = row.reason.empty();
  return row;
}

bool better(const ScheduledPlan& a, const ScheduledPlan& b) {
  const auto value = [](const ScheduledPlan& p) {
    return std::tuple(!p.applicable(), p.deadlocked(), !p.feasible(),
                      p.plan && p.plan->timed() ? makespan(*p.plan) : 0);
  };
  return value(a) < value(b);
}

std::optional<ScheduledPlan> best_plan(const Schedule& schedule, const std::string& placement,
                                       const Scenario& scenario) {
  std::optional<ScheduledPlan> best;
  for (const auto& problem : scenario.placements()) {
    if (!placement.empty() && problem->placement != placement) continue;
    ScheduledPlan made = schedule_problem(schedule, problem);
    if (!best || better(made, *best)) best = std::move(made);
  }
  return best;
}

}  // namespace

Metrics measure(const ChartedPlan& chart) {
  Metrics metrics;
  const Problem& problem = chart.problem();
  const Simulation& simulation = chart.simulation;
  metrics.makespan = simulation.makespan;
  metrics.bubble = chart.bubble;
  if (metrics.makespan > 0) {
    const auto span = static_cast<double>(metrics.makespan);
    constexpr double ns_per_second = 1e9;
    metrics.throughput = problem.micro_batches * ns_per_second / span;
    for (const DeviceTime& time : chart.times)
      for (std::size_t cause = 0; cause < idle_causes; ++cause)
        metrics.bubble_by_cause[cause] +=
            static_cast<double>(time.idle[cause]) / (span * static_cast<double>(problem.devices.size()));
  }
  const auto use = [&](DeviceId d) {
    const Bytes limit = problem.device(d).memory;
    const auto peak = static_cast<double>(simulation.peak_memory[d.index()]);
    return std::pair(limit == unlimited ? 0 : peak / static_cast<double>(limit), peak);
  };
  auto devices = ids<DeviceId>(problem.devices.size());
  metrics.tightest = *std::ranges::max_element(devices, {}, use);
  metrics.peak = simulation.peak_memory[metrics.tightest.index()];
  metrics.limit = problem.device(metrics.tightest).memory;
  return metrics;
}

Searched run_search(const Scenario& scenario, std::optional<double> time_limit_s,
                    const std::atomic<bool>& cancel, std::function<void(const search::Progress&)> progress,
                    std::function<void(const Plan&)> improved) {
  search::Options options;
  options.time_limit_s = time_limit_s;
  options.cancel = &cancel;
  options.progress = std::move(progress);
  options.improved = std::move(improved);
  if (!time_limit_s)
    options.threads = static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1U, 4U));
  const search::Result result = search::search(scenario.placements(), options);
  Searched searched;
  searched.settled = result.makespan_optimal || !time_limit_s;
  searched.reason = result.reason;
  searched.bound = result.makespan_bound.value;
  if (result.plan) searched.plan = std::make_shared<const Plan>(*result.plan);
  return searched;
}

Row search_row(const Searched& searched, bool improving) {
  Row row;
  row.key = row.schedule = "search";
  row.reason = searched.reason;
  row.bound = searched.bound;
  row.pending = improving;
  if (!searched.plan) return row;
  const Plan& plan = *searched.plan;
  const std::string proof = proof_of(searched);
  const std::string note = improving ? "improving" : proved(searched) ? "proved" : proof;
  const std::string by = plan.schedule == "search" ? "search" : "search: " + plan.schedule;
  row = charted("search", searched.plan, title_of(by, plan.problem->placement), note);
  row.bound = searched.bound;
  row.proof = proof;
  row.pending = improving;
  return row;
}

Searched or_plan_of(Searched searched, const Row& schedule) {
  if (!schedule.feasible || (searched.plan && makespan(*searched.plan) <= schedule.metrics.makespan))
    return searched;
  searched.plan = schedule.chart->plan;
  searched.reason.clear();
  return searched;
}

Row schedule_row(const std::string& key, const Scenario& scenario) {
  const ScheduleKey wanted = parse_key(key);
  Row row;
  row.key = key;
  row.schedule = wanted.schedule;
  row.placement = wanted.placement;
  const Schedule* schedule = find_schedule(wanted.schedule);
  const auto made = schedule ? best_plan(*schedule, wanted.placement, scenario) : std::nullopt;
  if (!made) {
    row.reason = schedule ? "this scenario has no placement " + wanted.placement : "no such schedule";
    return row;
  }
  if (!made->plan) {
    row.reason = made->reason;
    return row;
  }
  const std::string& placement = made->plan->problem->placement;
  return charted(key, std::make_shared<const Plan>(*made->plan), title_of(wanted.schedule, placement), "");
}

Row plan_row(const OpenedPlan& opened) {
  const Plan& plan = *opened.plan;
  if (const auto fault = find_misplaced(*plan.problem, plan.orders)) {
    Row row;
    row.key = opened.title;
    row.schedule = plan.schedule;
    row.placement = plan.problem->placement;
    row.reason = *fault;
    return row;
  }
  return charted(opened.title, opened.plan, opened.title, "opened");
}

std::optional<Row> edited_row(const std::string& key, const EditedOrders& edited, const Scenario& scenario) {
  for (const auto& problem : scenario.placements())
    if (problem->placement == edited.placement && !find_misplaced(*problem, *edited.orders)) {
      auto plan = std::make_shared<const Plan>(
          Plan{problem, parse_key(key).schedule, *edited.orders, {}, std::nullopt});
      return charted(key, std::move(plan), title_of(parse_key(key).schedule, problem->placement), "edited");
    }
  return std::nullopt;
}

Failure failure_of(const std::string& message, const std::string& name) {
  Failure failure{message, 0, 0};
  if (!message.starts_with(name + ":")) return failure;
  const char* at = message.data() + name.size() + 1;
  const char* const end = message.data() + message.size();
  const auto line = std::from_chars(at, end, failure.line);
  if (line.ec != std::errc() || line.ptr == end || *line.ptr != ':') return {message, 0, 0};
  const auto column = std::from_chars(line.ptr + 1, end, failure.column);
  if (column.ec != std::errc() || column.ptr + 1 >= end) return {message, 0, 0};
  failure.message = std::string(column.ptr + 2, end);
  return failure;
}

}  // namespace repetend::gui
