#include "cli/report/search_report.hpp"

#include <algorithm>
#include <numeric>

#include "app/compare/row.hpp"
#include "app/words/figures.hpp"
#include "app/words/table.hpp"
#include "cli/report/pools_and_choices.hpp"
#include "cli/report/pricing_report.hpp"
#include "sim/core/human.hpp"
#include "sim/plan/pool_levels.hpp"
#include "sim/schedules/layouts.hpp"

namespace repetend::cli {
namespace {

// The period per micro-batch: an integer where it is one.
Json period_json(const Plan& plan) {
  if (!plan.repetend) return nullptr;
  const auto [period, micro_batches, first, last] = *plan.repetend;
  if (period % micro_batches == 0) return period / micro_batches;
  return static_cast<double>(period) / micro_batches;
}

// In lowest terms.
Json fraction_json(Time numerator, Time denominator) {
  const Time divisor = std::gcd(numerator, denominator);
  return {{"numerator", numerator / divisor}, {"denominator", denominator / divisor}};
}

// What the latency and the memory come to where they are the objective, and how good that is.
void add_objective(const search::Result& result, Json& json) {
  const auto add = [&](const std::string& name, const std::string& unit, std::int64_t value) {
    json[name + unit] = value;
    json[name + "_bound" + unit] = result.objective_bound.value;
    json[name + "_optimal"] = result.objective_optimal;
  };
  const Plan& plan = *result.plan;
  if (result.objective == search::Objective::latency)
    add("mean_completion", "_ns", app::mean_completion(plan));
  if (result.objective == search::Objective::memory)
    add("highest_peak", "", std::ranges::max(peak_memory(plan)));
}

}  // namespace

Json search_json(const Searched& searched, const data::Pricing* pricing) {
  const search::Result& result = searched.result;
  const Plan& plan = *result.plan;
  const Problem& problem = *plan.problem;
  Json json;
  json["scenario"] = problem.name;
  json["placement"] = problem.placement;
  json["devices"] = problem.devices.size();
  json["blocks"] = problem.blocks.size();
  json["micro_batches"] = problem.micro_batches;
  if (const int n = model_micro_batches(problem); n > 1) json["model_micro_batches"] = n;
  json["schedule"] = result.schedule;
  json["period_ns"] = period_json(plan);
  json["period_exact_ns"] =
      plan.repetend ? fraction_json(plan.repetend->period, plan.repetend->micro_batches) : Json(nullptr);
  json["period_bound_ns"] = result.period_bound.value;
  json["period_bound_exact_ns"] = fraction_json(result.period_bound_exact.num, result.period_bound_exact.den);
  json["period_optimal"] = result.period_optimal;
  if (result.period_optimal_for_u) json["period_optimal_for_u"] = *result.period_optimal_for_u;
  json["repetend_micro_batches"] = plan.repetend ? Json(plan.repetend->micro_batches) : nullptr;
  json["makespan_ns"] = makespan(plan);
  json["makespan_bound_ns"] = result.makespan_bound.value;
  json["makespan_optimal"] = result.makespan_optimal;
  add_objective(result, json);
  json["bubble_ratio"] = bubble_ratio(plan, makespan(plan));
  if (const auto interfered = app::measure(plan).interfered) json["interfered_makespan_ns"] = *interfered;
  json["peak_memory"] = peak_memory(plan);
  add_pools_and_choices(plan, json);
  json["search_seconds"] = searched.seconds;
  json["states_expanded"] = result.states_expanded;
  json["plan_hash"] = plan_hash(plan);
  if (!result.without_plan.empty()) json["without_plan"] = result.without_plan;
  if (pricing) json["model"] = throughput_json(problem, makespan(plan));
  return json;
}

std::string trade_off_text(const std::vector<search::TradeOffPoint>& points) {
  using enum app::Table::Align;
  app::Table table({{"peak memory"},
                    {"makespan"},
                    {"against shortest"},
                    {"bubble"},
                    {"schedule", left},
                    {"placement", left},
                    {"with that memory", left}});
  const auto shortest = static_cast<double>(makespan(points.back().plan));
  for (const search::TradeOffPoint& p : points) {
    const Time span = makespan(p.plan);
    table.add({human_bytes(p.peak), human_time(span), app::ratio_text(static_cast<double>(span) / shortest),
               app::percent_text(bubble_ratio(p.plan, span)), p.plan.schedule, p.plan.problem->placement,
               app::proof_text(span, p.makespan_bound, p.makespan_optimal)});
  }
  return table.text("  ");
}

Json trade_off_json(const std::vector<search::TradeOffPoint>& points) {
  Json json;
  json["points"] = Json::array();
  for (const search::TradeOffPoint& p : points)
    json["points"].push_back({{"peak_memory", p.peak},
                              {"makespan_ns", makespan(p.plan)},
                              {"makespan_bound_ns", p.makespan_bound},
                              {"makespan_optimal", p.makespan_optimal},
                              {"bubble_ratio", bubble_ratio(p.plan, makespan(p.plan))},
                              {"schedule", p.plan.schedule},
                              {"placement", p.plan.problem->placement},
                              {"plan_hash", plan_hash(p.plan)}});
  return json;
}

}  // namespace repetend::cli
