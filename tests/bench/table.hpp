// The table that scripts/bench.sh prints: a row a benchmark, with what was asked and a yardstick measured in
// the same run, so that figures from different machines can be compared by their ratio.
#pragma once

#include <benchmark/benchmark.h>

#include <stdexcept>
#include <string>

namespace repetend::bench {

enum class Asked { nothing, at_least, below };

struct Row {
  std::string unit = "instances/s";
  Asked asked = Asked::nothing;
  double limit = 0;
  std::string yardstick = {};  // the row to divide by; none: no ratio
};

// Registers a benchmark as a row, at static initialization: `const bool added = add_row(...)`. The figure is
// the benchmark's counter "figure".
bool add_row(const std::string& name, const Row&, void (*benchmark)(benchmark::State&));

// A figure measured elsewhere, printed beside the others.
bool add_published(const std::string& name, const std::string& unit, double figure);

// What most rows report: how many items of work one iteration did, as a rate.
inline void report_rate(benchmark::State& state, std::size_t items) {
  state.counters["figure"] =
      benchmark::Counter(static_cast<double>(items), benchmark::Counter::kIsIterationInvariantRate);
}

// A benchmark of a wrong answer is worth nothing: ends the run with exit status 1.
inline void require(bool right, const char* what) {
  if (!right) throw std::logic_error(what);
}

// The plain longest-path pass of yardstick.cpp, in instances/s.
inline const std::string longest_path = "yardstick: longest path";

}  // namespace repetend::bench
