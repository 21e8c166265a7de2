#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>

#include "cli/command.hpp"

namespace {

int terminal_columns() {
  winsize size{};
  constexpr int without_terminal = 100;
  return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : without_terminal;
}

}  // namespace

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  const char* const no_colour = std::getenv("NO_COLOR");  // https://no-color.org
  repetend::cli::Console console{std::cout, std::cerr};
  console.colour = isatty(STDOUT_FILENO) && !(no_colour && *no_colour);
  console.show_progress = isatty(STDERR_FILENO);
  console.columns = terminal_columns();
  return repetend::cli::run({argv + 1, argv + argc}, console);
}
