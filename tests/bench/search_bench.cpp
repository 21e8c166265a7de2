// How long the search takes for Tessel's seven placements, training, with the memory that Tessel uses: the
// answer must repeat at the zero-bubble period, proved.
#include "search/search.hpp"
#include "tests/bench/table.hpp"
#include "tests/support/placements.hpp"

namespace repetend::bench {

namespace {

struct Shape {
  const char* name;
  Time period;  // the work of the busiest device: forward 1, backward 3, gangs 1
};
constexpr Shape shapes[] = {{"v", 4}, {"x", 8}, {"m", 6}, {"nn", 8}, {"nn-eager", 8}, {"k", 6}, {"mllm", 8}};

void require_zero_bubble(const search::Result& result, Time period) {
  require(result.plan.has_value(), "the search found no plan");
  require(result.period_optimal, "the period is not proved");
  const auto& repetend = result.plan->repetend;
  require(repetend && repetend->period == period * repetend->micro_batches, "the repetend has a bubble");
}

template <std::size_t shape, int devices>
void search_tessel(benchmark::State& state) {
  const auto problem = std::make_shared<const Problem>(test::tessel_placement(
      shapes[shape].name,
      {.devices = devices, .micro_batches = 64, .memory = test::tessel_memory(shapes[shape].name, devices)}));
  search::Options options;
  options.objective = search::Objective::period;
  for ([[maybe_unused]] auto round : state)
    require_zero_bubble(search::search({problem}, options), shapes[shape].period);
  constexpr double seconds = 1e-3;  // of the unit
  state.counters["figure"] = benchmark::Counter(
      seconds, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

template <int devices, std::size_t... shape>
bool add_rows(double limit_ms, std::index_sequence<shape...>) {
  const Row row{.unit = "ms", .asked = Asked::below, .limit = limit_ms};
  return (add_row(std::string("search: ") + shapes[shape].name + ", " + std::to_string(devices) + " devices",
                  row, search_tessel<shape, devices>) &&
          ...);
}

constexpr std::make_index_sequence<std::size(shapes)> all;
const bool added = add_rows<4>(50, all) && add_rows<8>(1'000, all) && add_rows<16>(5'000, all);

}  // namespace

}  // namespace repetend::bench
