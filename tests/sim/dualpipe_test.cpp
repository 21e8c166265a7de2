// DualPipe and DualPipeV (DeepSeek-AI) against the published figure and their closed forms.
#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "sim/engine/engine.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/split_placements.hpp"

using namespace repetend;
using namespace repetend::test;

namespace {

// The instances of a device that run as one: DeepSeek's overlapped pair is the forward of one chunk and the
// full backward (I, W) of the other.
using Groups = std::vector<std::vector<Instance>>;

bool is_pair(const Problem& problem, const std::vector<Instance>& order, std::size_t at) {
  if (at + 2 >= order.size()) return false;
  const Block &f = problem.block(order[at].block), &i = problem.block(order[at + 1].block),
              &w = problem.block(order[at + 2].block);
  return f.kind == BlockKind::forward && i.kind == BlockKind::input_gradient &&
         w.kind == BlockKind::weight_gradient && i.stage == w.stage &&
         order[at + 1].micro_batch == order[at + 2].micro_batch && f.stage != i.stage;
}

// DeepSeek leaves one pair apart: the first one on the device where the V turns.
Groups overlapped_pairs(const Problem& problem, const std::vector<Instance>& order, bool turn) {
  Groups groups;
  bool leave_apart = turn;
  for (std::size_t at = 0; at < order.size();) {
    const bool pair = is_pair(problem, order, at);
    const std::size_t length = pair && !leave_apart ? 3 : 1;
    if (pair) leave_apart = false;
    groups.emplace_back(order.begin() + static_cast<std::ptrdiff_t>(at),
                        order.begin() + static_cast<std::ptrdiff_t>(at + length));
    at += length;
  }
  return groups;
}

// Writes a plan out as a problem of a single micro-batch in which every group is one block: it starts when
// all its inputs are there, takes the time of its parts, and delivers all its outputs at its end.
struct Fused {
  Problem problem;
  Orders orders;
};

Fused fuse(const Problem& problem, const std::vector<Groups>& groups) {
  Fused fused;
  fused.problem.devices = problem.devices;
  std::map<Instance, BlockId> block_of;
  for (std::size_t d = 0; d < groups.size(); ++d) {
    auto& order = fused.orders.emplace_back();
    for (const auto& group : groups[d]) {
      const BlockId id{fused.problem.blocks.size()};
      Block block{.name = instance_name(problem, group.front()), .uses = {{.device = DeviceId{d}}}};
      for (Instance i : group) {
        block.time += least_durations(problem)[i.block];
        block_of[i] = id;
      }
      fused.problem.blocks.push_back(block);
      order.push_back({id, 0});
    }
  }
  for (const Edge& edge : problem.edges)
    for (int n = 0; n < problem.micro_batches; ++n) {
      const BlockId from = block_of.at({edge.from, n}), to = block_of.at({edge.to, n});
      if (from != to) fused.problem.edges.push_back({from, to});
    }
  return fused;
}

}  // namespace

TEST_CASE("DualPipeV takes the published 66 when overlapped pairs deliver at their end") {
  const int p = 4;
  const Problem problem = split_placement("zbv", p, 10);
  const Orders orders = orders_of("dualpipev", problem);
  std::vector<Groups> groups;
  for (std::size_t d = 0; d < orders.size(); ++d)
    groups.push_back(overlapped_pairs(problem, orders[MachineId{d}], d + 1 == orders.size()));
  const Fused fused = fuse(problem, groups);
  const Simulation run = simulate(fused.problem, fused.orders);
  REQUIRE_FALSE(run.deadlock);
  CHECK(run.makespan == 66);
  CHECK(peak_memory(problem, orders) == std::vector<Bytes>(4, 9));
}

// One block at a time, a pair's forward and its input gradient are delivered when they end: p - 1 instead of
// 2 (p - 1) units of bubble.
TEST_CASE("DualPipeV hides all but p - 1 units with 2p + 1 chunks of memory") {
  const int p = GENERATE(2, 3, 4, 5, 8);
  for (int m : {2 * p, 2 * p + 1, 2 * p + 2, 4 * p}) {
    const Outcome got = outcome_of("dualpipev", split_placement("zbv", p, m));
    CHECK(got.makespan == 6 * m + p - 1);
    CHECK(got.peaks == std::vector<Bytes>(static_cast<std::size_t>(p), 2 * p + 1));
  }
}

// A micro-batch of the placement is one of each direction.
TEST_CASE("DualPipe hides all but p / 2 - 1 units with p + 1 stages of memory") {
  const int p = GENERATE(2, 4, 6, 8);
  for (int m : {p, p + 1, 2 * p, 4 * p}) {
    const Outcome got = outcome_of("dualpipe", split_placement("dualpipe", p, m));
    CHECK(got.makespan == 6 * m + p / 2 - 1);
    CHECK(got.peaks == std::vector<Bytes>(static_cast<std::size_t>(p), p + 1));
  }
}

TEST_CASE("DualPipe says what it needs") {
  const char* needs =
      "needs two opposite chains over an even number of devices, the backward split in input and weight "
      "gradient; "
      "this placement has ";
  CHECK(refusal("dualpipe", split_placement("zbv", 4, 8)).starts_with(needs));
  CHECK(refusal("dualpipe", split_placement("dualpipe", 3, 8)).starts_with(needs));
}
