#include "sim/plan/runnable.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/core/error.hpp"
#include "sim/problem/machines.hpp"

namespace repetend {
namespace {

bool exists(const Problem& problem, Instance i) {
  return i.block.index() < problem.blocks.size() && i.micro_batch >= 0 &&
         i.micro_batch < problem.micro_batches;
}

// One machine's order, judged against the blocks that run on it.
class MachineOrder {
 public:
  MachineOrder(const Problem& problem, MachineId m, const std::vector<BlockId>& blocks,
               const std::vector<Instance>& order)
      : problem_(problem),
        machine_(m),
        blocks_(blocks),
        order_(order),
        expected_(blocks.size() * static_cast<std::size_t>(problem.micro_batches)) {}

  // Nearly every order runs the micro-batches of each block in turn, which is quick to see.
  bool in_turn() const {
    if (order_.size() != expected_) return false;
    std::vector<std::int32_t> next(problem_.blocks.size());
    for (const Instance& i : order_)
      if (!exists(problem_, i) || i.micro_batch != next[i.block.index()]++) return false;
    return std::ranges::all_of(blocks_, [&](BlockId b) { return next[b.index()] == problem_.micro_batches; });
  }

  // The lowest instance that is not there once, or is there and should not be.
  std::optional<std::string> fault() const {
    std::vector<Instance> sorted = order_;
    std::ranges::sort(sorted);
    for (std::size_t at = 0; at < sorted.size(); ++at) {
      const Instance i = sorted[at];
      if (at < expected_ && i == expected(at)) continue;
      if (!exists(problem_, i))
        return fmt::format("{} runs micro-batch {} of block {}, which do not exist", name(), i.micro_batch,
                           i.block.value);
      if (at > 0 && i == sorted[at - 1]) return fmt::format("{} runs {} twice", name(), name(i));
      if (!runs_on(problem_, i.block, machine_))
        return fmt::format("{} runs {}, which is not placed on it", name(), name(i));
      return never_runs(expected(at));
    }
    if (sorted.size() < expected_) return never_runs(expected(sorted.size()));
    return std::nullopt;
  }

 private:
  Instance expected(std::size_t at) const {
    const auto n = static_cast<std::size_t>(problem_.micro_batches);
    return {blocks_[at / n], static_cast<std::int32_t>(at % n)};
  }
  std::string name() const { return machine_name(problem_, machine_); }
  std::string name(Instance i) const { return instance_name(problem_, i); }
  std::string never_runs(Instance i) const {
    return fmt::format("{} never runs {}, expected it once", name(), name(i));
  }

  const Problem& problem_;
  MachineId machine_;
  const std::vector<BlockId>& blocks_;
  const std::vector<Instance>& order_;
  std::size_t expected_;  // how many instances the machine has to run
};

}  // namespace

std::optional<std::string> find_misplaced(const Problem& problem, const Orders& orders) {
  const auto blocks = blocks_by_machine(problem);
  if (orders.size() != blocks.size())
    return fmt::format("there are orders of {} devices, expected {}", orders.size(), blocks.size());
  for (MachineId m : orders.ids()) {
    const MachineOrder order(problem, m, blocks[m], orders[m]);
    if (order.in_turn()) continue;
    if (auto fault = order.fault()) return fault;
  }
  return std::nullopt;
}

void require_runnable(const Problem& problem, const Orders& orders) {
  if (const auto fault = find_misplaced(problem, orders))
    throw RequestError("the plan cannot be run: " + *fault);
}

}  // namespace repetend
