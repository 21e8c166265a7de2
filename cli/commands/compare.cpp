#include <fmt/ostream.h>

#include <algorithm>
#include <boost/algorithm/string.hpp>
#include <boost/program_options.hpp>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/render/gantt_svg.hpp"
#include "cli/report/comparison.hpp"
#include "cli/report/format.hpp"
#include "cli/report/search_report.hpp"
#include "sim/core/suggest.hpp"
#include "sim/plan/plan_file.hpp"

namespace repetend::cli {

namespace po = boost::program_options;

namespace {

void add_options(po::options_description& options) {
  add_problem_options(options);
  add_search_options(options);
  options.add_options()  //
      ("schedules", po::value<std::string>()->value_name("LIST"),
       "comma-separated names, 'search' among them; default: all")  //
      ("svg", po::value<std::string>()->value_name("FILE"),
       "draw the answer of the search and the best others")     //
      ("all", "say of every schedule that does not apply why")  //
      ("output,o", po::value<std::string>()->value_name("PLAN"), "write the best plan to a file");
}

struct Wanted {
  std::vector<const Schedule*> schedules;
  bool search = true;
};

Wanted wanted_schedules(const Arguments& arguments) {
  Wanted wanted;
  if (!arguments.has("schedules")) {
    for (const Schedule& schedule : all_schedules()) wanted.schedules.push_back(&schedule);
    return wanted;
  }
  std::vector<std::string> names;
  boost::split(names, arguments.get<std::string>("schedules"), boost::is_any_of(","));
  wanted.search = std::erase(names, "search") > 0;
  std::vector<std::string_view> known{"search"};
  for (const Schedule& schedule : all_schedules()) known.push_back(schedule.name);
  for (const std::string& name : names) {
    wanted.schedules.push_back(find_schedule(name));
    if (!wanted.schedules.back())
      throw UsageError(fmt::format("unknown schedule '{}'{}; known are {}", name, did_you_mean(name, known),
                                   fmt::join(known, ", ")));
  }
  return wanted;
}

struct Comparison {
  std::optional<Searched> searched;
  std::vector<ComparisonRow> rows;  // the search's first
};

Comparison compare(const Scenario& scenario, const Arguments& arguments, Console& console) {
  Comparison comparison;
  const Wanted wanted = wanted_schedules(arguments);
  if (wanted.search) {
    comparison.searched = run_search(scenario, arguments, console);
    const Plan& plan = *comparison.searched->result.plan;
    comparison.rows.push_back({"search", plan.problem->placement, {}, plan, true});
  }
  for (const auto& problem : scenario.placements())
    for (const Schedule* schedule : wanted.schedules)
      comparison.rows.push_back(compare_schedule(*schedule, problem));
  return comparison;
}

// The search's plan, then the best others, each drawn once.
void write_svg(const std::string& file, const Comparison& comparison, const std::string& heading) {
  constexpr std::size_t most = 4;
  std::vector<const ComparisonRow*> rows;
  for (const ComparisonRow& row : comparison.rows)
    if (row.feasible) rows.push_back(&row);
  if (rows.empty()) throw RequestError("nothing to draw: no schedule can run");
  std::stable_sort(rows.begin() + (comparison.searched ? 1 : 0), rows.end(),
                   [](auto* a, auto* b) { return makespan(*a->plan) < makespan(*b->plan); });
  rows.resize(std::min(rows.size(), most));
  std::vector<GanttChart> charts;
  for (const ComparisonRow* row : rows) {
    const Time span = makespan(*row->plan);
    std::string details = fmt::format("placement {}   makespan {}   bubble {}", row->placement,
                                      time_text(span), percent_text(bubble_ratio(*row->plan->problem, span)));
    if (row->schedule == "search") details += "   " + makespan_proof(comparison.searched->result);
    charts.push_back({&*row->plan, row->schedule, details});
  }
  write_file(file, gantt_svg(heading, charts));
}

nlohmann::ordered_json comparison_json(const Comparison& comparison) {
  nlohmann::ordered_json json;
  if (comparison.searched) json["search"] = search_json(*comparison.searched);
  json["rows"] = nlohmann::ordered_json::array();
  for (const ComparisonRow& row : comparison.rows) json["rows"].push_back(row_json(row));
  return json;
}

void print_proof(const search::Result& result, Console& console) {
  fmt::print(console.out, "\n  search: makespan {}; period {}\n", makespan_proof(result),
             period_text(result));
  if (result.schedule != "search")
    fmt::print(console.out, "  the search found nothing better than {}\n", result.schedule);
}

int run(const Arguments& arguments, Console& console) {
  const Scenario scenario = read_scenario(arguments.operand(0), overrides(arguments));
  const Problem& problem = *scenario.problem;
  const Comparison comparison = compare(scenario, arguments, console);
  const std::string heading = fmt::format("{}: {} devices, {} micro-batches", problem.name,
                                          problem.devices.size(), problem.micro_batches);
  if (const auto file = arguments.find<std::string>("svg")) write_svg(*file, comparison, heading);
  const auto best = std::ranges::min_element(comparison.rows, {}, [](const ComparisonRow& row) {
    return row.feasible ? makespan(*row.plan) : std::numeric_limits<Time>::max();
  });
  const bool any = best != comparison.rows.end() && best->feasible;
  if (const auto file = arguments.find<std::string>("output"); file && any)
    write_file(*file, write_plan(*best->plan));
  if (arguments.json()) {
    console.out << comparison_json(comparison).dump(2) << '\n';
  } else {
    fmt::print(console.out, "{}\n\n{}", heading, comparison_text(comparison.rows, arguments.has("all")));
    if (comparison.searched) print_proof(comparison.searched->result, console);
  }
  return any ? 0 : 1;
}

}  // namespace

extern const Command compare_command;
const Command compare_command{
    "compare",
    "SCENARIO",
    "the search beside every schedule that people use",
    "Runs each schedule on each placement of the scenario that it applies to, and the search over all of "
    "them. A schedule\n"
    "that does not fit the memory or deadlocks is listed with the reason. Exit code 1 when nothing can "
    "run.\n\n"
    "  repetend compare scenarios/gpt-4.yaml --svg gpt.svg\n"
    "  repetend compare scenarios/tessel/v-4.yaml -n 32 --schedules 1f1b,gpipe,search",
    add_options,
    run};

}  // namespace repetend::cli
