#include "sim/plan/runnable.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/core/error.hpp"
#include "sim/plan/fused_groups.hpp"
#include "sim/problem/machines.hpp"

namespace repetend {
namespace {

// One machine's order, judged against the blocks that run on it.
class MachineOrder {
 public:
  MachineOrder(const Problem& problem, MachineId m, const std::vector<BlockId>& blocks,
               const std::vector<Instance>& order)
      : problem_(problem), machine_(m), blocks_(blocks), order_(order) {
    for (BlockId b : blocks) {
      first_.push_back(expected_);
      expected_ += static_cast<std::size_t>(micro_batches_of(problem, b).count());
    }
  }

  // Nearly every order runs the micro-batches of each block in turn, which is quick to see.
  bool in_turn() const {
    if (order_.size() != expected_) return false;
    std::vector<std::int32_t> next(problem_.blocks.size());
    for (BlockId b : blocks_) next[b.index()] = micro_batches_of(problem_, b).first;
    for (const Instance& i : order_)
      if (!is_instance(problem_, i) || i.micro_batch != next[i.block.index()]++) return false;
    return std::ranges::all_of(
        blocks_, [&](BlockId b) { return next[b.index()] == micro_batches_of(problem_, b).last + 1; });
  }

  // The lowest instance that is not there once, or is there and should not be.
  std::optional<std::string> fault() const {
    std::vector<Instance> sorted = order_;
    std::ranges::sort(sorted);
    for (std::size_t at = 0; at < sorted.size(); ++at) {
      const Instance i = sorted[at];
      if (at < expected_ && i == expected(at)) continue;
      if (!is_instance(problem_, i))
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
    const auto block = static_cast<std::size_t>(std::ranges::upper_bound(first_, at) - first_.begin()) - 1;
    const BlockId b = blocks_[block];
    return {b, micro_batches_of(problem_, b).first + static_cast<std::int32_t>(at - first_[block])};
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
  std::vector<std::size_t> first_;  // by block of blocks_: the place of its first instance among them all
  std::size_t expected_ = 0;        // how many instances the machine has to run
};

}  // namespace

std::optional<std::string> find_misplaced(const Problem& problem, const Orders& orders, bool open) {
  const auto blocks = blocks_by_machine(problem);
  if (orders.size() != blocks.size())
    return fmt::format("there are orders of {} {}, expected {}", orders.size(),
                       problem.machines.empty() ? "devices" : "machines", blocks.size());
  for (MachineId m : orders.ids()) {
    if (open && orders[m].empty()) continue;
    const MachineOrder order(problem, m, blocks[m], orders[m]);
    if (order.in_turn()) continue;
    if (auto fault = order.fault()) return fault;
  }
  return std::nullopt;
}

namespace {

std::optional<std::string> not_there(const Problem& problem, std::string_view what, Instance i) {
  if (is_instance(problem, i)) return std::nullopt;
  return fmt::format("{} names micro-batch {} of block {}, which do not exist", what, i.micro_batch,
                     i.block.value);
}

// The groups by themselves.
std::optional<std::string> find_unsound(const Problem& problem, const std::vector<FusedGroup>& groups) {
  std::vector<Instance> fused;
  for (const FusedGroup& group : groups) {
    if (group.size() < 2) return "a fused group has fewer than two instances";
    for (const Instance i : group)
      if (auto fault = not_there(problem, "a fused group", i)) return fault;
    fused.insert(fused.end(), group.begin(), group.end());
  }
  std::ranges::sort(fused);
  const auto twice = std::ranges::adjacent_find(fused);
  if (twice == fused.end()) return std::nullopt;
  return fmt::format("{} is fused twice", instance_name(problem, *twice));
}

// The first instance of a group that is not followed by the others, in their order, on a machine of one of
// them; null where there is none.
const Instance* find_torn(const std::vector<Instance>& order, const FusedGroups& fused) {
  for (std::size_t at = 0; at < order.size();) {
    const auto group = fused.with(order[at]);
    const auto there = std::span(order).subspan(at, std::min(group.size(), order.size() - at));
    if (!std::ranges::equal(group, there)) return &group.front();
    at += group.size();
  }
  return nullptr;
}

}  // namespace

std::optional<std::string> find_uncoupled(const Problem& problem, const Orders& orders,
                                          const Couplings& couplings) {
  for (const Wait& wait : couplings.waits)
    for (const Instance i : {wait.before, wait.after})
      if (auto fault = not_there(problem, "a wait", i)) return fault;
  if (couplings.fused.empty()) return std::nullopt;
  if (auto fault = find_unsound(problem, couplings.fused)) return fault;
  const FusedGroups fused(problem, couplings.fused);
  for (MachineId m : orders.ids())
    if (const Instance* torn = find_torn(orders[m], fused))
      return fmt::format("{} does not run {} and what is fused with it next to each other",
                         machine_name(problem, m), instance_name(problem, *torn));
  return std::nullopt;
}

void require_runnable(const Problem& problem, const Orders& orders, const Couplings& couplings) {
  auto fault = find_misplaced(problem, orders);
  if (!fault) fault = find_uncoupled(problem, orders, couplings);
  if (fault) throw RequestError("the plan cannot be run: " + *fault);
}

}  // namespace repetend
