#include "gui/work/reorder.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "sim/engine/engine.hpp"
#include "sim/problem/machines.hpp"

namespace repetend::gui {
namespace {

// Instances of one block run in micro-batch order (docs/semantics.md).
std::optional<Refusal> out_of_turn(const Problem& problem, const std::vector<Instance>& order,
                                   Instance moved) {
  const auto at = std::ranges::find(order, moved);
  const auto same = [&](Instance i) { return i.block == moved.block; };
  const auto refuse = [&](Instance first, Instance second) {
    return Refusal{fmt::format("{} cannot run before {}: a block takes its micro-batches in order",
                               instance_name(problem, first), instance_name(problem, second))};
  };
  const auto later = std::find_if(order.begin(), at, [&](Instance i) { return same(i) && i > moved; });
  if (later != at) return refuse(*later, moved);
  const auto earlier = std::find_if(at, order.end(), [&](Instance i) { return same(i) && i < moved; });
  if (earlier != order.end()) return refuse(moved, *earlier);
  return std::nullopt;
}

}  // namespace

std::variant<std::shared_ptr<const Orders>, Refusal> reordered(const Plan& plan, DeviceId device,
                                                               Instance moved,
                                                               std::optional<Instance> before) {
  auto orders = std::make_shared<Orders>(plan.orders);
  std::vector<Instance>& order = (*orders)[computing(device)];
  std::erase(order, moved);
  order.insert(before ? std::ranges::find(order, *before) : order.end(), moved);
  if (auto refusal = out_of_turn(*plan.problem, order, moved)) return *std::move(refusal);
  const Simulation run = simulate(*plan.problem, *orders, {.memory_curves = false, .transfers = false});
  if (run.deadlock)
    return Refusal{fmt::format("{} cannot go there, they would wait for each other: {}",
                               instance_name(*plan.problem, moved), fmt::join(run.deadlock->cycle, "; "))};
  return std::shared_ptr<const Orders>(std::move(orders));
}

}  // namespace repetend::gui
