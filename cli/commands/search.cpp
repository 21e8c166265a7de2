#include "app/chart/gantt_text.hpp"
#include "app/compare/row.hpp"
#include "app/words/figures.hpp"
#include "cli/command.hpp"
#include "cli/report/pools_and_choices.hpp"
#include "cli/report/pricing_report.hpp"
#include "cli/report/search_report.hpp"
#include "sim/core/human.hpp"
#include "sim/formats/plan/plan_file.hpp"
#include "sim/plan/pool_levels.hpp"

namespace repetend::cli {
namespace {

void add_options_of_search(po::options_description& options) {
  add_problem_options(options);
  add_search_options(options);
  add_reserve_option(options);
  options.add_options()  //
      ("period", value("T"),
       "the least-memory plan with a period of at most T a micro-batch, for example 6ms")  //
      ("pareto", "the trade-off curve of makespan against peak memory")                    //
      ("explain", "also say which bounds bind and why a gap remains")                      //
      ("gantt", "also print the plan as a text Gantt chart")                               //
      ("output,o", value("PLAN"), "write the plan to a file");
  add_fold_option(options);
}

void print_summary(const Searched& searched, Console& console) {
  const search::Result& result = searched.result;
  const Plan& plan = *result.plan;
  const Problem& problem = *plan.problem;
  const Time span = makespan(plan);
  const auto line = [&](std::string_view what, const std::string& value) {
    print(console.out, "  {:<12} {}\n", what, value);
  };
  print(console.out, "{}, placement {}: {} blocks on {} devices, {}\n", problem.name, problem.placement,
        problem.blocks.size(), problem.devices.size(), human_micro_batches(problem.micro_batches));
  line("schedule", result.schedule);
  line("makespan", fmt::format("{}, {}", human_time(span), app::makespan_proof(result)));
  line("period", app::period_text(result));
  if (const auto objective = app::objective_text(result)) line(objective->first, objective->second);
  const app::Metrics metrics = app::measure(plan);
  if (metrics.interfered)
    line("interference", fmt::format("{} where lanes slow each other down", human_time(*metrics.interfered)));
  line("bubble", app::percent_text(metrics.bubble));
  line("peak memory", app::tightest_memory(problem, metrics));
  for (const auto& [what, value] : pools_and_choices_in_words(plan)) line(what, value);
  line("search", fmt::format("{}, {} states", human_time(searched.seconds * 1e9), result.states_expanded));
}

void print_explanation(const search::Result& result, Console& console) {
  print(console.out, "\nwhy\n");
  print(console.out, "  period bound    {} a micro-batch ({}): {}\n", human_time(result.period_bound.value),
        result.period_bound.name, result.period_bound.reason);
  print(console.out, "  makespan bound  {} ({}): {}\n", human_time(result.makespan_bound.value),
        result.makespan_bound.name, result.makespan_bound.reason);
  if (result.objective == search::Objective::latency)
    print(console.out, "  completion      {} on average ({}): {}\n", human_time(result.objective_bound.value),
          result.objective_bound.name, result.objective_bound.reason);
  if (result.objective == search::Objective::memory)
    print(console.out, "  highest peak    {} ({}): {}\n", human_bytes(result.objective_bound.value),
          result.objective_bound.name, result.objective_bound.reason);
  for (const std::string& note : result.notes) print(console.out, "  - {}\n", note);
}

void print_answer(const Searched& searched, const data::PricedScenario& priced, const Arguments& arguments,
                  Console& console) {
  if (arguments.json()) {
    Json json = search_json(searched, priced.pricing ? &*priced.pricing : nullptr);
    if (priced.pricing) json["pricing"] = pricing_json(priced);
    print_json(json, console);
    return;
  }
  const Plan& plan = *searched.result.plan;
  print_summary(searched, console);
  if (priced.pricing)
    print(console.out, "  {:<12} {}\n{}", "model", throughput_text(*plan.problem, makespan(plan)),
          pricing_text(priced));
  if (arguments.has("explain")) print_explanation(searched.result, console);
  if (arguments.has("gantt"))
    console.out << '\n'
                << app::gantt_text(plan, {console.columns, console.colour, lanes_in_charts(arguments)});
}

void expect_alone(const Arguments& arguments) {
  for (const char* other : {"objective", "period", "explain", "gantt", "output"})
    if (arguments.has(other)) throw UsageError(fmt::format("--pareto does not go with --{}", other));
}

void print_trade_off(const Problem& problem, const std::vector<search::TradeOffPoint>& points,
                     const Arguments& arguments, Console& console) {
  if (arguments.json()) {
    Json json{{"scenario", problem.name},
              {"devices", problem.devices.size()},
              {"micro_batches", problem.micro_batches}};
    json.update(trade_off_json(points));
    print_json(json, console);
    return;
  }
  print(console.out, "{}: makespan of {} against the memory of the neediest of {} devices\n", problem.name,
        human_micro_batches(problem.micro_batches), problem.devices.size());
  console.out << trade_off_text(points);
}

std::vector<search::TradeOffPoint> trade_off(const Scenario& scenario, const Arguments& arguments,
                                             Console& console) {
  search::Options options = search_options(arguments, console);
  auto points = search::trade_off(scenario.placements(), options);
  if (console.show_progress) print(console.err, "\r\033[K");
  if (!points.empty()) return points;
  if (Interrupts::came()) throw Interrupted();
  options.state_limit = 0;  // the reason is known before any state
  throw RequestError(search::search(scenario.placements(), options).reason);
}

int run_search(const Arguments& arguments, Console& console) {
  const bool pareto = arguments.has("pareto");
  if (pareto) expect_alone(arguments);
  const auto output = output_file(arguments, "output", app::Content::plan);
  data::PricedScenario priced = scenario_operand(arguments);
  priced.scenario = with_reserve(std::move(priced.scenario), arguments);
  const Interrupts interrupts;
  bool interrupted = false;
  if (pareto) {
    const auto points = trade_off(priced.scenario, arguments, console);
    interrupted = Interrupts::came();
    print_trade_off(*priced.scenario.problem, points, arguments, console);
  } else {
    const Searched searched = run_search(priced.scenario, arguments, console);
    interrupted = Interrupts::came();
    if (output) write_file(*output, write_plan(*searched.result.plan));
    print_answer(searched, priced, arguments, console);
  }
  return Interrupts::exit_code(interrupted, 0, console);
}

}  // namespace

const Command search_command{
    "search",
    "SCENARIO",
    "find the best plan for a scenario, and prove how good it is",
    "Searches every placement of the scenario for the repeating schedule with the shortest makespan under "
    "the memory\n"
    "limits. The answer is verified and never worse than the best applicable schedule that people use. "
    "Ctrl-C ends the\n"
    "search: the best plan so far is printed and written, and the exit code is 130.\n\n"
    "  repetend search scenarios/gpt-4.yaml --gantt\n"
    "  repetend search scenarios/gpt-4.yaml -n 128 --explain -o plan.json\n"
    "  repetend search scenarios/tessel/v-4.yaml --pareto\n"
    "  repetend search scenarios/tessel/m-4.yaml --period 7us",
    add_options_of_search,
    run_search};

}  // namespace repetend::cli
