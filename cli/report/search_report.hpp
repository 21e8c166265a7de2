// What a search found, as JSON, and a trade-off curve, as a table and as JSON.
#pragma once

#include "cli/searching.hpp"
#include "search/trade_off.hpp"

namespace repetend::cli {

// pricing: of a scenario with a model, else null; adds what the plan means for the model. Placements that
// deadlock beside one with a plan are under without_plan, if any.
Json search_json(const Searched&, const data::Pricing* pricing = nullptr);

// The curve of `search --pareto`.
std::string trade_off_text(const std::vector<search::TradeOffPoint>&);
// {"points": [{"peak_memory" (bytes, of the device that needs most), "makespan_ns", "makespan_bound_ns",
// "makespan_optimal", "bubble_ratio", "schedule", "placement", "plan_hash"}, ...]}, by rising memory.
Json trade_off_json(const std::vector<search::TradeOffPoint>&);

}  // namespace repetend::cli
