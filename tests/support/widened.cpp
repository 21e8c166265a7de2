#include "tests/support/widened.hpp"

#include <algorithm>

#include "sim/problem/machines.hpp"
#include "sim/problem/pools.hpp"
#include "tests/support/problems.hpp"

namespace repetend::test {
namespace {

class Widener {
 public:
  Widener(std::mt19937_64& random, Problem problem) : random_(random), problem_(std::move(problem)) {}

  Problem widened() {
    add_machines();
    for (Block& block : problem_.blocks) widen(block);
    if (chance()) scale_micro_batches();
    if (problem_.blocks.size() > 1) couple();
    if (chance()) problem_.chosen = {{"embedding", "sharded"}, {"7", "on"}};
    return std::move(problem_);
  }

 private:
  bool chance() { return uniform(random_, 0, 2) == 0; }
  BlockId block() {
    return BlockId{static_cast<std::int32_t>(uniform(random_, 0, std::ssize(problem_.blocks) - 1))};
  }

  // Every device has the lane comm, so that gangs can occupy it; some have one more.
  void add_machines() {
    for (DeviceId d : ids<DeviceId>(problem_.devices.size())) {
      problem_.machines.push_back({"comm", d, uniform(random_, 1, 4) * unit_speed / 4});
      if (chance()) problem_.machines.push_back({"d2h", d});
    }
    if (chance()) problem_.machines.push_back({"pcie01", {}, unit_speed / 8});
    if (chance()) problem_.pools.push_back({"host0", 5'000, uniform(random_, 0, 9)});
    if (chance()) problem_.interference.push_back({"compute", "comm", unit_speed + 70'000'000});
  }

  void widen(Block& block) {
    if (chance()) block.kind = BlockKind::communication;
    occupy(block);
    if (chance()) block.repeat = chance() ? Repeat::first : Repeat::last;
    if (chance() && block.repeat == Repeat::each) {
      for (int n = 0; n < problem_.micro_batches; ++n) block.times.push_back(uniform(random_, 0, 5));
      block.time = std::ranges::max(block.times);
    }
    for (PoolId p : pools(problem_)) {
      const bool own = is_memory(problem_, p) && find_use(block, DeviceId{p.value});
      if (!own && chance()) block.elsewhere.push_back({p, uniform(random_, 0, 3), 0, uniform(random_, 1, 3)});
    }
  }

  void occupy(Block& block) {
    const bool computes = chance(), communicates = chance(), shares = chance();
    for (const MachineId m : machines(problem_)) {
      const auto device = owner(problem_, m);
      const bool own = device && find_use(block, *device);
      const bool listed = !device && shares;
      const bool lane = own && ((computing(*device) == m && (computes || !communicates)) ||
                                (lane_name(problem_, m) == "comm" && communicates));
      if (lane || listed) block.machines.push_back(m);
    }
    const bool plain =
        block.machines.size() == block.uses.size() && !communicates &&
        std::ranges::all_of(block.machines, [&](MachineId m) { return repetend::computes(problem_, m); });
    if (plain) block.machines.clear();
  }

  void scale_micro_batches() {
    for (int n = 0; n < problem_.micro_batches; ++n)
      problem_.scale.push_back(uniform(random_, 1, 3'000'000'000));
    if (chance()) problem_.micro_batch_order = MicroBatchOrder::free;
  }

  void couple() {
    const BlockId a{0}, b{1}, last{problem_.blocks.size() - 1};
    if (chance()) problem_.pairs.push_back({{a}, {b}, uniform(random_, 1, 9)});
    if (chance() && last.index() > 1) problem_.pairs.push_back({{last, a}, {b}, 8});
    if (!chance()) return;
    const BlockId set = block();
    Block other = problem_.block(set);
    other.time += 3;
    other.times.clear();
    other.machines.clear();
    other.elsewhere.clear();
    other.uses.front().workspace += 5;
    problem_.choices.push_back({"c", {{"keep"}, {"other", {block()}, {{set, other}}}}});
  }

  std::mt19937_64& random_;
  Problem problem_;
};

}  // namespace

Problem random_widened_problem(std::mt19937_64& random) {
  return Widener(random, random_problem(random, {.transfer = TransferMode::async})).widened();
}

}  // namespace repetend::test
