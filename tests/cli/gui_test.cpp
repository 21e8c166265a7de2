#include <cstdlib>
#include <filesystem>

#include "sim/core/process.hpp"
#include "tests/cli/command_line.hpp"
#include "tests/support/catch.hpp"

using namespace repetend;
using namespace repetend::test;

// Built only where Qt is: either way the command must do its part.
TEST_CASE("gui starts repetend-gui, or says what is missing") {
  CHECK_THAT(run_line("gui --help").out, ContainsSubstring("repetend gui [FILE]"));
  CHECK(run_line("gui a.yaml b.yaml").code == 2);
  if (!std::filesystem::exists(beside_this_program("repetend-gui"))) {
    CHECK_THAT(run_line("gui").err, ContainsSubstring("qt6-base-dev"));
    return;
  }
  const Ran missing = run_line("gui no-such-file.yaml");
  CHECK(missing.code == 1);
  CHECK_THAT(missing.err, ContainsSubstring("no-such-file.yaml: no such file"));
  setenv("QT_QPA_PLATFORM", "offscreen", 1);
  CHECK(run_line("gui --version").code == 1);  // taken for a file: options are this program's
  for (const char* variable : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}) unsetenv(variable);
  CHECK_THAT(run_line("gui").err, ContainsSubstring("no display"));
}
