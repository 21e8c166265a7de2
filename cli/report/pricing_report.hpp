// What plans mean for the model that they were priced from, and where the costs come from.
#pragma once

#include "cli/command.hpp"

namespace repetend::cli {

// "21.4 samples/s, 43,900 tokens/s, MFU 31.2 %; iteration 5.98 s: 5.9 s, gradient exchange 50 ms, optimizer
// step 30 ms".
std::string throughput_text(const Problem&, Time makespan);

// samples_per_s, tokens_per_s, model_flop_utilisation, iteration_ns, gradient_exchange_ns, optimizer_step_ns;
// null when the problem was not priced.
Json throughput_json(const Problem&, Time makespan);

// The keys gpu, costs (how many operators by provenance) and unfit (placements that do not fit, and why).
Json pricing_json(const data::PricedScenario&);

// "costs: 14 estimated by roofline of v100", and a line for each placement that does not fit or was not
// derived, each indented by two.
std::string pricing_text(const data::PricedScenario&);

}  // namespace repetend::cli
