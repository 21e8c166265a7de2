// What a search found, in words and as JSON; shared by `search` and `compare`.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "cli/arguments.hpp"
#include "cli/console.hpp"
#include "data/models/pricing.hpp"
#include "search/search.hpp"

namespace repetend::cli {

struct Searched {
  search::Result result;
  double seconds = 0;  // wall clock
};

// The options of add_search_options(), with a progress line where err is a terminal.
search::Options search_options(const Arguments&, Console&);

// Runs the search with the options of add_search_options();
// throws RequestError with the reason when no plan fits.
Searched run_search(const Scenario&, const Arguments&, Console&);

// "467 ms a micro-batch, optimal (proved)", or "none: ..." for a plan without a repetend.
std::string period_text(const search::Result&);
std::string makespan_proof(const search::Result&);

// The keys of design section 6.
// pricing: of a scenario with a model, else null; adds what the plan means for the model.
nlohmann::ordered_json search_json(const Searched&, const data::Pricing* pricing = nullptr);

}  // namespace repetend::cli
