// How soon the search ends when its time is up and when it is cancelled, as the rows of two tables: what it
// took beyond what was asked, or what a second thread gains. Usage: repetend_limits limits|threads [CASE]
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <string_view>
#include <thread>

#include "tests/bench/limits/cases.hpp"

namespace repetend::bench {
namespace {

using search::Options;

// Goes on until it is stopped.
Options endless() {
  Options options;
  options.beam_width = 256;
  options.state_limit = 1'000'000'000'000;
  return options;
}

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

std::string limited(const Case& wanted, const search::Placements& placements, double limit) {
  Options options = endless();
  options.time_limit_s = limit;
  const auto begin = std::chrono::steady_clock::now();
  wanted.run(placements, options);
  return fmt::format("{:+.0f} %", 100 * (seconds_since(begin) / limit - 1));
}

// From the moment when it is cancelled to its answer; "ended" where it had ended before.
std::string cancelled(const Case& wanted, const search::Placements& placements,
                      std::chrono::milliseconds after) {
  std::atomic<bool> cancel{false};
  Options options = endless();
  options.cancel = &cancel;
  const auto begin = std::chrono::steady_clock::now();
  std::jthread canceller([&cancel, after] {
    std::this_thread::sleep_for(after);
    cancel = true;
  });
  wanted.run(placements, options);
  const std::chrono::duration<double, std::milli> late = std::chrono::steady_clock::now() - begin - after;
  return late.count() < 0 ? "ended" : fmt::format("{:.0f} ms", late.count());
}

void print_limits(const Case& c) {
  const search::Placements placements = c.make();
  fmt::print("| {}", c.name);
  for (const double limit : {0.2, 0.5, 1., 2., 5.}) fmt::print(" | {}", limited(c, placements, limit));
  for (const int after : {50, 200, 1000})
    fmt::print(" | {}", cancelled(c, placements, std::chrono::milliseconds{after}));
  fmt::print(" |\n");
}

// The quickest of three, in seconds.
double quickest(const Case& wanted, const search::Placements& placements, int threads) {
  Options options;
  options.threads = threads;
  double least = std::numeric_limits<double>::max();
  for (int i = 0; i < 3; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    wanted.run(placements, options);
    least = std::min(least, seconds_since(begin));
  }
  return least;
}

void print_threads(const Case& c) {
  const search::Placements placements = c.make();
  const double one = quickest(c, placements, 1), two = quickest(c, placements, 2);
  fmt::print("| {} | {:.3f} s | {:.3f} s | {:.2f} |\n", c.name, one, two, one / two);
}

struct Table {
  const char* name;
  const char* head;
  void (*print_row)(const Case&);
};

const Table tables[] = {
    {"limits",
     "| case | limit 0.2 s | 0.5 s | 1 s | 2 s | 5 s (asked: +10 %) | cancelled after 50 ms | 200 ms | 1 s"
     " (asked: 50 ms) |\n|---|---|---|---|---|---|---|---|---|\n",
     print_limits},
    {"threads", "| case | 1 thread | 2 threads | times as fast |\n|---|---|---|---|\n", print_threads},
};

int run(std::string_view table, std::string_view only) {
  for (const Table& t : tables) {
    if (table != t.name) continue;
    fmt::print("{}", t.head);
    for (const Case& c : cases()) {
      if (!only.empty() && only != c.name) continue;
      t.print_row(c);
      std::fflush(stdout);
    }
    return 0;
  }
  fmt::print(stderr, "usage: repetend_limits limits|threads [CASE]\n");
  return 2;
}

}  // namespace
}  // namespace repetend::bench

int main(int argc, char** argv) {
  return repetend::bench::run(argc > 1 ? argv[1] : "", argc > 2 ? argv[2] : "");
}
