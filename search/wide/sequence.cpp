#include "search/wide/sequence.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <span>

#include "sim/core/error.hpp"
#include "sim/engine/engine.hpp"
#include "sim/plan/fused_groups.hpp"
#include "sim/plan/pool_waits.hpp"
#include "sim/semantics/evaluator.hpp"
#include "sim/verify/verify.hpp"

namespace repetend::search {

namespace {
constexpr InstanceIndex nobody = std::numeric_limits<InstanceIndex>::max();
}

SequenceTimer::SequenceTimer(const WideModel& model)
    : model_(&model),
      released_at_start_(model.problem().memory_release == MemoryRelease::start),
      free_(model.machine_count()),
      last_(model.machine_count(), nobody),
      end_(model.size()) {
  for (PoolId p : ids<PoolId>(model.pool_count())) pools_.push_back(PoolProfile(model.room(p)));
}

template <class Visit>
void SequenceTimer::for_demands(const Unit& unit, Visit visit) const {
  const auto demand = [this](const PoolUse& use) {
    return PoolDemand{use.acquire + use.workspace - (released_at_start_ ? use.release : 0),
                      use.acquire - use.release};
  };
  if (!unit.fused()) {
    for (const PoolUse& use : model_->pool_uses(unit.instances.front())) visit(use.pool, demand(use));
    return;
  }
  std::map<PoolId, PoolDemand> together;
  for (const InstanceIndex i : unit.instances)
    for (const PoolUse& use : model_->pool_uses(i)) {
      PoolDemand& sum = together[use.pool];
      sum.while_it_runs += demand(use).while_it_runs;
      sum.afterwards += demand(use).afterwards;
    }
  for (const auto& [pool, sum] : together) visit(pool, sum);
}

// To wait for one pool may mean to find another one full.
std::optional<Time> SequenceTimer::when_there_is_room(const Unit& unit, Time from) const {
  std::optional<Time> at = from;
  for (bool later = true; later && at;) {
    later = false;
    for_demands(unit, [&](PoolId pool, const PoolDemand& demand) {
      if (!at) return;
      const auto then = pools_[pool].earliest(*at, unit.duration, demand);
      later |= then && *then > *at;
      at = then;
    });
  }
  return at;
}

std::optional<Time> SequenceTimer::earliest(const Unit& unit) const {
  Time at = 0;
  for (const MachineId m : model_->machines(unit.instances.front())) at = std::max(at, free_[m]);
  for (const InstanceIndex i : unit.instances)
    for (const WideArc& arc : model_->before(i))
      if (!unit.fused() || std::ranges::find(unit.instances, arc.instance) == unit.instances.end())
        at = std::max(at, end_[arc.instance] + arc.delay);
  return when_there_is_room(unit, at);
}

void SequenceTimer::append(const Unit& unit, Time start) {
  const Time end = start + unit.duration;
  for (const MachineId m : model_->machines(unit.instances.front())) {
    free_[m] = end;
    last_[m] = unit.instances.front();
  }
  for (const InstanceIndex i : unit.instances) end_[i] = end;
  for_demands(unit,
              [&](PoolId pool, const PoolDemand& demand) { pools_[pool].add(start, unit.duration, demand); });
  latest_ = std::max(latest_, end);
}

std::optional<InstanceIndex> SequenceTimer::binding(const Unit& unit, Time start) const {
  for (const InstanceIndex i : unit.instances)
    for (const WideArc& arc : model_->before(i))
      if (end_[arc.instance] + arc.delay == start &&
          std::ranges::find(unit.instances, arc.instance) == unit.instances.end())
        return arc.instance;
  for (const MachineId m : model_->machines(unit.instances.front()))
    if (last_[m] != nobody && free_[m] == start) return last_[m];
  return std::nullopt;
}

std::optional<std::vector<Time>> starts(const WideModel& model, const Sequence& units) {
  SequenceTimer timer(model);
  std::vector<Time> result;
  result.reserve(units.size());
  for (const Unit& unit : units) {
    const auto at = timer.earliest(unit);
    if (!at) return std::nullopt;
    timer.append(unit, *at);
    result.push_back(*at);
  }
  return result;
}

std::optional<TimedSequence> timed(const WideModel& model, Sequence units) {
  auto start = starts(model, units);
  if (!start) return std::nullopt;
  TimedSequence result{std::move(units), std::move(*start)};
  result.end = end_of(result.units, result.start);
  return result;
}

Time end_of(const Sequence& units, const std::vector<Time>& start) {
  Time end = 0;
  for (std::size_t k = 0; k < units.size(); ++k) end = std::max(end, start[k] + units[k].duration);
  return end;
}

std::vector<Time> completions_of(const WideModel& model, const Sequence& units,
                                 const std::vector<Time>& start) {
  std::vector<Time> result(static_cast<std::size_t>(model.problem().micro_batches));
  for (std::size_t k = 0; k < units.size(); ++k)
    for (const InstanceIndex i : units[k].instances) {
      Time& end = result[static_cast<std::size_t>(instance_at(model.problem(), i).micro_batch)];
      end = std::max(end, start[k] + units[k].duration);
    }
  return result;
}

namespace {

// Which units come after which, besides what their times say.
class UnitOrder {
 public:
  UnitOrder(const WideModel& model, const Sequence& units)
      : unit_(model.size()), after_(units.size()), waits_for_(units.size()) {
    for (std::size_t u = 0; u < units.size(); ++u)
      for (const InstanceIndex i : units[u].instances) unit_[i] = u;
    for (const InstanceIndex i : model.instances())
      for (const WideArc& arc : model.after(i)) add(i, arc.instance);
  }

