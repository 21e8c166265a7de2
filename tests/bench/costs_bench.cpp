// A run of a million samples into the cost database, out of it, and through its text.
#include <unistd.h>

#include <filesystem>

#include "data/costs/cost_database.hpp"
#include "data/costs/text.hpp"
#include "tests/bench/table.hpp"

namespace repetend::bench {

namespace {

using namespace data;

constexpr std::int64_t operators = 2'000, repetitions = 500;
constexpr std::size_t samples = operators * repetitions;

Run a_million_samples() {
  Run run;
  run.date = "2026-11-23T06:12:45Z";
  run.gpu.name = "benchmark";
  run.tool = "benchmark";
  for (std::int64_t m = 1; m <= operators; ++m) {
    OperatorSamples each{{OperatorKind::matmul, Phase::forward, Precision::bf16, {m, 4096, 4096, 1}}, {}};
    for (std::int64_t i = 0; i < repetitions; ++i) each.times.push_back(100'000 + 32 * ((i * 7919 + m) % 97));
    run.operators.push_back(std::move(each));
  }
  return run;
}

// A new database, removed at the end.
class Scratch {
 public:
  Scratch() { std::filesystem::create_directory(folder_); }
  ~Scratch() { std::filesystem::remove_all(folder_); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  CostDatabase database() const { return CostDatabase::open_or_create(folder_ / "costs.sqlite"); }

 private:
  std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("repetend-bench-" + std::to_string(::getpid()));
};

void store(benchmark::State& state) {
  const Run run = a_million_samples();
  for ([[maybe_unused]] auto round : state) {
    const Scratch scratch;
    require(scratch.database().store(run) == 1, "the run was not stored");
  }
  report_rate(state, samples);
}

void load(benchmark::State& state) {
  const Run run = a_million_samples();
  const Scratch scratch;
  CostDatabase database = scratch.database();
  const RunId id = database.store(run);
  for ([[maybe_unused]] auto round : state) require(database.run(id) == run, "the run came back changed");
  report_rate(state, samples);
}

void through_text(benchmark::State& state) {
  const std::vector<Run> runs{a_million_samples()};
  for ([[maybe_unused]] auto round : state)
    require(parse_costs(write_costs(runs), "bench") == runs, "the text came back changed");
  report_rate(state, samples);
}

const Row row{.unit = "samples/s", .asked = Asked::at_least, .limit = 1e6, .yardstick = longest_path};
const bool added = add_row("samples into the cost database, a million", row, store) &&
                   add_row("samples out of it", row, load) &&
                   add_row("samples to text and back", row, through_text);

}  // namespace

}  // namespace repetend::bench
