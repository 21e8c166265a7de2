#include "tests/bench/limits/cases.hpp"

#include "search/trade_off.hpp"
#include "tests/support/perturbed.hpp"
#include "tests/support/placements.hpp"
#include "tests/support/problems.hpp"

namespace repetend::bench {
namespace {

using search::Options;
using search::Placements;
using test::perturbed;
using test::tessel_placement;

Placements uneven(const char* shape, const char* schedule, int devices, int micro_batches) {
  return {perturbed({shape, schedule, devices, micro_batches}, 1)};
}

// Pipelines of 8 devices that differ in how even their stages are.
Placements three_placements() {
  Placements placements{perturbed({"shape: v", "1f1b", 8, 64}, 1)};
  for (const std::uint64_t seed : {2, 3}) {
    Problem other = *perturbed({"shape: v", "1f1b", 8, 64}, seed);
    other.placement = std::to_string(seed);
    placements.push_back(std::make_shared<const Problem>(std::move(other)));
  }
  return placements;
}

Placements large(int devices, int micro_batches) {
  return test::alone(
      tessel_placement("v", {.devices = devices, .micro_batches = micro_batches, .memory = devices}));
}

// One micro-batch whose blocks go round the devices, or are as many pairs that share nothing but devices.
Placements many_blocks(int blocks, int devices, bool chained) {
  Problem problem = test::pipeline(devices, 1, 10, 20);
  for (Device& device : problem.devices) device.memory = blocks / devices / 2 + 1;
  problem.blocks.clear();
  problem.edges.clear();
  for (int i = 0; i < blocks; ++i) {
    const bool forward = i < blocks / 2;
    const int stage = forward ? i : blocks - 1 - i;
    problem.blocks.push_back({(forward ? "F" : "B") + std::to_string(stage),
                              forward ? BlockKind::forward : BlockKind::backward,
                              stage,
                              10 + i % 7,
                              {{DeviceId{stage % devices}, forward ? 1 : 0, forward ? 0 : 1}}});
    if (!forward) problem.edges.push_back({BlockId{blocks - 1 - i}, BlockId{i}});
    if (chained && i > 0 && i != blocks / 2) problem.edges.push_back({BlockId{i - 1}, BlockId{i}});
  }
  return test::alone(std::move(problem));
}

// On 8 devices, forward and backward of 10 and 20, every transfer of 1.
Placements slow_links(TransferMode mode) {
  Problem problem = test::pipeline(8, 128, 10, 20);
  problem.transfer = mode;
  problem.links.fallback = Link{1, 1'000'000'000};
  for (Edge& edge : problem.edges) edge.bytes = 1;
  for (Device& device : problem.devices) device.memory = 6;
  return test::alone(std::move(problem));
}

void search_once(const Placements& placements, const Options& options) {
  search::search(placements, options);
}

void least_memory(const Placements& placements, const Options& options) {
  Options changed = options;
  changed.objective = search::Objective::memory;
  search::search(placements, changed);
}

void trade_off(const Placements& placements, const Options& options) {
  search::trade_off(placements, options);
}

}  // namespace

const std::vector<Case>& cases() {
  static const std::vector<Case> all{
      {"v-64, N = 512", [] { return large(64, 512); }, search_once},
      {"v-64, N = 4096", [] { return large(64, 4096); }, search_once},
      {"v-64, N = 16384", [] { return large(64, 16384); }, search_once},
      {"v-256, N = 1024", [] { return large(256, 1024); }, search_once},
      {"v-64 perturbed, N = 256", [] { return uneven("shape: v", "1f1b", 64, 256); }, search_once},
      {"interleaved-16x4, N = 64",
       [] { return uneven("shape: interleaved, chunks: 4", "interleaved", 16, 64); }, search_once},
      {"interleaved-64x8, N = 128",
       [] { return uneven("shape: interleaved, chunks: 8", "interleaved", 64, 128); }, search_once},
      {"v-4, N = 250,000", [] { return large(4, 250'000); }, search_once},
      {"3 placements, N = 64", three_placements, search_once},
      {"40,000 blocks, 64 devices", [] { return many_blocks(40'000, 64, true); }, search_once},
      {"20,000 pairs, 64 devices", [] { return many_blocks(40'000, 64, false); }, search_once},
      {"20,000 pairs, 1 device", [] { return many_blocks(40'000, 1, false); }, search_once},
      {"x-4, N = 128", [] { return test::alone(tessel_placement("x", {.micro_batches = 128, .memory = 4})); },
       search_once},
      {"m-16, N = 64",
       [] { return test::alone(tessel_placement("m", {.devices = 16, .micro_batches = 64, .memory = 20})); },
       search_once},
      {"blocking, p = 8", [] { return slow_links(TransferMode::blocking); }, search_once},
      {"rendezvous, p = 8", [] { return slow_links(TransferMode::rendezvous); }, search_once},
      {"objective memory, m-16",
       [] { return test::alone(tessel_placement("m", {.devices = 16, .micro_batches = 64, .memory = 40})); },
       least_memory},
      {"pareto, x-8", [] { return test::alone(tessel_placement("x", {.devices = 8, .micro_batches = 32})); },
       trade_off},
  };
  return all;
}

}  // namespace repetend::bench
