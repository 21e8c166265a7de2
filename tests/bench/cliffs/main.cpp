// How smoothly answers change from a problem to its neighbours: interleaved pipelines over numbers of devices
// and shares of the memory that interleaved 1F1B takes. Usage: repetend_cliffs [CHUNKS [even|uneven]]; 4 and
// 8 chunks, both, unless told.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <map>
#include <random>
#include <string_view>

#include "search/bounds/bounds.hpp"
#include "search/search.hpp"
#include "sim/formats/scenario/scenario.hpp"
#include "tests/support/problems.hpp"

namespace repetend::bench {
namespace {

constexpr int all_devices[] = {16, 20, 24, 28, 32, 40, 48, 56, 64}, micro_batches = 96;
constexpr int memory_percents[] = {50, 60, 70, 80, 90, 100};

struct Family {
  int chunks;
  bool uneven;  // each block lasts 0.7 to 1.3 times what its kind does
};

std::shared_ptr<const Problem> problem_of(const Family& family, int devices, int memory_percent) {
  const int held =
      std::min(micro_batches * family.chunks, (family.chunks - 1) * devices + 2 * (devices - 1) + 1);
  const std::string text = fmt::format(
      "{{name: cliffs, time_unit: ns, memory_unit: B, micro_batches: {}, devices: {{count: {}, memory: {}}}, "
      "placement: {{shape: interleaved, chunks: {}, forward: 1000, backward: 2000, activation: 1}}}}",
      micro_batches, devices, held * memory_percent / 100, family.chunks);
  auto problem = std::make_shared<Problem>(*parse_scenario(text, "cliffs").placements().front());
  std::mt19937_64 random(static_cast<std::uint64_t>(devices));
  if (family.uneven)
    for (Block& block : problem->blocks) block.time = block.time * test::uniform(random, 700, 1300) / 1000;
  return problem;
}

struct Point {
  double length, gap, seconds;  // beyond what the devices have to do; beyond the bound; shares of these
};

Point searched(const std::shared_ptr<const Problem>& problem) {
  const auto begin = std::chrono::steady_clock::now();
  const search::Result result = search::search({problem});
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
  constexpr double never = 1e9;
  if (!result.plan) return {never, never, taken.count()};
  const auto beyond = [&](Time bound) {
    return static_cast<double>(makespan(*result.plan)) / static_cast<double>(bound) - 1;
  };
  return {beyond(search::work_makespan_bound(*problem).value), beyond(result.makespan_bound.value),
          taken.count()};
}

using Points = std::map<std::pair<int, int>, Point>;  // by devices and percent of the memory

// How far the middle one lies above the line through its neighbours, as a share of it.
double above(int at, double value, int before, double first, int after, double last) {
  const double line = first + (last - first) * (at - before) / (after - before);
  return (1 + value) / (1 + line) - 1;
}

// The highest point above its neighbours, those with a device or two more or less and those with more or less
// memory.
double steepest(const Points& points, int percent) {
  double most = 0;
  const auto length = [&](int devices, int memory) { return points.at({devices, memory}).length; };
  for (std::size_t i = 0; i < std::size(all_devices); ++i) {
    const int p = all_devices[i];
    if (i > 0 && i + 1 < std::size(all_devices)) {
      const int fewer = all_devices[i - 1], more = all_devices[i + 1];
      most = std::max(
          most, above(p, length(p, percent), fewer, length(fewer, percent), more, length(more, percent)));
    }
    if (percent > memory_percents[0] && percent < 100)
      most = std::max(most, above(percent, length(p, percent), percent - 10, length(p, percent - 10),
                                  percent + 10, length(p, percent + 10)));
  }
  return most;
}

void print_rows(const Family& family) {
  Points points;
  for (const int percent : memory_percents)
    for (const int devices : all_devices) {
      const Point& point = points[{devices, percent}] = searched(problem_of(family, devices, percent));
      fmt::print(stderr, "{} x {}, {} %: {:.2f} % above the work, {:.2f} % above the bound, {:.1f} s\n",
                 devices, family.chunks, percent, 100 * point.length, 100 * point.gap, point.seconds);
    }
  for (const int percent : memory_percents) {
    std::vector<double> gaps, seconds;
    for (const int devices : all_devices) {
      gaps.push_back(100 * points.at({devices, percent}).gap);
      seconds.push_back(points.at({devices, percent}).seconds);
    }
    std::ranges::sort(gaps);
    fmt::print("| {} | {} | {} % | {:.1f} % | {:.1f} % | {:.1f} % | {:.1f} s |\n", family.chunks,
               family.uneven ? "uneven" : "even", percent, gaps[gaps.size() / 2], gaps.back(),
               100 * steepest(points, percent), std::ranges::max(seconds));
    std::fflush(stdout);
  }
}

int run(int chunks, std::string_view durations) {
  fmt::print(
      "| chunks | blocks | memory | gap: median | worst | above neighbours, at most | time, at most |\n"
      "|---|---|---|---|---|---|---|\n");
  for (const int each : {4, 8})
    for (const bool uneven : {false, true})
      if ((chunks == 0 || each == chunks) && (durations.empty() || uneven == (durations == "uneven")))
        print_rows({each, uneven});
  return 0;
}

}  // namespace
}  // namespace repetend::bench

int main(int argc, char** argv) {
  const int chunks = argc > 1 ? std::atoi(argv[1]) : 0;
  const std::string_view durations = argc > 2 ? argv[2] : "";
  if (argc > 3 || (argc > 1 && chunks != 4 && chunks != 8) ||
      (argc > 2 && durations != "even" && durations != "uneven")) {
    fmt::print(stderr, "usage: repetend_cliffs [4|8 [even|uneven]]\n");
    return 2;
  }
  return repetend::bench::run(chunks, durations);
}
