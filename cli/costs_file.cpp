#include "cli/costs_file.hpp"

#include <boost/algorithm/string.hpp>
#include <charconv>
#include <set>

#include "data/costs/records.hpp"
#include "data/costs/text.hpp"
#include "data/costs/versioned.hpp"
#include "data/hardware/gpu.hpp"
#include "sim/core/suggest.hpp"
#include "sim/formats/scenario/units.hpp"

namespace repetend::cli {
namespace {

data::CostDatabase open(const std::filesystem::path& file) {
  if (!std::filesystem::exists(file))
    throw RequestError(fmt::format("{}: there is no cost database yet; {}", file.string(), costs_advice));
  return data::CostDatabase::open(file);
}

std::vector<data::Run> all_runs(const data::CostDatabase& database) {
  std::vector<data::Run> runs;
  for (const data::RunId id : database.runs()) runs.push_back(database.run(id));
  return runs;
}

data::RunId run_number(const std::string& text) {
  const auto number = number_from<data::RunId>(text);
  if (!number || *number < 1)
    throw UsageError(
        fmt::format("'{}' is no run, expected a number as `repetend costs ls` lists them", text));
  return *number;
}

// The one of the GPUs' names that is meant: by the whole name or a part of it, in upper or lower case, or by
// the name that scenarios use. Throws RequestError when there is none, or more than one; `where` holds them.
std::string resolve_gpu(std::string_view wanted, const std::vector<std::string>& names,
                        const std::string& where) {
  const data::Gpu* const described = data::find_gpu(wanted);
  std::vector<std::string_view> parts;
  for (const std::string& name : names) {
    if (boost::iequals(name, wanted) || (described && described->device == name)) return name;
    if (boost::icontains(name, wanted)) parts.push_back(name);
  }
  if (parts.size() == 1) return std::string(parts.front());
  const std::vector<std::string_view> views(names.begin(), names.end());
  throw RequestError(parts.empty() ? fmt::format("{} has no costs of GPU '{}'{}; it has those of {}", where,
                                                 wanted, did_you_mean(wanted, views), fmt::join(views, ", "))
                                   : fmt::format("{}: '{}' is a part of several GPUs' names: {}", where,
                                                 wanted, fmt::join(parts, ", ")));
}

}  // namespace

void add_database_option(po::options_description& options) {
  options.add_options()("db", value("FILE"),
                        "the cost database that models are priced from; default: "
                        "$XDG_DATA_HOME/repetend/costs.sqlite, else ~/.local/share/repetend/costs.sqlite");
}

std::filesystem::path database_file(const Arguments& arguments) {
  const auto given = arguments.find<std::string>("db");
  return given ? std::filesystem::path(*given) : data::CostDatabase::default_file();
}

bool no_runs_yet(const Arguments& arguments) {
  const std::filesystem::path file = database_file(arguments);
  if (!std::filesystem::exists(file)) return !arguments.has("db");
  return data::CostDatabase::open(file).runs().empty();
}

CostsFile::CostsFile(const Arguments& arguments) : database_(open(database_file(arguments))) {
  if (database_.runs().empty())
    throw RequestError(
        fmt::format("{}: the cost database is empty; {}", database_.file().string(), costs_advice));
  const auto wanted = arguments.find<std::string>("gpu");
  if (!wanted) return;
  std::set<std::string> names;
  for (const data::MeasuredGpu& gpu : database_.gpus()) names.insert(gpu.name);
  gpu_ = resolve_gpu(*wanted, {names.begin(), names.end()}, database_.file().string());
}

std::vector<data::RunId> CostsFile::selected(const std::vector<std::string>& numbers) const {
  const auto on_gpu = database_.runs(gpu_ ? *gpu_ : "");
  if (numbers.empty()) return on_gpu;
  std::vector<data::RunId> chosen;
  for (const std::string& text : numbers) {
    const data::RunId number = run_number(text);
    if (std::ranges::find(on_gpu, number) == on_gpu.end())
      throw RequestError(fmt::format("{} has no run {}{}; `repetend costs ls` lists them",
                                     database_.file().string(), number, gpu_ ? " on " + *gpu_ : ""));
    chosen.push_back(number);
  }
  return chosen;
}

std::vector<data::Run> CostsFile::runs(const std::vector<std::string>& numbers) const {
  std::vector<data::Run> runs;
  for (const data::RunId id : selected(numbers)) runs.push_back(database_.run(id));
  return runs;
}

std::vector<data::Run> runs_of_file(const std::string& file, const std::optional<std::string>& gpu) {
  auto runs = data::is_sqlite(file) ? all_runs(data::CostDatabase::open(file)) : data::read_costs(file);
  if (!gpu) return runs;
  std::set<std::string> names;
  for (const data::Run& run : runs) names.insert(run.gpu.name);
  const std::string name = resolve_gpu(*gpu, {names.begin(), names.end()}, file);
  std::erase_if(runs, [&](const data::Run& run) { return run.gpu.name != name; });
  return runs;
}

void import_runs(const std::vector<ImportedRun>& found, const std::string& tool, const Arguments& arguments,
                 Console& console) {
  data::CostDatabase database = data::CostDatabase::open_or_create(database_file(arguments));
  const std::string now = data::date_now();
  std::vector<data::RunId> stored;
  for (const auto& [run, file] : found)
    if (!database.holds(run)) stored.push_back(database.store(run, data::Import{file, tool, now}));
  const std::size_t known = found.size() - stored.size();
  if (arguments.json())
    print_json({{"database", database.file().string()}, {"imported", stored}, {"known", known}}, console);
  else
    print(console.out, "{} run{} read into {}{}\n", stored.size(), stored.size() == 1 ? "" : "s",
          database.file().string(), known ? fmt::format("; {} there already", known) : "");
}

}  // namespace repetend::cli
