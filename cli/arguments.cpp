#include "cli/arguments.hpp"

#include <iterator>
#include <sstream>

#include "app/load/load.hpp"
#include "cli/costs_file.hpp"
#include "sim/core/file.hpp"
#include "sim/core/suggest.hpp"
#include "sim/formats/plan/plan_file.hpp"

namespace repetend::cli {
namespace {

std::vector<std::string> split_words(std::string_view text) {
  std::istringstream stream{std::string(text)};
  return {std::istream_iterator<std::string>(stream), {}};
}

std::string unknown_option(const std::string& option, const po::options_description& options) {
  std::vector<std::string> names;
  for (const auto& known : options.options()) names.push_back("--" + known->long_name());
  const std::vector<std::string_view> views(names.begin(), names.end());
  return fmt::format("unknown option '{}'{}", option, did_you_mean(option, views));
}

// The files that a command is given beside the one that this option names.
std::vector<std::string> files_named(const Arguments& arguments, const std::string& option) {
  std::vector<std::string> files = arguments.operands_from(0);
  for (const char* const other : {"orders", "db", "output", "svg"})
    if (const auto file = arguments.find<std::string>(other); file && other != option) files.push_back(*file);
  return files;
}

// A last "..." stands for any number of more.
void expect_operands(const std::vector<std::string>& given, std::vector<std::string> wanted) {
  const bool open = std::erase(wanted, "...") > 0;
  if (given.size() < wanted.size()) throw UsageError(fmt::format("{} is missing", wanted[given.size()]));
  if (open) return;
  if (given.size() > wanted.size())
    throw UsageError(fmt::format("'{}' is one argument too many; expected {}", given[wanted.size()],
                                 fmt::join(wanted, " ")));
}

}  // namespace

Arguments parse_arguments(const std::vector<std::string>& words, std::string_view operands,
                          const po::options_description& options) {
  po::options_description with_operands;
  with_operands.add(options).add_options()("operands", po::value<std::vector<std::string>>());
  po::positional_options_description positional;
  positional.add("operands", -1);
  po::variables_map values;
  try {
    constexpr int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
    po::store(po::command_line_parser(words).options(with_operands).positional(positional).style(style).run(),
              values);
    po::notify(values);
  } catch (const po::unknown_option& error) {
    throw UsageError(unknown_option(error.get_option_name(), options));
  } catch (const po::error& error) {
    throw UsageError(error.what());
  }
  const std::string format = values["format"].as<std::string>();
  if (format != "text" && format != "json")
    throw UsageError(fmt::format("--format is 'text' or 'json', not '{}'", format));
  std::vector<std::string> given;
  if (values.count("operands")) given = values["operands"].as<std::vector<std::string>>();
  if (!values.count("help")) expect_operands(given, split_words(operands));
  return {std::move(values), std::move(given)};
}

void add_problem_options(po::options_description& options) {
  options.add_options()  //
      ("micro-batches,n", value<int>("N"),
       "number of micro-batches, instead of the scenario's")  //
      ("set", po::value<std::vector<std::string>>()->value_name("KEY=VALUE"),
       "what if: changes any key of the scenario, for example devices.gpu1.speed=0.8, "
       "links.default.bandwidth=50GB/s, blocks.B*.time=*1.1; may be given several times");
  add_database_option(options);
}

std::vector<Override> overrides(const Arguments& arguments) {
  std::vector<Override> result;
  if (const auto sets = arguments.find<std::vector<std::string>>("set"))
    for (const std::string& set : *sets) result.push_back(parse_override(set));
  if (const auto n = arguments.find<int>("micro-batches")) {  // last: it overrides --set micro_batches
    if (*n < 1) throw UsageError(fmt::format("--micro-batches is 1 or more, not {}", *n));
    result.push_back({"micro_batches", std::to_string(*n)});
  }
  if (const auto mode = arguments.find<std::string>("transfer")) result.push_back({"transfer", *mode});
  return result;
}

Plan plan_operand(const Arguments& arguments) {
  const std::string& file = arguments.operand(0);
  try {
    return read_plan(file);
  } catch (const SourceError& error) {
    if (!file.ends_with(".yaml") && !file.ends_with(".yml")) throw;
    throw RequestError(fmt::format("{}; a scenario? repetend search {} -o plan.json makes a plan of it",
                                   error.what(), file));
  }
}

std::optional<std::string> output_file(const Arguments& arguments, const std::string& option,
                                       app::Content content) {
  const auto file = arguments.find<std::string>(option);
  if (!file) return file;
  for (const std::string& other : files_named(arguments, option))
    if (same_file(*file, other))
      throw UsageError(
          fmt::format("--{} {} would overwrite {}, expected another name", option, *file, other));
  if (const std::string wrong = app::wrong_ending(*file, content); !wrong.empty())
    throw UsageError(fmt::format("--{} {}", option, wrong));
  expect_writable(*file);
  return file;
}

void add_fold_option(po::options_description& options) {
  options.add_options()("fold", "leave lanes and machines that do not compute out of the chart");
}
app::FurtherLanes lanes_in_charts(const Arguments& arguments) {
  return arguments.has("fold") ? app::FurtherLanes::folded : app::FurtherLanes::shown;
}

data::PricedScenario scenario_of(const std::string& text, const Arguments& arguments) {
  return app::load_scenario(text, arguments.operand(0), overrides(arguments),
                            arguments.find<std::string>("db"));
}

data::PricedScenario scenario_operand(const Arguments& arguments) {
  return scenario_of(read_file(arguments.operand(0)), arguments);
}

}  // namespace repetend::cli
