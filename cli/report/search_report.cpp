#include "cli/report/search_report.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <nlohmann/json.hpp>

#include "cli/report/format.hpp"
#include "cli/report/pricing_report.hpp"
#include "sim/core/human.hpp"
#include "sim/core/suggest.hpp"
#include "sim/formats/scenario/units.hpp"

namespace repetend::cli {

namespace {

search::Objective parse_objective(const std::string& word) {
  using enum search::Objective;
  static constexpr std::array<std::string_view, 4> names{"makespan", "period", "latency", "memory"};
  static constexpr std::array<search::Objective, 4> values{makespan, period, latency, memory};
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i] == word) return values[i];
  throw UsageError(fmt::format("--objective is makespan, period, latency or memory, not '{}'{}", word,
                               did_you_mean(word, names)));
}

constexpr Time second = 1'000'000'000;

// A time with a unit; a bare number is in seconds.
Time parse_duration(const std::string& option, const std::string& text) {
  Time time = 0;
  try {
    time = parse_time(text, second);
  } catch (const QuantityError& error) {
    throw UsageError(fmt::format("--{}: {}", option, error.what()));
  }
  if (time <= 0) throw UsageError(fmt::format("--{} is more than 0, not {}", option, text));
  return time;
}

// --period asks for the least memory at that period.
void read_objective(const Arguments& arguments, search::Options& options) {
  const auto word = arguments.find<std::string>("objective");
  options.objective = parse_objective(word.value_or("makespan"));
  const auto period = arguments.find<std::string>("period");
  if (!period) return;
  if (word && options.objective != search::Objective::memory)
    throw UsageError(
        fmt::format("--period finds the least memory, so it does not go with --objective {}", *word));
  options.objective = search::Objective::memory;
  options.period_at_most = parse_duration("period", *period);
}

std::function<void(const search::Progress&)> progress_line(Console& console) {
  if (!console.show_progress) return nullptr;
  return [&console](const search::Progress& p) {
    print(console.err, "\r\033[Ksearching: best {}, bound {}, {} states, {} states/s",
          p.best_makespan > 0 ? human_time(p.best_makespan) : "none yet", human_time(p.makespan_bound),
          p.states, p.seconds > 0 ? static_cast<std::int64_t>(static_cast<double>(p.states) / p.seconds) : 0);
    console.err.flush();
  };
}

}  // namespace

search::Options search_options(const Arguments& arguments, Console& console) {
  search::Options options;
  read_objective(arguments, options);
  if (const auto width = arguments.find<int>("beam")) options.beam_width = *width;
  options.threads = arguments.get<int>("threads");
  options.seed = seed(arguments);
  if (options.beam_width < 1 || options.threads < 1) throw UsageError("--beam and --threads are 1 or more");
  if (const auto limit = arguments.find<std::string>("time-limit"))
    options.time_limit_s =
        static_cast<double>(parse_duration("time-limit", *limit)) / static_cast<double>(second);
  options.progress = progress_line(console);
  return options;
}

namespace {

// The period per micro-batch: an integer where it is one.
nlohmann::ordered_json period_json(const Plan& plan) {
  if (!plan.repetend) return nullptr;
  const auto [period, micro_batches, first, last] = *plan.repetend;
  if (period % micro_batches == 0) return period / micro_batches;
  return static_cast<double>(period) / micro_batches;
}

}  // namespace

Searched run_search(const Scenario& scenario, const Arguments& arguments, Console& console) {
  const search::Options options = search_options(arguments, console);
  const auto begin = std::chrono::steady_clock::now();
  Searched searched{search::search(scenario.placements(), options), 0};
  searched.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  if (console.show_progress) print(console.err, "\r\033[K");
  if (!searched.result.plan) throw RequestError(searched.result.reason);
  return searched;
}

std::string period_text(const search::Result& result) {
  const auto& repetend = result.plan->repetend;
  if (!repetend)
    return fmt::format("none, {} a micro-batch in all (bound {})",
                       human_time(makespan(*result.plan) / result.plan->problem->micro_batches),
                       human_time(result.period_bound.value));
  const double period = static_cast<double>(repetend->period) / repetend->micro_batches;
  std::string text = human_time(period) + " a micro-batch";
  if (repetend->micro_batches > 1)
    text += fmt::format(" ({} micro-batches a repetend)", repetend->micro_batches);
  text += ", " + proof_text(repetend->period, result.period_bound.value * repetend->micro_batches,
                            result.period_optimal);
  if (!result.period_optimal && result.period_optimal_for_u.value_or(false))
    text += fmt::format(", optimal among repetends of {}", repetend->micro_batches);
  return text;
}

std::string makespan_proof(const search::Result& result) {
  return proof_text(makespan(*result.plan), result.makespan_bound.value, result.makespan_optimal);
}

nlohmann::ordered_json search_json(const Searched& searched, const data::Pricing* pricing) {
  const search::Result& result = searched.result;
  const Plan& plan = *result.plan;
  const Problem& problem = *plan.problem;
  nlohmann::ordered_json json;
  json["scenario"] = problem.name;
  json["placement"] = problem.placement;
  json["devices"] = problem.devices.size();
  json["blocks"] = problem.blocks.size();
  json["micro_batches"] = problem.micro_batches;
  json["schedule"] = result.schedule;
  json["period_ns"] = period_json(plan);
  json["period_bound_ns"] = result.period_bound.value;
  json["period_optimal"] = result.period_optimal;
  if (result.period_optimal_for_u) json["period_optimal_for_u"] = *result.period_optimal_for_u;
  json["repetend_micro_batches"] =
      plan.repetend ? nlohmann::ordered_json(plan.repetend->micro_batches) : nullptr;
  json["makespan_ns"] = makespan(plan);
  json["makespan_bound_ns"] = result.makespan_bound.value;
  json["makespan_optimal"] = result.makespan_optimal;
  json["bubble_ratio"] = bubble_ratio(problem, makespan(plan));
  json["peak_memory"] = peak_memory(problem, plan.orders);
  json["search_seconds"] = searched.seconds;
  json["states_expanded"] = result.states_expanded;
  json["plan_hash"] = plan_hash(plan);
  if (pricing) json["model"] = throughput_json(*pricing, plan);
  return json;
}

}  // namespace repetend::cli
