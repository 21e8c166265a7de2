#include "search/control/memory_check.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include "sim/core/error.hpp"
#include "sim/core/human.hpp"

namespace repetend::search {
namespace {

// Measured with long plans: 90 bytes an instance for the best plan and the one being made, and as much again
// for the fast evaluator; one more plan is being made on every thread.
constexpr Bytes bytes_an_instance = 200;

Bytes physical_memory() {
  const long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
  return pages > 0 && size > 0 ? Bytes{pages} * size : unlimited;
}

}  // namespace

void require_memory(const Placements& placements, int threads) {
  const Bytes available = physical_memory();
  for (const auto& problem : placements) {
    const Bytes needed = static_cast<Bytes>(problem->instances()) * bytes_an_instance * threads;
    if (needed <= available) continue;
    const Bytes instances = available / bytes_an_instance / threads;
    throw RequestError(fmt::format(
        "{} micro-batches of {} blocks are {} instances, whose plans take up to {} on {} thread{}; this "
        "machine has "
        "{}, enough for {} instances: {} micro-batches",
        problem->micro_batches, problem->blocks.size(), problem->instances(), human_bytes(needed), threads,
        threads == 1 ? "" : "s", human_bytes(available), instances, instances / std::ssize(problem->blocks)));
  }
}

}  // namespace repetend::search
