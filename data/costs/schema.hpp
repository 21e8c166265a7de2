// The tables of the cost database, documented in docs/costs.md.
#pragma once

#include "data/costs/versioned.hpp"

namespace repetend::data {

const Schema& cost_schema();

}  // namespace repetend::data
