#include <filesystem>

#include "cli/command.hpp"
#include "sim/core/process.hpp"

namespace repetend::cli {

namespace {

// A program of its own, so that this one needs no CUDA, and so that it also runs alone on a GPU node.
int run_profile(const std::vector<std::string>& words, Console& console) {
  std::vector<std::string> command{beside_this_program("repetend-profile")};
  if (!std::filesystem::exists(command.front()))
    throw RequestError(
        "measuring needs the program repetend-profile, which is not beside this one: it was built without "
        "CUDA's "
        "toolkit. Build where nvcc and CUPTI are (docs/profiler.md), or import what another machine "
        "measured");
  command.insert(command.end(), words.begin(), words.end());
  console.out.flush();
  return run_program(command);
}

}  // namespace

extern const Command profile_command;
const Command profile_command{.name = "profile",
                              .operands = "operators|attach ...",
                              .summary = "measure operator costs on this GPU, or attach to a program",
                              .run_words = run_profile};

}  // namespace repetend::cli
