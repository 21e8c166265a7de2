#include "search/wide/completion.hpp"

#include <limits>

#include "sim/problem/durations.hpp"

namespace repetend::search {
namespace {

class Player {
 public:
  Player(const WideModel& model, const WideRepetend& repetend)
      : model_(model), repetend_(repetend), taken_(model.size()) {}

  Sequence run() {
    for (const auto& group : repetend_.fused) add_fused(group);
    for (const InstanceIndex i : model_.instances())
      if (!taken_[i]) add(model_.unit(i), start(instance_at(problem(), i)));
    return ordered(model_, std::move(units_), times_);
  }

 private:
  const Problem& problem() const { return model_.problem(); }

  // What runs once comes as early as it can, or as late.
  Time start(Instance i) const {
    if (problem().block(i.block).repeat == Repeat::first) return std::numeric_limits<Time>::min();
    if (problem().block(i.block).repeat == Repeat::last) return std::numeric_limits<Time>::max();
    const auto u = static_cast<std::size_t>(repetend_.micro_batches),
               n = static_cast<std::size_t>(i.micro_batch);
    return repetend_.start[i.block.index() * u + n % u] + static_cast<Time>(n / u) * repetend_.period;
  }

  // All instances of the first block of the group, each with those of the others that start when it does.
  void add_fused(const std::vector<std::pair<BlockId, int>>& group) {
    const int u = repetend_.micro_batches;
    for (std::int32_t n = group.front().second; n < problem().micro_batches; n += u) {
      const Time at = start({group.front().first, n});
      FusedGroup instances;
      for (const auto& [block, copy] : group) {
        const Time ahead = at - start({block, copy});
        const Time m = copy + ahead / repetend_.period * u;
        if (ahead % repetend_.period == 0 && 0 <= m && m < problem().micro_batches)
          instances.push_back({block, static_cast<std::int32_t>(m)});
      }
      const Pair* pair = instances.size() == group.size() ? find_pair(problem(), instances) : nullptr;
      if (!pair) continue;
      Unit unit{{},
                instances.front().block == pair->first.front() ? pair->first.size() : pair->second.size(),
                fused_duration(problem(), *pair, instances)};
      for (const Instance i : instances) unit.instances.push_back(instance_index(problem(), i));
      for (const InstanceIndex i : unit.instances) taken_[i] = true;
      add(std::move(unit), at);
    }
  }

  void add(Unit unit, Time at) {
    units_.push_back(std::move(unit));
    times_.push_back(at);
  }

  const WideModel& model_;
  const WideRepetend& repetend_;
  std::vector<bool> taken_;
  Sequence units_;
  std::vector<Time> times_;
};

}  // namespace

Sequence played(const WideModel& model, const WideRepetend& repetend) {
  return Player(model, repetend).run();
}

}  // namespace repetend::search
