#include "cli/command.hpp"
#include "cli/costs_file.hpp"
#include "cli/report/costs_report.hpp"
#include "data/costs/text.hpp"
#include "sim/core/file.hpp"
#include "sim/core/suggest.hpp"

namespace repetend::cli {
namespace {

void add_costs_options(po::options_description& options) {
  add_database_option(options);
  options.add_options()  //
      ("gpu", value("NAME"),
       "only runs on this GPU: its name, a part of it, or as scenarios write it")  //
      ("threshold", value<double>("PERCENT")->default_value(3),
       "diff: the least change of a median that counts")  //
      ("output,o", value("FILE"), "export: write to a file");
}

std::vector<data::StoredRun> stored_runs(const CostsFile& costs, const std::vector<data::RunId>& ids) {
  std::vector<data::StoredRun> runs;
  for (const data::RunId id : ids) runs.push_back(costs.database().summary(id));
  return runs;
}

// A fresh installation has no costs, which is no mistake of the user's.
int list(const Arguments& arguments, Console& console) {
  if (!arguments.operands_from(1).empty())
    throw UsageError("ls takes no more arguments; show takes runs' numbers");
  std::vector<data::StoredRun> runs;
  if (!no_runs_yet(arguments)) {
    const CostsFile costs(arguments);
    runs = stored_runs(costs, costs.selected({}));
  }
  const std::string file = database_file(arguments).string();
  if (arguments.json())
    print_json({{"database", file}, {"runs", runs_json(runs, false)}}, console);
  else
    print(console.out, "{}\n\n{}", file,
          runs.empty() ? fmt::format("no runs yet: {}\n", costs_advice) : runs_text(runs));
  return 0;
}

int show(const Arguments& arguments, Console& console) {
  const CostsFile costs(arguments);
  const auto runs = stored_runs(costs, costs.selected(arguments.operands_from(1)));
  if (arguments.json()) return print_json({{"runs", runs_json(runs, true)}}, console), 0;
  for (const auto& run : runs) print(console.out, "{}{}", &run == &runs.front() ? "" : "\n", run_text(run));
  return 0;
}

int export_runs(const Arguments& arguments, Console& console) {
  if (arguments.json()) throw UsageError("export writes YAML that import reads; for JSON there is show");
  const auto file = output_file(arguments, "output", app::Content::costs);
  const CostsFile costs(arguments);
  const std::string text = data::write_costs(costs.runs(arguments.operands_from(1)));
  if (file)
    write_file(*file, text);
  else
    console.out << text;
  return 0;
}

// All files are read before the first run is stored: a mistake in the last leaves the database as it was.
int import_files(const Arguments& arguments, Console& console) {
  const auto files = arguments.operands_from(1);
  if (files.empty()) throw UsageError("FILE is missing: import a text that export wrote, or a cost database");
  std::vector<ImportedRun> found;
  for (const std::string& file : files)
    for (data::Run& run : runs_of_file(file)) found.push_back({std::move(run), file});
  import_runs(found, "repetend costs", arguments, console);
  return 0;
}

// A side of diff: a run of the database by its number, or a file.
std::vector<data::Run> side(const Arguments& arguments, const std::string& name) {
  if (name.find_first_not_of("0123456789") != std::string::npos)
    return runs_of_file(name, arguments.find<std::string>("gpu"));
  return CostsFile(arguments).runs({name});
}

int diff(const Arguments& arguments, Console& console) {
  const auto sides = arguments.operands_from(1);
  if (sides.size() != 2) throw UsageError("diff compares two: a run's number or a file, and another");
  const double threshold = arguments.get<double>("threshold") / 100;
  if (!(threshold >= 0)) throw UsageError("--threshold is 0 or more");
  const auto before = side(arguments, sides[0]), after = side(arguments, sides[1]);
  const data::Difference found = data::difference(before, after, threshold);
  if (arguments.json()) return print_json(difference_json(found), console), 0;
  for (const auto& run : before) print(console.out, "before  {}\n", origin_text(run));
  for (const auto& run : after) print(console.out, "after   {}\n", origin_text(run));
  print(console.out, "\n{}", difference_text(found, threshold));
  return 0;
}

struct Action {
  std::string_view name;
  int (*run)(const Arguments&, Console&);
};
constexpr std::array actions = {Action{"ls", list}, Action{"show", show}, Action{"export", export_runs},
                                Action{"import", import_files}, Action{"diff", diff}};

int run_costs(const Arguments& arguments, Console& console) {
  const std::string& name = arguments.operand(0);
  const auto found = std::ranges::find(actions, name, &Action::name);
  if (found != actions.end()) return found->run(arguments, console);
  std::vector<std::string_view> names;
  for (const Action& action : actions) names.push_back(action.name);
  throw UsageError(fmt::format("unknown action '{}'{}; expected {}", name, did_you_mean(name, names),
                               fmt::join(names, ", ")));
}

}  // namespace

const Command costs_command{
    .name = "costs",
    .operands = "ls|show|export ...",
    .summary = "what the cost database holds, and where each cost comes from",
    .details =
        "Operators and blocks that were measured on a GPU (repetend profile) or read from a file, each with "
        "where it\n"
        "comes from. A `model:` is priced from them.\n\n"
        "  repetend costs ls                       the runs: when, on which GPU, by which tool\n"
        "  repetend costs show [RUN...]            every operator and block of these runs, or of all\n"
        "  repetend costs export [RUN...] -o FILE  as text, to keep, compare or hand on\n"
        "  repetend costs import FILE...           from that text, or from another cost database\n"
        "  repetend costs diff A B                 medians that changed beyond the noise; A and B: a run's "
        "number, or a file",
    .add_options = add_costs_options,
    .run = run_costs};

}  // namespace repetend::cli
