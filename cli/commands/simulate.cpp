#include <fmt/ostream.h>

#include <boost/program_options.hpp>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/render/gantt_text.hpp"
#include "cli/report/search_report.hpp"
#include "cli/report/simulation_report.hpp"
#include "sim/core/suggest.hpp"
#include "sim/plan/orders_csv.hpp"
#include "sim/plan/plan_file.hpp"
#include "sim/schedules/schedule.hpp"
#include "sim/verify/verify.hpp"

namespace repetend::cli {

namespace po = boost::program_options;

namespace {

void add_options(po::options_description& options) {
  add_problem_options(options);
  options.add_options()  //
      ("schedule", po::value<std::string>()->value_name("NAME"),
       "the schedule to run on a scenario, for example 1f1b; default: search, or what the plan holds")   //
      ("transfer", po::value<std::string>()->value_name("MODE"), "none, async, rendezvous or blocking")  //
      ("orders", po::value<std::string>()->value_name("FILE.csv"),
       "run a schedule made elsewhere: a row a device, cells such as 0F3 (stage, action, micro-batch) or "
       "F0@3")  //
      ("jitter", po::value<double>()->value_name("CV"),
       "random durations (lognormal) with this coefficient of variation, for example 0.1")  //
      ("runs", po::value<int>()->value_name("R"), "how many random runs; default: 1000")    //
      ("gantt", "also print the plan as a text Gantt chart")                                //
      ("output,o", po::value<std::string>()->value_name("PLAN"), "write the timed plan to a file");
  add_search_options(options);
}

std::vector<Override> all_overrides(const Arguments& arguments) {
  std::vector<Override> result = overrides(arguments);
  if (const auto mode = arguments.find<std::string>("transfer")) result.push_back({"transfer", *mode});
  return result;
}

// The schedule on the first placement that it applies to.
Plan run_schedule(const Scenario& scenario, const std::string& name, const Arguments& arguments,
                  Console& console) {
  if (name == "search") return *run_search(scenario, arguments, console).result.plan;
  const Schedule* schedule = find_schedule(name);
  if (!schedule) {
    std::vector<std::string_view> known{"search"};
    for (const Schedule& s : all_schedules()) known.push_back(s.name);
    throw UsageError(fmt::format("unknown schedule '{}'{}", name, did_you_mean(name, known)));
  }
  std::string reasons;
  for (const auto& problem : scenario.placements()) {
    ScheduledPlan scheduled = schedule_problem(*schedule, problem);
    if (scheduled.plan) return *std::move(scheduled.plan);
    reasons += fmt::format("{}{}: {}", reasons.empty() ? "" : "; ", problem->placement, scheduled.reason);
  }
  throw RequestError(fmt::format("{} does not apply: {}", name, reasons));
}

Plan read_orders(const Scenario& scenario, const std::string& file) {
  Problem problem = *scenario.problem;
  CsvOrders csv = parse_orders_csv(read_file(file), file, problem);
  problem.micro_batches = csv.micro_batches;
  return {std::make_shared<Problem>(std::move(problem)), file, std::move(csv.orders), {}, {}};
}

// A plan keeps its orders on a changed problem; with another number of micro-batches it is made anew.
Plan changed_plan(const Plan& plan, const Arguments& arguments, Console& console) {
  auto problem = std::make_shared<Problem>(with_overrides(*plan.problem, all_overrides(arguments)));
  const std::string name = arguments.find<std::string>("schedule").value_or(plan.schedule);
  if (problem->micro_batches != plan.problem->micro_batches || name != plan.schedule) {
    fmt::print(console.err, "{} is planned anew for {} micro-batches\n", name, problem->micro_batches);
    return run_schedule({problem, {}}, name, arguments, console);
  }
  return {problem, plan.schedule, plan.orders, {}, plan.repetend};
}

Plan plan_to_run(const Arguments& arguments, Console& console) {
  const std::string& file = arguments.operand(0);
  if (looks_like_plan(file)) return changed_plan(read_plan(file), arguments, console);
  const Scenario scenario = read_scenario(file, all_overrides(arguments));
  if (const auto orders = arguments.find<std::string>("orders")) return read_orders(scenario, *orders);
  return run_schedule(scenario, arguments.find<std::string>("schedule").value_or("search"), arguments,
                      console);
}

std::optional<Distribution> random_runs(const Arguments& arguments, const Plan& plan) {
  if (!arguments.has("jitter") && arguments.has("runs")) throw UsageError("--runs needs --jitter");
  if (!arguments.has("jitter")) return std::nullopt;
  constexpr int default_runs = 1000;
  const auto cv = arguments.get<double>("jitter");
  const int runs = arguments.find<int>("runs").value_or(default_runs);
  if (!(cv >= 0 && cv <= 10)) throw UsageError("--jitter is a coefficient of variation from 0 to 10");
  if (runs < 1 || runs > 1'000'000) throw UsageError("--runs is a number from 1 to 1000000");
  return monte_carlo(*plan.problem, plan.orders, cv, runs, arguments.get<std::uint64_t>("seed"));
}

// The plan with the times of this simulation; its repetend only if it still holds.
Plan timed(Plan plan, const Simulation& simulation) {
  plan.start = simulation.start;
  if (plan.repetend)
    for (const Violation& violation : verify(plan))
      if (violation.constraint == "repetend") plan.repetend.reset();
  return plan;
}

int run(const Arguments& arguments, Console& console) {
  Plan plan = plan_to_run(arguments, console);
  const Simulation simulation = simulate(*plan.problem, plan.orders);
  SimulationReport report = report_simulation(*plan.problem, plan.orders, simulation);
  if (!simulation.deadlock) {
    report.distribution = random_runs(arguments, plan);
    plan = timed(std::move(plan), simulation);
    if (const auto file = arguments.find<std::string>("output")) write_file(*file, write_plan(plan));
  }
  if (arguments.json()) {
    console.out << simulation_json(report).dump(2) << '\n';
  } else {
    fmt::print(console.out, "{}, placement {}: {}, {} micro-batches\n", plan.problem->name,
               plan.problem->placement, plan.schedule, plan.problem->micro_batches);
    console.out << simulation_text(report);
    if (arguments.has("gantt") && plan.timed())
      console.out << '\n' << gantt_text(plan, {console.columns, console.colour});
  }
  return simulation.deadlock || simulation.out_of_memory ? 1 : 0;
}

}  // namespace

extern const Command simulate_command;
const Command simulate_command{
    "simulate",
    "PLAN|SCENARIO",
    "play a plan or schedule event by event: times, idle causes, memory, what-if",
    "Executes device orders on the scenario's cluster. Exit code 1, with the report, on a deadlock or out of "
    "memory.\n\n"
    "  repetend simulate plan.json --set devices.gpu1.speed=0.8\n"
    "  repetend simulate scenarios/simgrid-8.yaml --schedule 1f1b --transfer rendezvous\n"
    "  repetend simulate plan.json --jitter 0.1 --runs 1000",
    add_options,
    run};

}  // namespace repetend::cli
