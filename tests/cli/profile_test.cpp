#include <filesystem>

#include "sim/core/process.hpp"
#include "tests/cli/command_line.hpp"
#include "tests/support/catch.hpp"

using namespace repetend;
using namespace repetend::test;

// Built only where CUDA's toolkit is: either way the command must do its part.
TEST_CASE("profile hands its arguments to repetend-profile, or says where to get it") {
  const Ran ran = run_line("profile no-such-command");
  if (std::filesystem::exists(beside_this_program("repetend-profile"))) {
    CHECK(ran.code == 2);
    CHECK(ran.err.empty());  // the other program said it
    CHECK(run_line("profile --help").code == 0);
    CHECK(run_line("help profile").code == 0);
  } else {
    CHECK(ran.code == 1);
    CHECK_THAT(ran.err,
               ContainsSubstring("built without CUDA's toolkit") && ContainsSubstring("docs/profiler.md"));
  }
}
