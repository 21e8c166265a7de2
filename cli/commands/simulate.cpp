#include "app/chart/gantt_text.hpp"
#include "app/compare/row.hpp"
#include "cli/command.hpp"
#include "cli/report/pricing_report.hpp"
#include "cli/report/search_report.hpp"
#include "cli/report/simulation_report.hpp"
#include "sim/core/human.hpp"
#include "sim/engine/dispatch.hpp"
#include "sim/formats/csv/orders_csv.hpp"
#include "sim/formats/plan/plan_file.hpp"
#include "sim/schedules/schedule.hpp"

namespace repetend::cli {
namespace {

void add_simulate_options(po::options_description& options) {
  add_problem_options(options);
  options.add_options()  //
      ("schedule", value("NAME"),
       "the schedule to run on a scenario, for example 1f1b or interleaved:g=5, on the placement where it is "
       "shortest; "
       "default: search, or what the plan holds")                         //
      ("transfer", value("MODE"), "none, async, rendezvous or blocking")  //
      ("orders", value("FILE.csv"),
       "run a schedule made elsewhere: a row a device, cells such as 0F3 (stage, action, micro-batch) or "
       "F0@3")  //
      ("jitter", value<double>("CV"),
       "random durations (lognormal) with this coefficient of variation, for example 0.1")  //
      ("runs", value<int>("R"), "how many random runs; default: 1000")                      //
      ("gantt", "also print the plan as a text Gantt chart")                                //
      ("output,o", value("PLAN"), "write the timed plan to a file");
  add_fold_option(options);
  add_search_options(options);
}

// The schedule on the placement where it is best.
Plan run_schedule(const Scenario& scenario, const std::string& name, const Arguments& arguments,
                  Console& console) {
  if (name == "search") return *run_search(scenario, arguments, console).result.plan;
  const auto schedule = find_schedule(name);
  if (!schedule) throw UsageError(why_no_schedule(name, beside_schedules));
  const auto placements = scenario.placements();
  if (const auto best = app::best_schedule_row(*schedule, placements); best.plan) return *best.plan;
  std::string reasons;
  for (const auto& problem : placements)
    reasons += fmt::format("{}{}: {}", reasons.empty() ? "" : "; ", problem->placement,
                           app::schedule_row(*schedule, problem).reason);
  throw RequestError(fmt::format("{} does not apply: {}", name, reasons));
}

Plan read_orders(Problem problem, const std::string& file, const Arguments& arguments) {
  CsvOrders csv = parse_orders_csv(read_file(file), file, problem);
  if (const auto n = arguments.find<int>("micro-batches"); n && *n != csv.micro_batches)
    throw RequestError(fmt::format("{}: has {} micro-batches, not {}", file, csv.micro_batches, *n));
  // Not the file's name, which need not be UTF-8 and would make equal plans differ.
  Plan plan{std::make_shared<Problem>(with_micro_batches(std::move(problem), csv.micro_batches)),
            "orders",
            std::move(csv.orders),
            {},
            {}};
  const auto blocks = blocks_by_machine(*plan.problem);
  const bool open = std::ranges::any_of(
      blocks.ids(), [&](MachineId m) { return plan.orders[m].empty() && !blocks[m].empty(); });
  return open ? dispatch(std::move(plan)) : plan;
}

// A plan keeps its orders on a changed problem; with another number of micro-batches it is made anew.
Plan changed_plan(const Plan& plan, Problem changed, const Arguments& arguments, Console& console) {
  const auto problem = std::make_shared<Problem>(std::move(changed));
  const auto given = arguments.find<std::string>("schedule");
  const std::string name = given.value_or(plan.schedule);
  if (problem->micro_batches == plan.problem->micro_batches && name == plan.schedule)
    return {problem, plan.schedule, plan.orders, {}, plan.repetend, plan.couplings};
  if (!given && name != "search" && !find_schedule(name))
    throw RequestError(
        fmt::format("{}: its orders were made elsewhere, for {} micro-batches; --schedule NAME plans {} anew",
                    arguments.operand(0), plan.problem->micro_batches, problem->micro_batches));
  print(console.err, "{} is planned anew for {}\n", name, human_micro_batches(problem->micro_batches));
  return run_schedule({problem, {}}, name, arguments, console);
}

Plan plan_of_file(const Plan& plan, const Arguments& arguments, Console& console) {
  Problem problem = with_overrides(*plan.problem, overrides(arguments));
  const auto orders = arguments.find<std::string>("orders");
  return orders ? read_orders(std::move(problem), *orders, arguments)
                : changed_plan(plan, std::move(problem), arguments, console);
}

Plan plan_of_scenario(const Scenario& scenario, const Arguments& arguments, Console& console) {
  if (const auto orders = arguments.find<std::string>("orders"))
    return read_orders(*scenario.problem, *orders, arguments);
  return run_schedule(scenario, arguments.find<std::string>("schedule").value_or("search"), arguments,
                      console);
}

// What there is to run, and the scenario that it was made of, if it was one with a model.
struct PlanToRun {
  std::shared_ptr<const Plan> plan;
  std::optional<data::PricedScenario> scenario = {};
};

PlanToRun plan_to_run(const std::string& text, const Arguments& arguments, Console& console) {
  const std::string& file = arguments.operand(0);
  if (arguments.has("orders") && arguments.has("schedule"))
    throw UsageError("--orders and --schedule exclude each other");
  if (looks_like_plan(text))
    return {std::make_shared<const Plan>(plan_of_file(parse_plan(text, file), arguments, console))};
  data::PricedScenario priced = scenario_of(text, arguments);
  PlanToRun wanted{std::make_shared<const Plan>(plan_of_scenario(priced.scenario, arguments, console))};
  if (priced.pricing) wanted.scenario = std::move(priced);
  return wanted;
}

struct RandomRuns {
  double cv = 0;
  int runs = 0;
  std::uint64_t seed = 0;
};

std::optional<RandomRuns> random_runs(const Arguments& arguments) {
  if (!arguments.has("jitter") && arguments.has("runs")) throw UsageError("--runs needs --jitter");
  if (!arguments.has("jitter")) return std::nullopt;
  constexpr int default_runs = 1000;
  const RandomRuns wanted{arguments.get<double>("jitter"), arguments.find<int>("runs").value_or(default_runs),
                          seed(arguments)};
  if (!(wanted.cv >= 0 && wanted.cv <= 10))
    throw UsageError("--jitter is a coefficient of variation from 0 to 10");
  if (wanted.runs < 1 || wanted.runs > 1'000'000) throw UsageError("--runs is a number from 1 to 1000000");
  return wanted;
}

void print_report(const Plan& plan, const std::optional<data::PricedScenario>& scenario,
                  const SimulationReport& report, const Arguments& arguments, Console& console) {
  const data::PricedScenario* const priced = scenario && plan.timed() ? &*scenario : nullptr;
  const auto& model = plan.problem->model;
  const bool means = priced || (model && plan.timed());
  if (arguments.json()) {
    Json json = simulation_json(report);
    if (means) json["model"] = throughput_json(*plan.problem, makespan(plan));
    if (priced) json["pricing"] = pricing_json(*priced);
    print_json(json, console);
    return;
  }
  print(console.out, "{}, placement {}: {}, {}\n", plan.problem->name, plan.problem->placement, plan.schedule,
        human_micro_batches(plan.problem->micro_batches));
  console.out << simulation_text(report);
  if (means)
    print(console.out, "\n  {}\n{}", throughput_text(*plan.problem, makespan(plan)),
          priced ? pricing_text(*priced) : "  " + model->costs + "\n");
  if (arguments.has("gantt") && plan.timed())
    console.out << '\n'
                << app::gantt_text(plan, {console.columns, console.colour, lanes_in_charts(arguments)});
}

int run_simulate(const Arguments& arguments, Console& console) {
  const auto output = output_file(arguments, "output", app::Content::plan);
  const std::optional<RandomRuns> random = random_runs(arguments);
  const std::string text = read_file(arguments.operand(0));
  const Interrupts interrupts;
  const PlanToRun wanted = plan_to_run(text, arguments, console);
  const app::SimulatedPlan run = app::simulated(wanted.plan);
  const bool deadlocked = run.simulation.deadlock.has_value();
  const Plan plan = deadlocked ? *wanted.plan : app::timed(run);
  SimulationReport report{run};
  if (!deadlocked && random)
    report.distribution = app::monte_carlo(plan, random->cv, random->runs, random->seed, &Interrupts::came());
  const bool interrupted = Interrupts::came();
  if (!deadlocked && output) write_file(*output, write_plan(plan));
  if (deadlocked && output) print(console.err, "nothing was written: a deadlocked plan has no times\n");
  print_report(plan, wanted.scenario, report, arguments, console);
  return Interrupts::exit_code(interrupted, deadlocked || run.simulation.out_of_memory ? 1 : 0, console);
}

}  // namespace

const Command simulate_command{
    "simulate",
    "PLAN|SCENARIO",
    "play a plan or schedule event by event: times, idle causes, memory, what-if",
    "Executes device orders on the scenario's cluster. Exit code 1, with the report, on a deadlock or out of "
    "memory.\n"
    "Ctrl-C ends a search or random runs: what there is by then is printed, and the exit code is 130.\n\n"
    "  repetend simulate plan.json --set devices.gpu1.speed=0.8\n"
    "  repetend simulate scenarios/simgrid-8.yaml --schedule 1f1b --transfer rendezvous\n"
    "  repetend simulate scenarios/tessel/v-4.yaml --orders schedule.csv\n"
    "  repetend simulate plan.json --jitter 0.1 --runs 1000",
    add_simulate_options,
    run_simulate};

}  // namespace repetend::cli
