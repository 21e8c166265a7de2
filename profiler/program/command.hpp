// The commands of repetend-profile, of which one table drives dispatch and help, and what several of them
// share.
#pragma once

#include <fmt/format.h>

#include <boost/program_options.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/costs/records.hpp"
#include "data/models/layers/model.hpp"
#include "sim/core/error.hpp"

namespace repetend::profiler {

namespace po = boost::program_options;

// An option's value, by this name in --help.
template <class T = std::string>
po::typed_value<T>* value(const char* name) {
  return po::value<T>()->value_name(name);
}

struct Command {
  std::string_view name;
  std::string_view operands;
  std::string_view summary;
  std::string_view details;
  void (*add_options)(po::options_description&);
  // `operands`: what stood after `--`. Returns the exit code; throws RequestError, UsageError.
  int (*run)(const po::variables_map&, const std::vector<std::string>& operands);
};

extern const Command operators_command, attach_command, check_command;
std::span<const Command* const> all_commands();

// Prints to standard output, or to the file that --output names.
void print_result(const po::variables_map&, const std::string& text);

// --hidden, --heads and the like: the model whose operators are measured.
void add_model_options(po::options_description&);

// Throws UsageError with the option and what was expected.
data::Model model_from(const po::variables_map&);

// --db FILE, --text FILE.
void add_result_options(po::options_description&);

// Where the options say to store; nowhere for neither of them, unless `by_default`: then in the default
// database.
class Store {
 public:
  // Throws RequestError where its files could not be written: now, before a long measurement.
  Store(const po::variables_map&, bool by_default);
  bool nowhere() const { return !database_ && !text_; }
  // Says on standard error where the run went.
  void add(const data::Run&) const;

 private:
  std::optional<std::string> database_, text_;
};

// Date and tool of a run that is made now.
data::Run begin_run(const std::vector<std::string>& command);

}  // namespace repetend::profiler
