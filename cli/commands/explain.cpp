#include <map>
#include <ranges>

#include "app/what_if.hpp"
#include "app/words/figures.hpp"
#include "app/words/table.hpp"
#include "cli/command.hpp"
#include "cli/report/pricing_report.hpp"
#include "cli/report/simulation_report.hpp"
#include "cli/report/wide_explanation.hpp"
#include "sim/core/human.hpp"
#include "sim/problem/machines.hpp"

namespace repetend::cli {
namespace {

// How the makespan divides along the critical path.
struct CriticalShare {
  std::size_t steps = 0;
  std::vector<Time> by_block;
  Time transfers = 0;
  Time blocks = 0;
  Time elsewhere = 0;  // of those, what no computing lane runs
};

CriticalShare critical_share(const Problem& problem, const std::vector<CriticalStep>& path) {
  CriticalShare share{path.size(), std::vector<Time>(problem.blocks.size())};
  Time before = path.empty() ? 0 : path.front().start;
  for (const CriticalStep& step : path) {
    const BlockId b = step.instance.block;
    const Time time = step.end - step.start;
    share.by_block[b.index()] += time;
    share.blocks += time;
    if (!computes(problem, machines_of(problem, b).front())) share.elsewhere += time;
    share.transfers += step.start - before;
    before = step.end;
  }
  return share;
}

struct Explanation {
  const app::SimulatedPlan& run;
  CriticalShare critical;
  std::vector<app::Speedup> speedups;
};

double part_of(Time part, Time whole) {
  return whole ? static_cast<double>(part) / static_cast<double>(whole) : 0;
}

void print_critical(const Problem& problem, const Explanation& e, Console& console) {
  const Time span = e.run.makespan();
  const auto share = [&](Time part) { return app::percent_text(part_of(part, span)); };
  print(console.out, "\ncritical path: {} instances, {} computing, {}{} transfers\n", e.critical.steps,
        share(e.critical.blocks - e.critical.elsewhere),
        e.critical.elsewhere > 0 ? share(e.critical.elsewhere) + " on other lanes and machines, " : "",
        share(e.critical.transfers));
  app::Table table(
      {{"block", app::Table::Align::left}, {"device", app::Table::Align::left}, {"on the path"}});
  std::multimap<Time, BlockId, std::greater<>> sorted;
  for (BlockId b : ids<BlockId>(problem.blocks.size()))
    if (e.critical.by_block[b.index()] > 0) sorted.emplace(e.critical.by_block[b.index()], b);
  constexpr std::size_t most = 12;
  Time rest = e.critical.blocks;
  for (const auto& [time, b] : sorted | std::views::take(most)) {
    rest -= time;
    const auto on = machines_of(problem, b);
    table.add(
        {problem.block(b).name, on.size() > 1 ? "several" : machine_name(problem, on.front()), share(time)});
  }
  if (sorted.size() > most) table.add({fmt::format("{} others", sorted.size() - most), "", share(rest)});
  console.out << table.text("  ");
}

void print_speedups(const Explanation& e, Console& console) {
  constexpr std::size_t most = 8;
  print(console.out, "\nwhat to speed up first (each 10 % faster, the order of work unchanged)\n");
  if (e.speedups.empty()) print(console.out, "  nothing alone shortens the makespan\n");
  const Time span = e.run.makespan();
  app::Table table({{"part", app::Table::Align::left}, {"makespan"}, {"saves"}});
  for (std::size_t i = 0; i < std::min(most, e.speedups.size()); ++i)
    table.add({e.speedups[i].part, human_time(e.speedups[i].makespan),
               app::percent_text(part_of(span - e.speedups[i].makespan, span))});
  if (!e.speedups.empty()) console.out << table.text("  ");
}

Json explanation_json(const Problem& problem, const Explanation& e) {
  Json json = simulation_json({e.run});
  Json blocks = Json::object(), parts = Json::array();
  for (BlockId b : ids<BlockId>(problem.blocks.size()))
    if (e.critical.by_block[b.index()] > 0) blocks[problem.block(b).name] = e.critical.by_block[b.index()];
  for (const app::Speedup& s : e.speedups) parts.push_back({{"part", s.part}, {"makespan_ns", s.makespan}});
  json["critical_path"] = {{"instances", e.critical.steps},
                           {"computing_ns", e.critical.blocks - e.critical.elsewhere},
                           {"transfers_ns", e.critical.transfers},
                           {"blocks_ns", blocks}};
  if (e.critical.elsewhere > 0) json["critical_path"]["elsewhere_ns"] = e.critical.elsewhere;
  json["speedups"] = parts;
  add_wide_explanation(e.run, json);
  return json;
}

int run_explain(const Arguments& arguments, Console& console) {
  const app::SimulatedPlan run = app::simulated(std::make_shared<const Plan>(plan_operand(arguments)));
  if (run.simulation.deadlock) {
    console.out << (arguments.json() ? simulation_json({run}).dump(2) + "\n" : simulation_text({run}));
    return 1;
  }
  const Problem& problem = run.problem();
  const Explanation e{run, critical_share(problem, run.critical), app::speedups(*run.plan)};
  if (arguments.json()) {
    Json json = explanation_json(problem, e);
    if (problem.model) json["model"] = throughput_json(problem, run.makespan());
    print_json(json, console);
    return 0;
  }
  print(console.out, "{}, placement {}: {}, {}\n", problem.name, problem.placement, run.plan->schedule,
        human_micro_batches(problem.micro_batches));
  console.out << simulation_text({run});
  if (problem.model)
    print(console.out, "\n  {}\n  {}\n", throughput_text(problem, run.makespan()), problem.model->costs);
  print_critical(problem, e, console);
  console.out << wide_explanation_text(run);
  print_speedups(e, console);
  return 0;
}

}  // namespace

const Command explain_command{
    "explain",
    "PLAN",
    "why a plan takes as long as it does, and what to speed up first",
    "Bubbles by cause, the critical path, and how much shorter the plan would be "
    "if a device, lane, machine, block, pair or link were 10 % faster. Where a plan "
    "has lanes, pools or choices also which machine binds, what is exposed and "
    "what more memory would gain.\n\n"
    "  repetend explain plan.json",
    nullptr,
    run_explain};

}  // namespace repetend::cli
