#include "cli/report/trade_off_report.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/report/format.hpp"
#include "cli/report/table.hpp"
#include "sim/core/human.hpp"

namespace repetend::cli {

using search::TradeOffPoint;

std::string trade_off_text(const std::vector<TradeOffPoint>& points) {
  using enum Table::Align;
  Table table({{"peak memory"},
               {"makespan"},
               {"against shortest"},
               {"bubble"},
               {"schedule", left},
               {"placement", left},
               {"with that memory", left}});
  const auto shortest = static_cast<double>(makespan(points.back().plan));
  for (const TradeOffPoint& p : points) {
    const Time span = makespan(p.plan);
    table.add({human_bytes(p.peak), human_time(span), ratio_text(static_cast<double>(span) / shortest),
               percent_text(bubble_ratio(*p.plan.problem, span)), p.plan.schedule, p.plan.problem->placement,
               proof_text(span, p.makespan_bound, p.makespan_optimal)});
  }
  return table.text("  ");
}

nlohmann::ordered_json trade_off_json(const std::vector<TradeOffPoint>& points) {
  nlohmann::ordered_json json;
  json["points"] = nlohmann::ordered_json::array();
  for (const TradeOffPoint& p : points)
    json["points"].push_back({{"peak_memory", p.peak},
                              {"makespan_ns", makespan(p.plan)},
                              {"makespan_bound_ns", p.makespan_bound},
                              {"makespan_optimal", p.makespan_optimal},
                              {"bubble_ratio", bubble_ratio(*p.plan.problem, makespan(p.plan))},
                              {"schedule", p.plan.schedule},
                              {"placement", p.plan.problem->placement},
                              {"plan_hash", plan_hash(p.plan)}});
  return json;
}

}  // namespace repetend::cli
