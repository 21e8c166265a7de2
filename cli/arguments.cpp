#include "cli/arguments.hpp"

#include <fmt/format.h>

#include <boost/program_options.hpp>
#include <sstream>

#include "cli/costs_file.hpp"
#include "sim/core/file.hpp"
#include "sim/core/suggest.hpp"
#include "sim/formats/plan/plan_file.hpp"

namespace repetend::cli {

namespace po = boost::program_options;

namespace {

std::vector<std::string> split_words(std::string_view text) {
  std::istringstream stream{std::string(text)};
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

std::string unknown_option(const std::string& option, const po::options_description& options) {
  std::vector<std::string> names;
  for (const auto& known : options.options()) names.push_back("--" + known->long_name());
  const std::vector<std::string_view> views(names.begin(), names.end());
  return fmt::format("unknown option '{}'{}", option, did_you_mean(option, views));
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
      ("micro-batches,n", po::value<int>()->value_name("N"),
       "number of micro-batches, instead of the scenario's")  //
      ("set", po::value<std::vector<std::string>>()->value_name("KEY=VALUE"),
       "what if: changes any key of the scenario, for example devices.gpu1.speed=0.8, "
       "links.default.bandwidth=50GB/s, "
       "blocks.B*.time=*1.1; may be given several times");
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
  return result;
}

void add_search_options(po::options_description& options) {
  options.add_options()  //
      ("objective", po::value<std::string>()->value_name("WHAT"),
       "makespan (default), period, latency (mean completion of a micro-batch) or memory")  //
      ("time-limit", po::value<std::string>()->value_name("TIME"),
       "stop searching after this long, for example 10s; without it the limit is counted in states")       //
      ("beam", po::value<int>()->value_name("W"), "width of the beam: wider is slower and may find more")  //
      ("threads", po::value<int>()->default_value(1)->value_name("T"), "threads; they change no result")   //
      ("seed", po::value<std::int64_t>()->default_value(1)->value_name("S"),
       "seed of the moves that the search draws at random, and of simulate --jitter; the same seed gives the "
       "same answer");
}

std::uint64_t seed(const Arguments& arguments) {
  const auto given = arguments.get<std::int64_t>("seed");  // unsigned, it would read -1 as 2^64 - 1
  if (given < 0) throw UsageError(fmt::format("--seed is 0 or more, not {}", given));
  return static_cast<std::uint64_t>(given);
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

std::optional<std::string> output_file(const Arguments& arguments, const std::string& option) {
  const auto file = arguments.find<std::string>(option);
  if (file) expect_writable(*file);
  return file;
}

}  // namespace repetend::cli
