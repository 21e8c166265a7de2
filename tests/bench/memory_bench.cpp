// How much memory simulate() takes: every allocation of this program is counted, so the figure is the highest
// sum of live allocations (as malloc rounds them up) above what was there before, result included.
#include <malloc.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "sim/engine/engine.hpp"
#include "tests/bench/table.hpp"
#include "tests/support/pipelines.hpp"

namespace {

std::atomic<std::size_t> live{0}, peak{0};

void* counted(void* memory) {
  if (!memory) throw std::bad_alloc();
  const std::size_t now = live += malloc_usable_size(memory);
  if (now > peak) peak = now;
  return memory;
}
void release(void* memory) noexcept {
  live -= malloc_usable_size(memory);
  std::free(memory);
}

}  // namespace

void* operator new(std::size_t size) { return counted(std::malloc(size)); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  const auto a = static_cast<std::size_t>(alignment);
  return counted(std::aligned_alloc(a, (size + a - 1) / a * a));
}
void operator delete(void* memory) noexcept { release(memory); }
void operator delete(void* memory, std::size_t) noexcept { release(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { release(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { release(memory); }

namespace repetend::bench {

namespace {

constexpr int micro_batches = 100'000;  // 16 blocks each: 1.6 M instances
const std::string of_result = "memory: the result alone, 1.6 M instances";

struct Taken {
  std::size_t peak, result;
};
Taken measure(const Problem& problem, const Orders& orders) {
  const std::size_t before = live;
  peak = before;
  const Simulation simulation = simulate(problem, orders);
  return {peak - before, live - before};
}

void report_bytes(benchmark::State& state, std::size_t Taken::*what) {
  const Problem problem = test::simgrid_case(TransferMode::async, micro_batches);
  const Orders orders = test::one_forward_one_backward(problem);
  Taken taken{};
  for ([[maybe_unused]] auto round : state) taken = measure(problem, orders);
  state.counters["figure"] = static_cast<double>(taken.*what) / static_cast<double>(problem.instances());
}
void result_bytes(benchmark::State& state) { report_bytes(state, &Taken::result); }
void peak_bytes(benchmark::State& state) { report_bytes(state, &Taken::peak); }

const std::string unit = "bytes/instance";
const bool added =
    add_row(of_result, {.unit = unit}, result_bytes) &&
    add_row("memory: simulate() at its peak, 1.6 M",
            {.unit = unit, .asked = Asked::below, .limit = 200, .yardstick = of_result}, peak_bytes);

}  // namespace

}  // namespace repetend::bench
