// One table of commands (commands.def) drives dispatch, --help and "did you mean". Adding one: a file in
// commands/ that defines its Command, and a line in the table.
#pragma once

#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/arguments.hpp"

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

void print_json(const Json&, Console&);

// Dispatches the arguments after the program's name to a command; returns the exit code: 0 success, 1 the
// request cannot be met (one message on err), 2 wrong usage, 130 interrupted.
int run(const std::vector<std::string>& arguments, Console&);

struct Command {
  std::string_view name;
  // "SCENARIO": names of what must stand without an option, separated by spaces; a last "..." lets more
  // follow.
  std::string_view operands;
  std::string_view summary;                                 // one line
  std::string_view details = {};                            // --help: what it prints and examples
  void (*add_options)(po::options_description&) = nullptr;  // null: none of its own
  int (*run)(const Arguments&, Console&) = nullptr;  // returns the exit code; throws RequestError, UsageError
  // Instead of these three, for a command that hands everything after its name to another program.
  int (*run_words)(const std::vector<std::string>&, Console&) = nullptr;
};

#define COMMAND(symbol) extern const Command symbol;
#include "cli/commands.def"
#undef COMMAND
std::span<const Command* const> all_commands();

}  // namespace repetend::cli
