#include <fmt/format.h>

#include <map>
#include <stdexcept>
#include <vector>

#include "tests/bench/table.hpp"

namespace repetend::bench {

namespace {

struct NamedRow {
  std::string name;
  Row row;
  double published = 0;  // 0: measured here
};

std::vector<NamedRow>& rows() {
  static std::vector<NamedRow> all;  // filled at static initialization, hence behind a function
  return all;
}

class Figures : public benchmark::ConsoleReporter {
 public:
  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      const auto figure = run.counters.find("figure");
      if (figure != run.counters.end()) figures[run.run_name.function_name] = figure->second;
    }
  }
  std::map<std::string, double> figures;
};

std::string amount(double value) {
  if (value >= 1e6) return fmt::format("{:.1f} M", value / 1e6);
  if (value >= 1e4) return fmt::format("{:.0f} k", value / 1e3);
  return value >= 100 ? fmt::format("{:.0f}", value) : fmt::format("{:.3g}", value);
}

std::string asked(const Row& row) {
  if (row.asked == Asked::nothing) return "-";
  return fmt::format("{} {}", row.asked == Asked::at_least ? ">=" : "<", amount(row.limit));
}

std::string ratio(const Row& row, double figure, const std::map<std::string, double>& figures) {
  const auto yardstick = figures.find(row.yardstick);
  return yardstick == figures.end() ? "-" : fmt::format("{:.2g}", figure / yardstick->second);
}

void print_table(const std::map<std::string, double>& figures) {
  fmt::print("{:<44}{:>24}{:>12}{:>22}\n", "case", "figure", "asked", "ratio to yardstick");
  for (const NamedRow& named : rows()) {
    const auto measured = figures.find(named.name);
    if (measured == figures.end() && named.published == 0) continue;  // filtered out
    const double figure = named.published != 0 ? named.published : measured->second;
    fmt::print("{:<44}{:>24}{:>12}{:>22}\n", named.name, fmt::format("{} {}", amount(figure), named.row.unit),
               asked(named.row), ratio(named.row, figure, figures));
  }
}

}  // namespace

bool add_row(const std::string& name, const Row& row, void (*function)(benchmark::State&)) {
  rows().push_back({name, row});
  benchmark::RegisterBenchmark(name.c_str(), function);
  return true;
}

bool add_published(const std::string& name, const std::string& unit, double figure) {
  rows().push_back({name, {.unit = unit}, figure});
  return true;
}

}  // namespace repetend::bench

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  repetend::bench::Figures figures;
  try {
    benchmark::RunSpecifiedBenchmarks(&figures);
  } catch (const std::logic_error& wrong) {
    fmt::print(stderr, "{}\n", wrong.what());
    return 1;
  }
  repetend::bench::print_table(figures.figures);
  return 0;
}
