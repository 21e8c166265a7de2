// The command line (design section 6), callable from main() and from tests.
#pragma once

namespace repetend::cli {

// Dispatches to a subcommand; returns the exit code: 0 success, 1 the request cannot be met, 2 wrong usage.
int run(int argc, const char* const* argv);

}  // namespace repetend::cli
