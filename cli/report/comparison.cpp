#include "cli/report/comparison.hpp"

#include <algorithm>

#include "app/words/figures.hpp"
#include "app/words/table.hpp"
#include "cli/report/pools_and_choices.hpp"
#include "cli/report/pricing_report.hpp"
#include "sim/core/human.hpp"
#include "sim/plan/pool_levels.hpp"

namespace repetend::cli {

Json row_json(const ComparisonRow& row, const data::Pricing* pricing) {
  Json json{{"schedule", row.schedule}, {"placement", row.placement},  {"applicable", row.plan != nullptr},
            {"reason", row.reason},     {"feasible", row.feasible},    {"makespan_ns", nullptr},
            {"bubble_ratio", nullptr},  {"throughput_per_s", nullptr}, {"peak_memory", nullptr}};
  if (!row.plan) return json;
  json["peak_memory"] = peak_memory(*row.plan);
  add_pools_and_choices(*row.plan, json);
  if (!row.plan->timed()) return json;
  json["makespan_ns"] = row.metrics.makespan;
  if (row.metrics.interfered) json["interfered_makespan_ns"] = *row.metrics.interfered;
  json["bubble_ratio"] = row.metrics.bubble;
  json["throughput_per_s"] = row.metrics.throughput;
  if (row.metrics.model_micro_batches > 1) json["model_micro_batches"] = row.metrics.model_micro_batches;
  if (pricing) json["model"] = throughput_json(*row.plan->problem, row.metrics.makespan);
  return json;
}

namespace {

using Rows = std::vector<const ComparisonRow*>;

// Of the plan's placement, for the model; empty where that was not priced.
std::vector<std::string> model_cells(const Problem& problem, Time makespan) {
  if (!problem.model) return {"", ""};
  const auto t = data::throughput(*problem.model, makespan, problem.micro_batches);
  return {app::rate_text(t.tokens_per_s), app::percent_text(t.utilisation)};
}

std::string feasible_table(const Rows& rows, const data::Pricing* pricing) {
  using enum app::Table::Align;
  const std::int64_t replicas = pricing ? pricing->request.model.data_parallel : 1;
  const auto of = [&](std::string_view what, const std::string& whose) {
    return replicas > 1 ? fmt::format("{}, {}", what, whose) : std::string(what);
  };
  std::vector<app::Table::Column> columns{{"schedule", left},
                                          {"placement", left},
                                          {"makespan"},
                                          {"against best"},
                                          {of("micro-batches", "1 replica")},
                                          {"bubble"}};
  const bool interfered =
      std::ranges::any_of(rows, [](const ComparisonRow* row) { return row->metrics.interfered.has_value(); });
  if (interfered) columns.push_back({"with interference"});
  if (pricing) columns.insert(columns.end(), {{of("tokens", fmt::format("{} replicas", replicas))}, {"MFU"}});
  columns.push_back({"peak memory", left});
  app::Table table(columns);
  const auto best = static_cast<double>(rows.front()->metrics.makespan);
  for (const ComparisonRow* row : rows) {
    const app::Metrics& metrics = row->metrics;
    std::vector<std::string> cells{row->schedule,
                                   row->placement,
                                   human_time(metrics.makespan),
                                   app::ratio_text(static_cast<double>(metrics.makespan) / best),
                                   app::rate_text(metrics.throughput),
                                   app::percent_text(metrics.bubble)};
    if (interfered) cells.push_back(human_time(metrics.interfered.value_or(metrics.makespan)));
    if (pricing)
      std::ranges::move(model_cells(*row->plan->problem, metrics.makespan), std::back_inserter(cells));
    cells.push_back(app::tightest_memory(*row->plan->problem, metrics));
    table.add(std::move(cells));
  }
  return table.text("  ");
}

std::string names_not_applicable(const Rows& rows) {
  std::vector<std::string> names;
  for (const ComparisonRow* row : rows)
    if (std::ranges::find(names, row->schedule) == names.end()) names.push_back(row->schedule);
  constexpr std::size_t columns = 100;
  std::string text = "\n  do not apply here (--all says why):", line;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string name = names[i] + (i + 1 < names.size() ? "," : "");
    if (line.empty() || line.size() + 1 + name.size() > columns) {
      text += line;
      line = "\n   ";
    }
    line += " " + name;
  }
  return text + line + "\n";
}

std::string reasons(std::string_view title, const Rows& rows) {
  std::string text = fmt::format("\n  {}\n", title);
  for (const ComparisonRow* row : rows)
    text += fmt::format("    {} on {}: {}\n", row->schedule, row->placement, row->reason);
  return text;
}

}  // namespace

std::string comparison_text(const std::vector<ComparisonRow>& rows, bool all, const data::Pricing* pricing) {
  Rows feasible, infeasible, not_applicable;
  for (const ComparisonRow& row : rows)  // the search applies to every placement
    (row.feasible                           ? feasible
     : row.plan || row.schedule == "search" ? infeasible
                                            : not_applicable)
        .push_back(&row);
  std::ranges::stable_sort(feasible, {}, [](const ComparisonRow* row) { return row->metrics.makespan; });
  // A schedule that applies to one placement is not listed for those it does not apply to.
  if (!all)
    std::erase_if(not_applicable, [&](const ComparisonRow* row) {
      return std::ranges::any_of(
          rows, [&](const ComparisonRow& r) { return r.plan && r.schedule == row->schedule; });
    });
  std::string text;
  if (!feasible.empty()) text += "\n" + feasible_table(feasible, pricing);
  if (!infeasible.empty()) text += reasons("cannot run", infeasible);
  if (!not_applicable.empty())
    text += all ? reasons("do not apply", not_applicable) : names_not_applicable(not_applicable);
  return text;
}

}  // namespace repetend::cli
