#include "gui/work/rows.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <thread>

#include "app/words/figures.hpp"
#include "sim/plan/runnable.hpp"
#include "sim/problem/extensions.hpp"
#include "sim/problem/machines.hpp"
#include "sim/schedules/schedule.hpp"

namespace repetend::gui {
namespace {

constexpr const char* main_placement = "main";

std::string title_of(const std::string& schedule, const std::string& placement) {
  return placement == main_placement ? schedule : schedule + " on " + placement;
}

bool proved(const Searched& searched) { return makespan(*searched.plan) <= searched.bound; }

Row charted(const std::string& key, std::shared_ptr<const Plan> plan, const std::string& title,
            const std::string& note) {
  Row row;
  row.key = key;
  row.chart = chart_plan(title, std::move(plan), note, key);
  static_cast<app::ComparisonRow&>(row) = app::plan_row(*row.chart);
  return row;
}

// Instances of one block run in micro-batch order (docs/semantics.md).
std::optional<Refusal> out_of_turn(const Problem& problem, const std::vector<Instance>& order,
                                   Instance moved) {
  const auto at = std::ranges::find(order, moved);
  const auto same = [&](Instance i) { return i.block == moved.block; };
  const auto refuse = [&](Instance first, Instance second) {
    return Refusal{fmt::format("{} cannot run before {}: a block takes its micro-batches in order",
                               instance_name(problem, first), instance_name(problem, second))};
  };
  const auto later = std::find_if(order.begin(), at, [&](Instance i) { return same(i) && i > moved; });
  if (later != at) return refuse(*later, moved);
  const auto earlier = std::find_if(at, order.end(), [&](Instance i) { return same(i) && i < moved; });
  if (earlier != order.end()) return refuse(moved, *earlier);
  return std::nullopt;
}

}  // namespace

ScheduleKey parse_key(const std::string& key) {
  const std::size_t at = key.find('@');
  if (at == std::string::npos || !is_schedule(key)) return {key, ""};
  return {key.substr(0, at), key.substr(at + 1)};
}

bool is_schedule(const std::string& key) {
  const std::string name = key.substr(0, key.find('@'));
  return name == "search" || find_schedule(name);
}

Searched run_search(const Scenario& scenario, std::optional<double> time_limit_s,
                    const std::atomic<bool>& cancel, std::function<void(const search::Progress&)> progress,
                    std::function<void(const Plan&)> improved) {
  search::Options options;
  options.time_limit_s = time_limit_s;
  if (time_limit_s) options.improvement_rounds = 0;  // a first answer is wanted soon, not the whole time used
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
  if (searched.plan) {
    const Plan& plan = *searched.plan;
    const std::string proof = app::proof_text(makespan(plan), searched.bound);
    const std::string note = improving ? "improving" : proved(searched) ? "proved" : proof;
    const std::string by = plan.schedule == "search" ? "search" : "search: " + plan.schedule;
    row = charted("search", searched.plan, title_of(by, plan.problem->placement), note);
    row.proof = proof;
  } else {
    row.key = row.schedule = "search";
    row.reason = searched.reason;
  }
  row.bound = searched.bound;
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
  auto placements = scenario.placements();
  std::erase_if(placements, [&](const auto& problem) {
    return !wanted.placement.empty() && problem->placement != wanted.placement;
  });
  const auto schedule = find_schedule(wanted.schedule);
  Row row;
  row.key = key;
  row.schedule = wanted.schedule;
  row.placement = wanted.placement;
  if (!schedule || placements.empty()) {
    row.reason = schedule ? "this scenario has no placement " + wanted.placement : "no such schedule";
    return row;
  }
  const app::ComparisonRow made = app::best_schedule_row(*schedule, placements);
  row.reason = made.reason;
  if (!made.plan) return row;
  return charted(key, made.plan, title_of(wanted.schedule, made.placement), "");
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

std::shared_ptr<const Problem> find_placement(const Scenario& scenario, const std::string& name) {
  const auto all = scenario.placements();
  const auto found = std::ranges::find(all, name, [](const auto& problem) { return problem->placement; });
  return found == all.end() ? nullptr : *found;
}

std::optional<Row> edited_row(const std::string& key, const EditedOrders& edited, const Scenario& scenario) {
  const auto problem = find_placement(scenario, edited.placement);
  if (!problem || find_misplaced(*problem, *edited.orders)) return std::nullopt;
  const std::string schedule = parse_key(key).schedule;
  auto plan = std::make_shared<const Plan>(Plan{problem, schedule, *edited.orders, {}, std::nullopt});
  return charted(key, std::move(plan), title_of(schedule, problem->placement), "edited");
}

std::optional<Refusal> why_not_edited(const Plan& plan) {
  if (const auto beyond = extensions(*plan.problem); !beyond.empty())
    return Refusal{fmt::format("orders of problems with {} cannot be edited here", fmt::join(beyond, ", "))};
  if (!plan.couplings.empty())  // orders alone would be another plan
    return Refusal{"orders of plans with waits cannot be edited here"};
  return std::nullopt;
}

std::variant<std::shared_ptr<const Orders>, Refusal> reordered(const Plan& plan, DeviceId device,
                                                               Instance moved,
                                                               std::optional<Instance> before) {
  if (auto refusal = why_not_edited(plan)) return *std::move(refusal);
  auto orders = std::make_shared<Orders>(plan.orders);
  std::vector<Instance>& order = (*orders)[computing(device)];
  std::erase(order, moved);
  order.insert(before ? std::ranges::find(order, *before) : order.end(), moved);
  if (auto refusal = out_of_turn(*plan.problem, order, moved)) return *std::move(refusal);
  const Simulation run = simulate(*plan.problem, *orders, {.memory_curves = false, .transfers = false});
  if (run.deadlock)
    return Refusal{fmt::format("{} cannot go there, they would wait for each other: {}",
                               instance_name(*plan.problem, moved), fmt::join(run.deadlock->cycle, "; "))};
  return std::shared_ptr<const Orders>(std::move(orders));
}

}  // namespace repetend::gui
