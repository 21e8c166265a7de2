// One table of commands (commands.def) drives dispatch, --help and "did you mean". Adding one: a file in
// commands/ that defines its Command, and a line in the table.
#pragma once

#include <boost/program_options/options_description.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/console.hpp"

namespace repetend::cli {

struct Command {
  std::string_view name;
  // "SCENARIO": names of what must stand without an option, separated by spaces; a last "..." lets more
  // follow.
  std::string_view operands;
  std::string_view summary;       // one line
  std::string_view details = {};  // --help: what it prints and examples
  void (*add_options)(boost::program_options::options_description&) = nullptr;
  int (*run)(const Arguments&, Console&) = nullptr;  // returns the exit code; throws RequestError, UsageError
  // Instead of these three, for a command that hands everything after its name to another program.
  int (*run_words)(const std::vector<std::string>&, Console&) = nullptr;
};

std::span<const Command* const> all_commands();

}  // namespace repetend::cli
