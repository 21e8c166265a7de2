#include "profiler/program/results.hpp"

#include <fmt/format.h>

#include <boost/program_options.hpp>

#include "data/costs/cost_database.hpp"
#include "data/costs/records.hpp"
#include "data/costs/text.hpp"
#include "repetend/version.hpp"
#include "sim/core/file.hpp"

namespace repetend::profiler {

namespace po = boost::program_options;

namespace {

std::optional<std::string> file(const po::variables_map& values, const char* option) {
  return values.count(option) ? std::optional(values[option].as<std::string>()) : std::nullopt;
}

}  // namespace

void add_result_options(po::options_description& options) {
  const auto name = [] { return po::value<std::string>()->value_name("FILE"); };
  options.add_options()("db", name(), "store the costs in this database");
  options.add_options()("text", name(), "write the costs as text, for 'repetend costs import' elsewhere");
}

Store::Store(const po::variables_map& values, bool by_default)
    : database_(file(values, "db")), text_(file(values, "text")) {
  if (nowhere() && by_default) database_ = data::CostDatabase::default_file().string();
  if (text_) expect_writable(*text_);
  if (database_) data::CostDatabase::open_or_create(*database_);
}

void Store::add(const data::Run& run) const {
  if (text_) {
    write_file(*text_, data::write_costs(std::span(&run, 1)));
    fmt::print(stderr, "repetend-profile: written to {}\n", *text_);
  }
  if (!database_) return;
  const auto id = data::CostDatabase::open_or_create(*database_).store(run);
  fmt::print(stderr, "repetend-profile: stored in {} as run {}\n", *database_, id);
}

data::Run begin_run(const std::vector<std::string>& command) {
  data::Run run;
  run.date = data::date_now();
  run.tool = "repetend-profile " REPETEND_VERSION;
  run.command = fmt::format("{}", fmt::join(command, " "));
  return run;
}

}  // namespace repetend::profiler
