// Searching as the command line says, with what is best so far when the user has waited long enough.
#pragma once

#include <array>
#include <atomic>
#include <string_view>

#include "cli/command.hpp"
#include "search/search.hpp"

namespace repetend::cli {

// What stands for something else where a schedule is named.
inline constexpr std::array<std::string_view, 1> beside_schedules{"search"};

inline constexpr int exit_interrupted = 130;  // as shells say it of SIGINT

// While one lives, the first SIGINT (Ctrl-C) or SIGTERM only asks searches to end with what they have, and
// the second ends the program at once. Signals that were ignored before stay so. One at a time.
class Interrupts {
 public:
  Interrupts();
  ~Interrupts();
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;

  static const std::atomic<bool>& came();

  // The exit code of a command that would have ended with this one; tells the user where it is another.
  // interrupted: whether one came before its work was done; what comes while it prints changes nothing.
  static int exit_code(bool interrupted, int otherwise, Console&);
};

// A signal came before there was anything to answer with.
struct Interrupted : RequestError {
  Interrupted() : RequestError("interrupted before a first plan was found") {}
};

// --objective, --time-limit, --effort, --beam, --threads, --seed.
void add_search_options(po::options_description&);
std::uint64_t seed(const Arguments&);

// --reserve.
void add_reserve_option(po::options_description&);
// The scenario with the share of every device's memory taken away that --reserve leaves free. Throws
// RequestError where what is static does not fit the rest.
Scenario with_reserve(Scenario, const Arguments&);

// These options, with a progress line where err is a terminal; ends when Interrupts notes a signal.
search::Options search_options(const Arguments&, Console&);

struct Searched {
  search::Result result;
  double seconds = 0;  // wall clock
};

// Throws RequestError with the reason when no plan fits.
Searched run_search(const Scenario&, const Arguments&, Console&);

}  // namespace repetend::cli
