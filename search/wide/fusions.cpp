#include "search/wide/fusions.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "sim/plan/fused_groups.hpp"
#include "sim/problem/durations.hpp"

namespace repetend::search {

Reachability::Reachability(const WideModel& model)
    : size_(model.size()), after_(model.size() * model.size()) {
  for (auto i = model.instances().rbegin(); i != model.instances().rend(); ++i)
    for (const WideArc& arc : model.after(*i)) {
      after_[*i * size_ + arc.instance] = true;
      for (std::size_t k = 0; k < size_; ++k)
        if (after_[arc.instance * size_ + k]) after_[*i * size_ + k] = true;
    }
}

namespace {

// The side that is named first runs first. None: an earlier pair allows the same blocks in a row, and says
// how they run.
std::optional<Unit> fused_in_order(const WideModel& model, const Pair& pair, std::int32_t of_first,
                                   std::int32_t of_second, bool first_before) {
  const Problem& problem = model.problem();
  std::vector<Instance> group;
  for (BlockId b : pair.first) group.push_back({b, of_first});
  for (BlockId b : pair.second) group.push_back({b, of_second});
  const auto middle = static_cast<std::ptrdiff_t>(pair.first.size());
  if (!first_before) std::ranges::rotate(group, group.begin() + middle);
  if (find_pair(problem, group) != &pair) return std::nullopt;
  Unit unit{{}, first_before ? pair.first.size() : pair.second.size(), fused_duration(problem, pair, group)};
  for (const Instance i : group) unit.instances.push_back(instance_index(problem, i));
  return unit;
}

bool sides_depend(const Unit& unit, const Reachability& reach) {
  const auto middle = unit.instances.begin() + static_cast<std::ptrdiff_t>(unit.first_side);
  return std::any_of(unit.instances.begin(), middle, [&](InstanceIndex a) {
    return std::any_of(middle, unit.instances.end(),
                       [&](InstanceIndex b) { return reach.follows(a, b) || reach.follows(b, a); });
  });
}

}  // namespace

std::vector<Unit> fusions_of(const WideModel& model) {
  const Reachability reach(model);
  std::map<std::vector<InstanceIndex>, Unit> shortest;  // by the instances
  const auto add = [&](const std::optional<Unit>& unit) {
    if (!unit || sides_depend(*unit, reach)) return;
    std::vector<InstanceIndex> key = unit->instances;
    std::ranges::sort(key);
    const auto [at, added] = shortest.emplace(std::move(key), *unit);
    if (!added && unit->duration < at->second.duration) at->second = *unit;
  };
  const std::int32_t micro_batches = model.problem().micro_batches;
  for (const Pair& pair : model.problem().pairs)
    for (std::int32_t a = 0; a < micro_batches; ++a)
      for (std::int32_t b = 0; b < micro_batches; ++b) {
        add(fused_in_order(model, pair, a, b, true));
        add(fused_in_order(model, pair, a, b, false));
      }
  std::vector<Unit> result;
  for (auto& [instances, unit] : shortest) result.push_back(std::move(unit));
  return result;
}

}  // namespace repetend::search
