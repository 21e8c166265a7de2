// The command line, callable from main() and from tests.
#pragma once

#include <fmt/core.h>

#include <ostream>
#include <string>
#include <utility>
#include <vector>

namespace repetend::cli {

// Where a command writes: results to out, messages and progress to err. Passed in, so that tests can read
// them.
struct Console {
  std::ostream& out;
  std::ostream& err;
  bool colour = false;         // out is a terminal that wants colours
  bool show_progress = false;  // err is a terminal
  int columns = 100;           // of the terminal
};

// Not fmt/ostream.h, which compiles the whole of fmt's formatting anew in every file that prints.
template <class... Values>
void print(std::ostream& stream, fmt::format_string<Values...> format, Values&&... values) {
  stream << fmt::format(format, std::forward<Values>(values)...);
}

// Dispatches the arguments after the program's name to a command; returns the exit code: 0 success, 1 the
// request cannot be met (one message on err), 2 wrong usage, 130 interrupted.
int run(const std::vector<std::string>& arguments, Console&);

}  // namespace repetend::cli
