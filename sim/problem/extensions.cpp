#include "sim/problem/extensions.hpp"

#include <algorithm>

#include "sim/problem/machines.hpp"
#include "sim/problem/pools.hpp"

namespace repetend {

std::vector<std::string_view> extensions(const Problem& problem) {
  std::vector<std::string_view> result;
  const auto some_block = [&](auto has) { return std::ranges::any_of(problem.blocks, has); };
  const auto say = [&](bool there, std::string_view words) {
    if (there) result.push_back(words);
  };
  const auto is_lane = [](const Machine& m) { return m.device.has_value(); };
  say(std::ranges::any_of(problem.machines, is_lane), "lanes");
  say(!std::ranges::all_of(problem.machines, is_lane), "machines");
  say(!problem.pools.empty() || some_block([](const Block& b) { return !b.elsewhere.empty(); }), "pools");
  say(some_block([](const Block& b) { return b.repeat != Repeat::each; }), "repeats");
  say(!problem.scale.empty() || some_block([](const Block& b) { return !b.times.empty(); }),
      "times by micro-batch");
  say(some_block([](const Block& b) { return b.times.empty() && b.time == 0; }), "times of 0");
  say(problem.micro_batch_order == MicroBatchOrder::free, "micro-batches in any order");
  say(!problem.pairs.empty(), "pairs");
  say(!problem.choices.empty(), "choices");
  return result;
}

bool has_plain_plans(const Problem& problem) {
  const auto beyond = extensions(problem);
  const auto may_have = [](std::string_view e) { return e == "lanes" || e == "times by micro-batch"; };
  if (!std::ranges::all_of(beyond, may_have)) return false;
  return std::ranges::all_of(ids<BlockId>(problem.blocks.size()), [&](BlockId b) {
    return changes_of(problem, problem.block(b)).empty() ||
           std::ranges::all_of(machines_of(problem, b), [&](MachineId m) { return computes(problem, m); });
  });
}

}  // namespace repetend
