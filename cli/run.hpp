// The command line (design section 6), callable from main() and from tests.
#pragma once

#include <string>
#include <vector>

#include "cli/console.hpp"

namespace repetend::cli {

// Dispatches the arguments after the program's name to a command; returns the exit code: 0 success, 1 the
// request cannot be met (one message on err), 2 wrong usage.
int run(const std::vector<std::string>& arguments, Console&);

}  // namespace repetend::cli
