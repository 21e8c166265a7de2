// verify() against a judge of its own, on random plans and what random changes make of them.
#include <map>
#include <set>

#include "sim/core/error.hpp"
#include "sim/engine/engine.hpp"
#include "sim/verify/verify.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/drafts.hpp"
#include "tests/support/judge.hpp"
#include "tests/support/problems.hpp"

using namespace repetend;
using test::Draft;
using test::uniform;

namespace {

using Random = std::mt19937_64;
constexpr TransferMode modes[] = {TransferMode::none, TransferMode::async, TransferMode::rendezvous,
                                  TransferMode::blocking};

template <class Items>
auto& any_of(Random& random, Items& items) {
  return items[static_cast<std::size_t>(uniform(random, 0, std::ssize(items) - 1))];
}

// A tight plan: the engine's times of random orders, capacities at the peaks. Nothing on a deadlock.
std::optional<Draft> tight_plan(Random& random, TransferMode mode) {
  Draft draft;
  draft.problem = test::random_problem(random, {.max_blocks = 6, .max_micro_batches = 4, .transfer = mode});
  draft.plan.orders = test::random_orders(random, draft.problem);
  const auto peaks = peak_memory(draft.problem, draft.plan.orders);
  for (std::size_t d = 0; d < peaks.size(); ++d)
    if (uniform(random, 0, 1)) draft.problem.devices[d].memory = peaks[d];
  try {
    draft.plan = time_plan(draft.finish());
  } catch (const RequestError&) {
    return std::nullopt;
  }
  return draft;
}

// One micro-batch after the other, at a period that leaves room for every transfer: all of it is a repetend.
std::optional<Draft> periodic_plan(Random& random, TransferMode mode) {
  Problem one = test::random_problem(random, {.max_blocks = 6, .max_micro_batches = 1, .transfer = mode});
  Draft single{one, {}};
  single.plan.orders = test::random_orders(random, one);
  try {
    single.plan = time_plan(single.finish());
  } catch (const RequestError&) {
    return std::nullopt;
  }
  Draft draft = single;
  draft.problem.micro_batches = static_cast<int>(uniform(random, 2, 4));
  draft.plan.start.clear();
  const Time period = makespan(single.plan) + 20 * uniform(random, 0, 3);
  for (Time start : single.plan.start)
    for (int n = 0; n < draft.problem.micro_batches; ++n) draft.plan.start.push_back(start + n * period);
  for (auto& order : draft.plan.orders) {
    const auto block_order = order;
    order.clear();
    for (int n = 0; n < draft.problem.micro_batches; ++n)
      for (Instance i : block_order) order.push_back({i.block, n});
  }
  draft.plan.repetend = Repetend{period, 1, 0, (draft.problem.micro_batches - 1) * period};
  return draft;
}

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

TEST_CASE("verify and an independent judge agree on 10,000 mutants") {
  Random random(20240303);
  int valid = 0, broken = 0;
  std::map<std::string, int> only;  // mutants that break one constraint alone
  while (valid + broken < 12'000) {
    const TransferMode mode = any_of(random, modes);
    const auto base = uniform(random, 0, 3) ? tight_plan(random, mode) : periodic_plan(random, mode);
    if (!base) continue;
    for (int mutant = 0; mutant < 12; ++mutant) {
      Draft draft = *base;
      for (auto left = uniform(random, 1, 2); left > 0; --left) any_of(random, changes)(random, draft);
      const Plan plan = draft.finish();
      const std::vector<Violation> violations = verify(plan);
      INFO("seed state: mutant " << valid + broken << ", transfer " << to_string(mode)
                                 << (violations.empty()
                                         ? ""
                                         : ": " + violations[0].constraint + ": " + violations[0].message));
      REQUIRE(violations.empty() == test::judge(plan));
      ++(violations.empty() ? valid : broken);
      std::set<std::string> names;
      for (const Violation& v : violations) names.insert(v.constraint);
      if (names.size() == 1) ++only[*names.begin()];
    }
  }
  CHECK(valid > 2'000);
  CHECK(broken > 5'000);
#define CONSTRAINT(name) \
  INFO(#name);           \
  CHECK(only[#name] > 20);
#include "sim/verify/constraints.def"
#undef CONSTRAINT
}

TEST_CASE("verify accepts what the engine produces") {
  Random random(7);
  for (TransferMode mode : modes)
    for (int round = 0; round < 300; ++round)
      if (auto draft = tight_plan(random, mode)) {
        const Plan plan = draft->finish();
        CHECK_NOTHROW(require_valid(plan));
        CHECK(test::judge(plan));
      }
}