  void add(InstanceIndex before, InstanceIndex after) {
    const std::size_t from = unit_[before], to = unit_[after];
    if (from == to) return;
    after_[from].push_back(to);
    ++waits_for_[to];
  }

  // Numbers of units, of those that can be next always the one of the least time. Those that wait for each
  // other are missing.
  std::vector<std::size_t> sorted(const std::vector<Time>& times) && {
    const auto later = [&](std::size_t a, std::size_t b) {
      return std::pair(times[a], a) > std::pair(times[b], b);
    };
    std::vector<std::size_t> ready, result;
    for (std::size_t u = 0; u < waits_for_.size(); ++u)
      if (waits_for_[u] == 0) ready.push_back(u);
    std::ranges::make_heap(ready, later);
    while (!ready.empty()) {
      std::ranges::pop_heap(ready, later);
      result.push_back(ready.back());
      ready.pop_back();
      for (const std::size_t next : after_[result.back()])
        if (--waits_for_[next] == 0) {
          ready.push_back(next);
          std::ranges::push_heap(ready, later);
        }
    }
    return result;
  }

 private:
  std::vector<std::size_t> unit_;  // by instance
  std::vector<std::vector<std::size_t>> after_;
  std::vector<std::size_t> waits_for_;
};

Sequence in_order(Sequence units, const std::vector<std::size_t>& order) {
  Sequence result;
  result.reserve(order.size());
  for (const std::size_t u : order) result.push_back(std::move(units[u]));
  return result;
}

Unit unit_of(const WideModel& model, std::span<const Instance> group, Time duration) {
  const Problem& problem = model.problem();
  Unit unit{{}, 1, duration};
  for (const Instance i : group) unit.instances.push_back(instance_index(problem, i));
  if (!unit.fused()) return unit;
  const Pair* pair = find_pair(problem, {group.begin(), group.end()});
  const bool in_order = pair && group.front().block == pair->first.front();
  if (pair) unit.first_side = in_order ? pair->first.size() : pair->second.size();
  return unit;
}

}  // namespace

Sequence ordered(const WideModel& model, Sequence units, const std::vector<Time>& times) {
  const auto order = UnitOrder(model, units).sorted(times);
  return in_order(std::move(units), order);
}

Sequence sequence_of(const WideModel& model, const Plan& plan) {
  const Problem& problem = model.problem();
  const FusedGroups groups(problem, plan.couplings.fused);
  const PlanDurations durations(plan);
  Sequence units;
  std::vector<Time> times;
  for (const InstanceIndex i : model.instances()) {
    const Instance instance = instance_at(problem, i);
    const auto group = groups.at(instance);
    if (group.empty()) continue;
    units.push_back(unit_of(model, group, durations[instance]));
    times.push_back(plan.start[i]);
  }
  UnitOrder order(model, units);
  for (const auto& on_machine : plan.orders)
    for (std::size_t k = 1; k < on_machine.size(); ++k)
      order.add(instance_index(problem, on_machine[k - 1]), instance_index(problem, on_machine[k]));
  for (const Wait& wait : plan.couplings.waits)
    order.add(instance_index(problem, wait.before), instance_index(problem, wait.after));
  const auto sorted = std::move(order).sorted(times);
  return in_order(std::move(units), sorted);
}

namespace {

// At one instant what ends comes before what starts; what takes no time ends right after its start.
Succession succession_of(const WideModel& model, const TimedSequence& sequence) {
  std::vector<Moment> moments;
  for (std::size_t k = 0; k < sequence.units.size(); ++k) {
    const Time at = sequence.start[k], lasts = sequence.units[k].duration;
    for (const InstanceIndex i : sequence.units[k].instances) {
      moments.push_back({at, 1, k, false, i});
      moments.push_back({at + lasts, lasts == 0 ? 1 : 0, k, true, i});
    }
  }
  return repetend::succession_of(model.size(), std::move(moments));
}

}  // namespace

std::optional<Plan> to_plan(const WideModel& model, const TimedSequence& sequence) {
  Plan plan{
      model.shared_problem(), "search", Orders(model.machine_count()), std::vector<Time>(model.size()), {}};
  if (model.problem().micro_batch_order == MicroBatchOrder::free) plan.micro_batch_order = model.feed();
  for (std::size_t k = 0; k < sequence.units.size(); ++k) {
    const Unit& unit = sequence.units[k];
    FusedGroup group;
    for (const InstanceIndex i : unit.instances) {
      group.push_back(instance_at(model.problem(), i));
      plan.start[i] = sequence.start[k];
      for (const MachineId m : model.machines(i)) plan.orders[m].push_back(group.back());
    }
    if (unit.fused()) plan.couplings.fused.push_back(std::move(group));
  }
  try {
    add_waits(plan, pool_waits(plan, succession_of(model, sequence)));
    plan = time_plan(std::move(plan));
  } catch (const RequestError&) {  // its transfers wait for each other
    return std::nullopt;
  }
  if (!verify(plan, 1).empty()) return std::nullopt;
  return plan;
}

}  // namespace repetend::search
