// The explicit form of a problem (docs/scenario.md): what plans embed, and what every other form of a
// scenario is expanded to.
#pragma once

#include <string>

#include "sim/formats/scenario/document.hpp"
#include "sim/problem/problem.hpp"

namespace repetend {

// Reads the explicit form, check()s it and takes the options chosen; throws SourceError at the place that is
// to blame.
Problem read_problem(const Document&, const std::string& file);

// The explicit form of a problem, in ns and B: equal problems, equal documents; read_problem() of it gives
// the same problem, where the lanes of the devices come before other machines, in the order of the devices.
Document problem_document(const Problem&);

// The version of the grammar that it needs: 1 for what a reader of that version understands.
int document_version(const Problem&);

// One line of JSON. Scalars that are canonical integers are written as numbers, all others as strings.
std::string to_json(const Document&);

}  // namespace repetend
