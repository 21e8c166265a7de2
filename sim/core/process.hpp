// Other programs: starting one and waiting for it.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace repetend {

using Environment = std::vector<std::pair<std::string, std::string>>;

// Runs a program with this one's standard streams and environment, the given variables on top, and waits.
// Ctrl-C ends the program and not the waiting. Returns its exit code, or 128 + the signal that killed it.
// Throws RequestError when it cannot be started; `words[0]` is looked up in PATH unless it has a slash.
int run_program(const std::vector<std::string>& words, const Environment& = {});

// A file beside this program's own, whether or not it is there.
std::string beside_this_program(const std::string& name);

}  // namespace repetend
