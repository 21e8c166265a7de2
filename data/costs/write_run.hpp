// How a run becomes rows of the cost database's tables.
#pragma once

#include "data/costs/cost_database.hpp"
#include "data/costs/database.hpp"

namespace repetend::data {

// Of a run that is canonical() and passes check(), within the transaction that is open.
RunId write_run(Database&, const Run&, const std::optional<Import>&);

}  // namespace repetend::data
