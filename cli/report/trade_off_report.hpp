// The trade-off curve of `search --pareto`, as a table and as JSON.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "search/trade_off.hpp"

namespace repetend::cli {

std::string trade_off_text(const std::vector<search::TradeOffPoint>&);

// {"points": [{"peak_memory" (bytes, of the device that needs most), "makespan_ns", "makespan_bound_ns",
// "makespan_optimal", "bubble_ratio", "schedule", "placement", "plan_hash"}, ...]}, by rising memory.
nlohmann::ordered_json trade_off_json(const std::vector<search::TradeOffPoint>&);

}  // namespace repetend::cli
