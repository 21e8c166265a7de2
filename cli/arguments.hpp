// A command's parsed arguments, and the options that several commands share.
#pragma once

#include <fmt/format.h>

#include <boost/program_options.hpp>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "app/chart/chart_rows.hpp"
#include "app/load/load.hpp"
#include "data/models/scenario.hpp"
#include "sim/core/error.hpp"
#include "sim/formats/scenario/scenario.hpp"
#include "sim/plan/plan.hpp"

namespace repetend::cli {

namespace po = boost::program_options;
using Json = nlohmann::ordered_json;

// An option's value, by this name in --help.
template <class T = std::string>
po::typed_value<T>* value(const char* name) {
  return po::value<T>()->value_name(name);
}

class Arguments {
 public:
  Arguments(po::variables_map values, std::vector<std::string> operands)
      : values_(std::move(values)), operands_(std::move(operands)) {}

  const std::string& operand(std::size_t i) const { return operands_[i]; }
  std::vector<std::string> operands_from(std::size_t i) const {
    return {operands_.begin() + std::ptrdiff_t(i), operands_.end()};
  }
  bool has(const std::string& option) const { return values_.count(option) > 0; }

  template <class T>
  T get(const std::string& option) const {
    return values_[option].as<T>();
  }
  template <class T>
  std::optional<T> find(const std::string& option) const {
    return has(option) ? std::optional<T>(values_[option].as<T>()) : std::nullopt;
  }
  bool json() const { return get<std::string>("format") == "json"; }

 private:
  po::variables_map values_;
  std::vector<std::string> operands_;
};

// Parses what follows the command's name; throws UsageError with the option and what was expected.
Arguments parse_arguments(const std::vector<std::string>& words, std::string_view operands,
                          const po::options_description&);

// -n N, --set KEY=VALUE: what changes the problem that was read.
void add_problem_options(po::options_description&);
std::vector<Override> overrides(const Arguments&);  // with --transfer, where a command has it

// The file that an option names for output, if given. Throws UsageError where its name says another content
// or where it is a file that the command reads or writes besides, and RequestError where it cannot be
// written, so that this is known before a long search and not after it.
std::optional<std::string> output_file(const Arguments&, const std::string& option, app::Content);

// --fold: which rows the charts of a command have.
void add_fold_option(po::options_description&);
app::FurtherLanes lanes_in_charts(const Arguments&);

// The scenario that operand 0 names, with the options of add_problem_options(); and one whose text was read
// from there.
data::PricedScenario scenario_operand(const Arguments&);
data::PricedScenario scenario_of(const std::string& text, const Arguments&);

// The plan that operand 0 names; says how to make one when it is a scenario.
Plan plan_operand(const Arguments&);

}  // namespace repetend::cli
