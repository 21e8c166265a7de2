#include "tests/support/plan_mutants.hpp"

namespace repetend::test {
namespace {

void change_times(Random& random, Draft& draft) {
  auto& start = draft.plan.start;
  if (start.empty()) return;
  const Time by = uniform(random, -3, 3);
  if (uniform(random, 0, 1)) {
    any_of(random, start) += by;
    return;
  }
  const Time from = any_of(random, start);  // all that starts then or later
  for (Time& t : start)
    if (t >= from) t += by;
}

// Two neighbours of one device's order change places and, perhaps, times.
void swap_neighbours(Random& random, Draft& draft) {
  auto& order = any_of(random, draft.plan.orders.plain());
  if (order.size() < 2) return;
  const auto k = static_cast<std::size_t>(uniform(random, 1, std::ssize(order) - 1));
  if (uniform(random, 0, 1) && draft.plan.start.size() == draft.problem.instances())
    std::swap(draft.plan.start[instance_index(draft.problem, order[k - 1])],
              draft.plan.start[instance_index(draft.problem, order[k])]);
  std::swap(order[k - 1], order[k]);
}

void change_shape(Random& random, Draft& draft) {
  auto& order = any_of(random, draft.plan.orders.plain());
  const Instance other{BlockId{static_cast<int>(uniform(random, 0, std::ssize(draft.problem.blocks) - 1))},
                       static_cast<int>(uniform(random, 0, draft.problem.micro_batches - 1))};
  switch (uniform(random, 0, 3)) {
    case 0:
      order.push_back(other);
      break;
    case 1:
      if (!order.empty()) order.pop_back();
      break;
    case 2:
      if (!order.empty()) any_of(random, order) = other;
      break;
    default:
      if (!draft.plan.start.empty()) draft.plan.start.pop_back();
      break;
  }
}

void change_problem(Random& random, Draft& draft) {
  Problem& problem = draft.problem;
  Device& device = any_of(random, problem.devices);
  Block& block = any_of(random, problem.blocks);
  switch (uniform(random, 0, 6)) {
    case 0:
      if (device.memory != unlimited) device.memory += uniform(random, -1, 0);
      break;
    case 1:
      block.time += 1;
      break;
    case 2:
      if (problem.links.fallback) problem.links.fallback->latency += 1;
      break;
    case 3:
      if (!problem.edges.empty()) any_of(random, problem.edges).bytes += uniform(random, 1, 3);
      break;
    case 4:
      block.uses.front().workspace += 1;
      break;
    case 5:
      device.static_memory += uniform(random, 0, 1);
      break;
    default:
      problem.memory_release = uniform(random, 0, 1) ? MemoryRelease::start : MemoryRelease::end;
      break;
  }
}

void change_repetend(Random& random, Draft& draft) {
  auto& r = draft.plan.repetend;
  if (!r) r = Repetend{uniform(random, 1, 20), 1, uniform(random, 0, 10), 0};
  switch (uniform(random, 0, 4)) {
    case 0:
      r->period += uniform(random, -1, 1);
      break;
    case 1:
      r->micro_batches += static_cast<int>(uniform(random, -1, 1));
      break;
    case 2:
      r->first += uniform(random, -2, 2);
      break;
    case 3:
      r->last = r->first + r->period * uniform(random, 0, 3);
      break;
    default:
      r->first += r->period;
      break;
  }
}

using Change = void (*)(Random&, Draft&);
constexpr Change changes[] = {change_times,    change_times,    change_times,
                              swap_neighbours, swap_neighbours, change_problem,
                              change_problem,  change_repetend, change_shape};

}  // namespace

void mutate(Random& random, Draft& draft) { any_of(random, changes)(random, draft); }

}  // namespace repetend::test
