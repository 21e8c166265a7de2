#include "search/wide/cyclic_units.hpp"

#include <algorithm>
#include <numeric>

#include "sim/problem/durations.hpp"
#include "sim/semantics/semantics.hpp"

namespace repetend::search {
namespace {

constexpr std::size_t in_no_unit = static_cast<std::size_t>(-1);

Time whole_periods(Time value, Time period) {
  return value >= 0 ? value / period : -((period - 1 - value) / period);
}

}  // namespace

CyclicUnits::CyclicUnits(const WideModel& model, int u, const std::vector<std::size_t>& pairs)
    : model_(&model), u_(static_cast<std::size_t>(u)), unit_of_(nodes(), in_no_unit) {
  const Problem& problem = model.problem();
  for (const std::size_t k : pairs) fuse(problem.pairs[k]);
  for (BlockId b : ids<BlockId>(problem.blocks.size()))
    for (std::size_t c = 0; c < u_; ++c) {
      const NodeId x{b.index() * u_ + c};
      if (problem.block(b).repeat != Repeat::each || unit_of_[x] != in_no_unit) continue;
      unit_of_[x] = units_.size();
      units_.push_back({{x}, 1, model.duration(instance(x))});
    }
  add_dependences();
  add_pools();
}

InstanceIndex CyclicUnits::instance(NodeId x) const {
  return instance_index(model_->problem(), {block(x), static_cast<std::int32_t>(x.index() % u_)});
}

const std::vector<MachineId>& CyclicUnits::machines(NodeId x) const { return model_->machines(instance(x)); }

void CyclicUnits::fuse(const Pair& pair) {
  const Problem& problem = model_->problem();
  for (std::size_t c = 0; c < u_; ++c) {
    CyclicUnit unit{{}, pair.first.size(), 0};
    std::vector<Instance> instances;
    for (const auto* side : {&pair.first, &pair.second})
      for (BlockId b : *side) {
        unit.nodes.push_back(NodeId{b.index() * u_ + c});
        instances.push_back({b, static_cast<std::int32_t>(c)});
      }
    const bool free = std::ranges::all_of(unit.nodes, [&](NodeId x) {
      return unit_of_[x] == in_no_unit && problem.block(block(x)).repeat == Repeat::each;
    });
    if (!free) continue;
    unit.duration = fused_duration(problem, pair, instances);
    for (const NodeId x : unit.nodes) unit_of_[x] = units_.size();
    units_.push_back(std::move(unit));
  }
}

std::vector<NodeId> CyclicUnits::side(NodeId x) const {
  const CyclicUnit& all = unit(x);
  const auto middle = all.nodes.begin() + static_cast<std::ptrdiff_t>(all.first_side);
  if (std::find(all.nodes.begin(), middle, x) != middle) return {all.nodes.begin(), middle};
  return {middle, all.nodes.end()};
}

std::vector<FusedCopies> CyclicUnits::fused() const {
  std::vector<FusedCopies> result;
  for (const CyclicUnit& unit : units_) {
    if (unit.nodes.size() == 1) continue;
    result.emplace_back();
    for (const NodeId x : unit.nodes) result.back().emplace_back(block(x), static_cast<int>(x.index() % u_));
  }
  return result;
}

// What one side of a pair asks of itself is no matter where it runs fused: all of it starts and ends
// together.
void CyclicUnits::add_dependences() {
  const Problem& problem = model_->problem();
  const auto add = [&](BlockId from, BlockId to, Time delay, int distance) {
    for (std::size_t c = 0; c < u_; ++c) {
      const std::size_t later = c + static_cast<std::size_t>(distance);
      const NodeId x{from.index() * u_ + c}, y{to.index() * u_ + later % u_};
      const auto laps = static_cast<std::int64_t>(later / u_);
      if (x != y && laps == 0 && unit_of_[x] == unit_of_[y] && std::ranges::count(side(x), y) > 0) continue;
      dependences_.push_back({x, y, unit(x).duration + delay, laps});
    }
  };
  const auto is_each = [&](BlockId b) { return problem.block(b).repeat == Repeat::each; };
  for (const Precedence& p : free_precedences(problem)) {
    const BlockId from{p.from.value}, to{p.to.value};
    if (is_each(from) && is_each(to)) add(from, to, p.delay, p.distance);
  }
  for (BlockId b : ids<BlockId>(problem.blocks.size()))
    if (is_each(b)) add(b, b, 0, 1);
  for (const CyclicUnit& unit : units_)
    for (std::size_t k = 1; k < unit.nodes.size(); ++k)
      if (k != unit.first_side) {
        dependences_.push_back({unit.nodes[k - 1], unit.nodes[k], 0, 0});
        dependences_.push_back({unit.nodes[k], unit.nodes[k - 1], 0, 0});
      }
}

void CyclicUnits::add_pools() {
  const Problem& problem = model_->problem();
  changes_ = IdVector<PoolId, std::vector<Change>>(model_->pool_count());
  begun_ = IdVector<PoolId, Bytes>(model_->pool_count());
  for (const CyclicUnit& unit : units_)
    for (const NodeId x : unit.nodes)
      for (const PoolUse& use : model_->pool_uses(instance(x))) changes_[use.pool].push_back({x, use});
  for (const InstanceIndex i : model_->instances())
    if (problem.block(model_->block(i)).repeat == Repeat::first)
      for (const PoolUse& use : model_->pool_uses(i)) begun_[use.pool] += use.acquire - use.release;
}

Bytes CyclicUnits::given_back(NodeId x) const {
  Bytes result = 0, least_room = unlimited;
  for (const PoolUse& use : model_->pool_uses(instance(x))) {
    if (use.release == use.acquire || model_->room(use.pool) >= least_room) continue;
    least_room = model_->room(use.pool);
    result = use.release - use.acquire;
  }
  return result;
}

// A micro-batch releases what it acquires, so that a period later the level is the same.
Bytes CyclicUnits::level(PoolId pool, Time at, const IdVector<NodeId, Time>& start, Time period) const {
  const bool at_start = model_->problem().memory_release == MemoryRelease::start;
  Bytes level = begun_[pool];
  for (const auto& [x, use] : changes_[pool]) {
    const Time started = whole_periods(at - start[x], period) + 1;
    const Time ended = whole_periods(at - start[x] - unit(x).duration, period) + 1;
    level += use.acquire * started - use.release * (at_start ? started : ended) +
             use.workspace * (started - ended);
  }
  return level;
}

bool CyclicUnits::fits(const IdVector<NodeId, Time>& start, Time period) const {
  for (PoolId pool : changes_.ids())
    for (const Change& change : changes_[pool])
      if (level(pool, start[change.node], start, period) > model_->room(pool)) return false;
  return true;
}

}  // namespace repetend::search
