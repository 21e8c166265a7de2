#include "cli/searching.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <csignal>

#include "search/control/effort.hpp"
#include "sim/core/human.hpp"
#include "sim/core/suggest.hpp"
#include "sim/formats/scenario/units.hpp"

namespace repetend::cli {
namespace {

constexpr std::array signals{SIGINT, SIGTERM};

std::atomic<bool> noted = false;
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler sets it");

extern "C" void note_signal(int) {
  noted = true;
  for (const int signal : signals) std::signal(signal, SIG_DFL);
}

void handle_signals(void (*handler)(int)) {
  for (const int signal : signals)
    if (std::signal(signal, handler) == SIG_IGN) std::signal(signal, SIG_IGN);
}

search::Objective parse_objective(const std::string& word) {
  static constexpr std::array<std::string_view, 4> names{"makespan", "period", "latency", "memory"};
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i] == word) return static_cast<search::Objective>(i);
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

// Of a device's memory, in percent.
std::int64_t parse_reserve(const std::string& text) {
  try {
    if (!text.ends_with('%'))
      throw QuantityError(fmt::format("'{}' is no share, expected one in percent such as 5%", text));
    return parse_integer(text.substr(0, text.size() - 1), 0, 99);
  } catch (const QuantityError& error) {
    throw UsageError(fmt::format("--reserve: {}", error.what()));
  }
}

void read_effort(const std::string& word, search::Options& options) {
  static constexpr std::array<std::string_view, 3> names{"low", "normal", "high"};
  static constexpr std::array<std::uint64_t, 3> rounds{0, 1, search::effort.improve.high_rounds};
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i] == word) options.improvement_rounds = rounds[i];
  if (options.improvement_rounds) return;
  const auto states = number_from<std::uint64_t>(word);
  if (!states)
    throw UsageError(fmt::format("--effort is low, normal, high or a number of states, not '{}'{}", word,
                                 did_you_mean(word, names)));
  options.improvement_states = *states;
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

Interrupts::Interrupts() {
  noted = false;
  handle_signals(note_signal);
}

Interrupts::~Interrupts() { handle_signals(SIG_DFL); }

const std::atomic<bool>& Interrupts::came() { return noted; }

int Interrupts::exit_code(bool interrupted, int otherwise, Console& console) {
  if (!interrupted) return otherwise;
  print(console.err, "repetend: interrupted; this is the best found so far\n");
  return exit_interrupted;
}

void add_search_options(po::options_description& options) {
  options.add_options()  //
      ("objective", value("WHAT"),
       "makespan (default), period, latency (mean completion of a micro-batch) or memory")  //
      ("time-limit", value("TIME"),
       "stop searching after this long: 500ms, 90s, 5min, 1h (a bare number is in seconds); without it the "
       "limit is counted in states")  //
      ("effort", value("E"),
       "how long the best plan is improved in the end, while it is not proved: low (not at all), normal, "
       "high or a number of states; with --time-limit, unless given, until time is up")  //
      ("beam", value<int>("W"),
       "width of the beam, 32 if not given; a wider one comes after all that one does, and never makes a "
       "makespan longer")                                                               //
      ("threads", value<int>("T")->default_value(1), "threads; they change no result")  //
      ("seed", value<std::int64_t>("S")->default_value(1),
       "seed of the moves that the search draws at random, and of simulate --jitter; the same seed gives the "
       "same answer");
}

void add_reserve_option(po::options_description& options) {
  options.add_options()  //
      ("reserve", value("SHARE"),
       "the share of every device's memory that plans leave free, for fragmentation and what is not "
       "modelled: 5% (default 0%)");
}

std::uint64_t seed(const Arguments& arguments) {
  const auto given = arguments.get<std::int64_t>("seed");  // unsigned, it would read -1 as 2^64 - 1
  if (given < 0) throw UsageError(fmt::format("--seed is 0 or more, not {}", given));
  return static_cast<std::uint64_t>(given);
}

Scenario with_reserve(Scenario scenario, const Arguments& arguments) {
  const auto text = arguments.find<std::string>("reserve");
  if (!text) return scenario;
  const std::int64_t percent = parse_reserve(*text);
  const auto reserve = [&](std::shared_ptr<const Problem>& problem) {
    auto reserved = std::make_shared<Problem>(*problem);
    for (Device& device : reserved->devices) {
      if (device.memory == unlimited) continue;
      device.memory -= mul_div_ceil(device.memory, percent, 100);
      if (device.static_memory > device.memory)
        throw RequestError(fmt::format("--reserve {} leaves {} of the memory of {}, less than its static {}",
                                       *text, human_bytes(device.memory), device.name,
                                       human_bytes(device.static_memory)));
    }
    problem = std::move(reserved);
  };
  reserve(scenario.problem);
  for (auto& alternative : scenario.alternatives) reserve(alternative);
  return scenario;
}

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
  if (const auto word = arguments.find<std::string>("effort")) read_effort(*word, options);
  options.progress = progress_line(console);
  options.cancel = &Interrupts::came();
  return options;
}

Searched run_search(const Scenario& scenario, const Arguments& arguments, Console& console) {
  const search::Options options = search_options(arguments, console);
  const auto begin = std::chrono::steady_clock::now();
  Searched searched{search::search(scenario.placements(), options), 0};
  searched.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  if (console.show_progress) print(console.err, "\r\033[K");
  for (const std::string& reason : searched.result.without_plan) print(console.err, "{}\n", reason);
  if (searched.result.plan) return searched;
  if (noted) throw Interrupted();
  throw RequestError(searched.result.reason);
}

}  // namespace repetend::cli
