// What a cost database holds, for people and for programs: every cost with where it comes from.
#pragma once

#include "cli/command.hpp"
#include "data/costs/cost_database.hpp"
#include "data/costs/difference.hpp"

namespace repetend::cli {

// "measured 2026-11-23 on NVIDIA H100 PCIe".
std::string origin_text(const data::Run&);

// A row a run.
std::string runs_text(const std::vector<data::StoredRun>&);
// All that is known of a run, and a row for each operator and block.
std::string run_text(const data::StoredRun&);
// Times in ns, memory in bytes; null: unknown. Without operators and blocks: how many there are.
Json runs_json(const std::vector<data::StoredRun>&, bool with_costs);

std::string difference_text(const data::Difference&, double threshold);
Json difference_json(const data::Difference&);

}  // namespace repetend::cli
