#include <algorithm>
#include <boost/algorithm/string.hpp>

#include "app/chart/gantt_svg.hpp"
#include "app/simulated.hpp"
#include "app/words/figures.hpp"
#include "cli/command.hpp"
#include "cli/report/comparison.hpp"
#include "cli/report/pricing_report.hpp"
#include "cli/report/search_report.hpp"
#include "sim/core/human.hpp"
#include "sim/formats/plan/plan_file.hpp"

namespace repetend::cli {
namespace {

void add_compare_options(po::options_description& options) {
  add_problem_options(options);
  add_search_options(options);
  add_reserve_option(options);
  options.add_options()  //
      ("schedules", value("LIST"),
       "comma-separated names, 'search' among them; default: all. interleaved:g=5 sets the groups of "
       "interleaved")  //
      ("svg", value("FILE"),
       "draw the answer of the search and the best others")                //
      ("all", "say of each schedule that does not apply why it does not")  //
      ("output,o", value("PLAN"), "write the best plan to a file");
  add_fold_option(options);
}

struct Wanted {
  std::vector<Schedule> schedules;
  bool search = true;
};

Wanted wanted_schedules(const Arguments& arguments) {
  Wanted wanted;
  if (!arguments.has("schedules")) {
    wanted.schedules.assign(all_schedules().begin(), all_schedules().end());
    return wanted;
  }
  std::vector<std::string> names;
  boost::split(names, arguments.get<std::string>("schedules"), boost::is_any_of(","));
  wanted.search = std::erase(names, "search") > 0;
  for (const std::string& name : names) {
    auto schedule = find_schedule(name);
    if (!schedule) throw UsageError(why_no_schedule(name, beside_schedules));
    wanted.schedules.push_back(*std::move(schedule));
  }
  return wanted;
}

struct Comparison {
  bool searched = false;
  std::vector<Searched> answers = {};  // of the placements that have a plan
  std::vector<ComparisonRow> rows = {};
};

void search_placement(const std::shared_ptr<const Problem>& problem, const Arguments& arguments,
                      Console& console, Comparison& comparison) {
  try {
    const auto& found = comparison.answers.emplace_back(run_search({problem, {}}, arguments, console)).result;
    comparison.rows.push_back(app::search_row(problem->placement, std::make_shared<const Plan>(*found.plan),
                                              "", found.makespan_bound.value));
  } catch (const RequestError& error) {
    comparison.rows.push_back(app::search_row(problem->placement, nullptr, error.what(), 0));
  }
}

Comparison compare(const Scenario& scenario, const Arguments& arguments, Console& console) {
  const Wanted wanted = wanted_schedules(arguments);
  Comparison comparison{.searched = wanted.search};
  for (const auto& problem : scenario.placements()) {
    if (wanted.search) search_placement(problem, arguments, console, comparison);
    for (const Schedule& schedule : wanted.schedules)
      comparison.rows.push_back(
          Interrupts::came() ? ComparisonRow{schedule.name, problem->placement, {}, {}, false, "interrupted"}
                             : app::schedule_row(schedule, problem));
  }
  return comparison;
}

std::string chart_details(const ComparisonRow& row) {
  const std::string details =
      fmt::format("{} · makespan {} · bubble {}", row.placement, human_time(row.metrics.makespan),
                  app::percent_text(row.metrics.bubble));
  return row.proof.empty() ? details : details + " · " + row.proof;
}

// What of the lanes is exposed is known for the times that the engine gives the plan: for others, such as
// where lanes slow each other down, nothing is marked.
std::vector<LaneTime> exposed_lanes(const std::shared_ptr<const Plan>& plan) {
  if (plan->problem->machines.empty()) return {};
  app::SimulatedPlan run = app::simulated(plan);
  const Time begin = first_start(*plan);
  const auto as_planned = [&](Instance i) {
    return run.start(i) == plan->start[instance_index(*plan->problem, i)] - begin;
  };
  return std::ranges::all_of(instances_of(*plan->problem), as_planned) ? std::move(run.lanes)
                                                                       : std::vector<LaneTime>();
}

// The best of all, then what runs on the main placement, the shortest first.
void write_svg(const std::string& file, const Comparison& comparison, const ComparisonRow& best,
               const std::string& heading, app::FurtherLanes lanes) {
  constexpr std::size_t most = 4;
  std::vector<const ComparisonRow*> rows{&best};
  for (const ComparisonRow& row : comparison.rows)
    if (row.feasible && &row != &best && row.placement == comparison.rows.front().placement)
      rows.push_back(&row);
  std::stable_sort(rows.begin() + 1, rows.end(),
                   [](auto* a, auto* b) { return a->metrics.makespan < b->metrics.makespan; });
  rows.resize(std::min(rows.size(), most));
  std::vector<app::GanttChart> charts;
  for (const ComparisonRow* row : rows)
    charts.push_back({&*row->plan, row->schedule, chart_details(*row), exposed_lanes(row->plan)});
  write_file(file, app::gantt_svg(heading, charts, {.lanes = lanes}));
}

Json comparison_json(const Comparison& comparison, const data::PricedScenario& priced) {
  const data::Pricing* pricing = priced.pricing ? &*priced.pricing : nullptr;
  Json json;
  if (pricing) json["pricing"] = pricing_json(priced);
  const auto best = std::ranges::min_element(
      comparison.answers, {}, [](const Searched& searched) { return makespan(*searched.result.plan); });
  if (best != comparison.answers.end()) json["search"] = search_json(*best, pricing);
  json["rows"] = Json::array();
  for (const ComparisonRow& row : comparison.rows) json["rows"].push_back(row_json(row, pricing));
  return json;
}

void print_proofs(const Comparison& comparison, Console& console) {
  if (comparison.searched) print(console.out, "\n");
  for (const auto& [result, seconds] : comparison.answers)
    print(console.out, "  search on {}: makespan {}; period {}{}\n", result.plan->problem->placement,
          app::makespan_proof(result), app::period_text(result),
          result.schedule == "search" ? "" : "; nothing better than " + result.schedule);
}

int run_compare(const Arguments& arguments, Console& console) {
  const auto svg = output_file(arguments, "svg", app::Content::svg),
             output = output_file(arguments, "output", app::Content::plan);
  data::PricedScenario priced = scenario_operand(arguments);
  priced.scenario = with_reserve(std::move(priced.scenario), arguments);
  const data::Pricing* pricing = priced.pricing ? &*priced.pricing : nullptr;
  const Problem& problem = *priced.scenario.problem;
  const Interrupts interrupts;
  const Comparison comparison = compare(priced.scenario, arguments, console);
  const bool interrupted = Interrupts::came();
  const std::string heading = fmt::format("{}: {} devices, {}", problem.name, problem.devices.size(),
                                          human_micro_batches(problem.micro_batches));
  const ComparisonRow* const best = app::best_row(comparison.rows);
  if (svg && best) write_svg(*svg, comparison, *best, heading, lanes_in_charts(arguments));
  if (output && best) write_file(*output, write_plan(*best->plan));
  if ((svg || output) && !best) print(console.err, "nothing was written: no schedule can run\n");
  if (arguments.json()) {
    print_json(comparison_json(comparison, priced), console);
  } else {
    print(console.out, "{}\n{}", heading, comparison_text(comparison.rows, arguments.has("all"), pricing));
    print_proofs(comparison, console);
    if (pricing) print(console.out, "\n{}", pricing_text(priced));
  }
  return Interrupts::exit_code(interrupted, best ? 0 : 1, console);
}

}  // namespace

const Command compare_command{
    "compare",
    "SCENARIO",
    "the search beside every schedule that people use",
    "Runs each schedule on each placement of the scenario that it applies to, and the search over all of "
    "them. A schedule\n"
    "that does not fit the memory or deadlocks is listed with the reason. Exit code 1 when nothing can "
    "run. Ctrl-C\n"
    "ends it: what there is by then is compared, printed and written, and the exit code is 130.\n\n"
    "  repetend compare scenarios/gpt-4.yaml --svg gpt.svg\n"
    "  repetend compare scenarios/tessel/v-4.yaml -n 32 --schedules 1f1b,gpipe,search",
    add_compare_options,
    run_compare};

}  // namespace repetend::cli
