// The parts of the explicit form, as problem_document() puts them together. Internal to sim/formats/scenario.
#pragma once

#include "sim/formats/scenario/explicit.hpp"

namespace repetend {

Document number_document(std::int64_t);
Document blocks_document(const Problem&);  // with their edges
Document pairs_document(const Problem&);
Document choices_document(const Problem&);

}  // namespace repetend
