// The commands of repetend-profile: one table drives dispatch and help.
#pragma once

#include <boost/program_options/options_description.hpp>
#include <boost/program_options/variables_map.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace repetend::profiler {

struct Command {
  std::string_view name;
  std::string_view operands;
  std::string_view summary;
  std::string_view details;
  void (*add_options)(boost::program_options::options_description&);
  // `operands`: what stood after `--`. Returns the exit code; throws RequestError, UsageError.
  int (*run)(const boost::program_options::variables_map&, const std::vector<std::string>& operands);
};

std::span<const Command* const> all_commands();

// Prints to standard output, or to the file that --output names.
void print_result(const boost::program_options::variables_map&, const std::string& text);

}  // namespace repetend::profiler
