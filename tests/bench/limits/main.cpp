// How soon the search ends when its time is up and when it is cancelled, as the rows of two tables: what it
// took beyond what was asked. Usage: repetend_limits [CASE]
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <string_view>
#include <thread>

#include "search/search.hpp"
#include "search/trade_off.hpp"
#include "tests/support/perturbed.hpp"
#include "tests/support/placements.hpp"
#include "tests/support/problems.hpp"

namespace repetend::bench {
namespace {

using search::Options;
using test::perturbed;
using test::tessel_placement;

Scenario only(Problem problem) { return {std::make_shared<const Problem>(std::move(problem)), {}}; }

Scenario large(int devices, int micro_batches) {
  return only(tessel_placement("v", {.devices = devices, .micro_batches = micro_batches, .memory = devices}));
}

// On 8 devices, forward and backward of 10 and 20, every transfer of 1.
Scenario slow_links(TransferMode mode) {
  Problem problem = test::pipeline(8, 128, 10, 20);
  problem.transfer = mode;
  problem.links.fallback = Link{1, 1'000'000'000};
  for (Edge& edge : problem.edges) edge.bytes = 1;
  for (Device& device : problem.devices) device.memory = 6;
  return only(std::move(problem));
}

void search_once(const Scenario& scenario, const Options& options) { search::search(scenario, options); }

void least_memory(const Scenario& scenario, const Options& options) {
  Options changed = options;
  changed.objective = search::Objective::memory;
  search::search(scenario, changed);
}

void trade_off(const Scenario& scenario, const Options& options) { search::trade_off(scenario, options); }

struct Case {
  const char* name;
  Scenario (*make)();
  void (*run)(const Scenario&, const Options&) = search_once;
};

const Case cases[] = {
    {"v-64, N = 512", [] { return large(64, 512); }},
    {"v-64, N = 4096", [] { return large(64, 4096); }},
    {"v-64, N = 16384", [] { return large(64, 16384); }},
    {"v-256, N = 1024", [] { return large(256, 1024); }},
    {"v-64 perturbed, N = 256",
     [] {
       return Scenario{perturbed({"shape: v", "1f1b", 64, 256}, 1), {}};
     }},
    {"interleaved-16x4, N = 64",
     [] {
       return Scenario{perturbed({"shape: interleaved, chunks: 4", "interleaved", 16, 64}, 1), {}};
     }},
    {"interleaved-64x8, N = 128",
     [] {
       return Scenario{perturbed({"shape: interleaved, chunks: 8", "interleaved", 64, 128}, 1), {}};
     }},
    {"x-4, N = 128", [] { return only(tessel_placement("x", {.micro_batches = 128, .memory = 4})); }},
    {"m-16, N = 64",
     [] { return only(tessel_placement("m", {.devices = 16, .micro_batches = 64, .memory = 20})); }},
    {"blocking, p = 8", [] { return slow_links(TransferMode::blocking); }},
    {"rendezvous, p = 8", [] { return slow_links(TransferMode::rendezvous); }},
    {"objective memory, m-16",
     [] { return only(tessel_placement("m", {.devices = 16, .micro_batches = 64, .memory = 40})); },
     least_memory},
    {"pareto, x-8", [] { return only(tessel_placement("x", {.devices = 8, .micro_batches = 32})); },
     trade_off},
};

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

std::string limited(const Case& wanted, const Scenario& scenario, double limit) {
  Options options = endless();
  options.time_limit_s = limit;
  const auto begin = std::chrono::steady_clock::now();
  wanted.run(scenario, options);
  return fmt::format("{:+.0f} %", 100 * (seconds_since(begin) / limit - 1));
}

// From the moment when it is cancelled to its answer; "ended" where it had ended before.
std::string cancelled(const Case& wanted, const Scenario& scenario, std::chrono::milliseconds after) {
  std::atomic<bool> cancel{false};
  Options options = endless();
  options.cancel = &cancel;
  const auto begin = std::chrono::steady_clock::now();
  std::jthread canceller([&cancel, after] {
    std::this_thread::sleep_for(after);
    cancel = true;
  });
  wanted.run(scenario, options);
  const std::chrono::duration<double, std::milli> late = std::chrono::steady_clock::now() - begin - after;
  return late.count() < 0 ? "ended" : fmt::format("{:.0f} ms", late.count());
}

int run(std::string_view wanted) {
  fmt::print(
      "| case | limit 0.2 s | 0.5 s | 1 s | 2 s | 5 s (asked: +10 %) | cancelled after 50 ms | 200 ms | 1 s"
      " (asked: 50 ms) |\n|---|---|---|---|---|---|---|---|---|\n");
  for (const Case& c : cases) {
    if (!wanted.empty() && wanted != c.name) continue;
    const Scenario scenario = c.make();
    fmt::print("| {}", c.name);
    for (const double limit : {0.2, 0.5, 1., 2., 5.}) fmt::print(" | {}", limited(c, scenario, limit));
    for (const int after : {50, 200, 1000})
      fmt::print(" | {}", cancelled(c, scenario, std::chrono::milliseconds{after}));
    fmt::print(" |\n");
    std::fflush(stdout);
  }
  return 0;
}

}  // namespace
}  // namespace repetend::bench

int main(int argc, char** argv) { return repetend::bench::run(argc > 1 ? argv[1] : ""); }
