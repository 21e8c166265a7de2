#include "search/completion/plan_orders.hpp"

#include <algorithm>

#include "sim/plan/memory_level.hpp"

namespace repetend::search {

PlanOrders::PlanOrders(const Semantics& semantics, const Orders& orders)
    : semantics_(&semantics), order_(semantics.resources()), before_(semantics.machines()) {
  add_stays();
  order_stays(orders);
}

void PlanOrders::add_stays() {
  const Problem& problem = semantics_->problem();
  first_stay_.push_back(0);
  for (std::size_t i = 0; i < problem.instances(); ++i) {
    for (const Service& service : semantics_->services(instance_at(problem, i).block))
      add_stay(static_cast<Index>(i), service);
    first_stay_.push_back(stays_.size());
  }
}

// A link has nothing to do for an instance whose messages would lead beyond the last micro-batch.
void PlanOrders::add_stay(Index index, const Service& service) {
  const Instance instance = instance_at(semantics_->problem(), index);
  Stay stay{index, service.resource, 0, 0, 0, static_cast<std::uint32_t>(entries_.size()), 0};
  const auto add_entry = [&](std::int32_t node) {
    entries_.push_back(static_cast<Index>(node));
    ++stay.entry_count;
  };
  for (const Operation& post : service.posts)
    if (const std::int32_t node = semantics_->node(post, instance); node >= 0) add_entry(node);
  bool entered = false;
  for (const Operation& step : service.steps) {
    const std::int32_t node = semantics_->node(step, instance);
    if (node < 0) continue;
    if (!entered) add_entry(node);
    entered = true;
    stay.exit = static_cast<Index>(node);
    stay.delay = step.delay + semantics_->length(step.task, instance);
  }
  if (entered) stays_.push_back(stay);
}

void PlanOrders::order_stays(const Orders& orders) {
  const Problem& problem = semantics_->problem();
  for (MachineId m : orders.ids()) {
    MemoryLevel level(problem.device(device_of(problem, m)).static_memory, problem.memory_release);
    for (const Instance& instance : orders[m]) {
      const std::size_t i = instance_index(problem, instance);
      for (std::size_t s = first_stay_[i]; s < first_stay_[i + 1]; ++s)
        if (semantics_->order_of(stays_[s].resource) == m) append(stays_[s]);
      before_[m.index()].push_back(level.level());
      const DeviceUse& change = use_at(problem, instance.block, m);
      level.start(change);
      level.end(change);
    }
  }
}

void PlanOrders::append(Stay& stay) {
  auto& order = order_[stay.resource.index()];
  stay.position = static_cast<std::uint32_t>(order.size());
  order.push_back(static_cast<Index>(&stay - stays_.data()));
}

Orders PlanOrders::orders() const {
  Orders result(semantics_->machines());
  for (MachineId m : result.ids())
    for (Index s : order_[m.index()])
      result[m].push_back(instance_at(semantics_->problem(), stays_[s].instance));
  return result;
}

const DeviceUse& PlanOrders::change(Place place) const {
  const Problem& problem = semantics_->problem();
  return use_at(problem, instance_at(problem, at(place).instance).block,
                semantics_->order_of(place.resource));
}

// Only the level between the two changes.
void PlanOrders::swap(Place place) {
  auto& order = order_[place.resource.index()];
  std::swap(order[place.position], order[place.position + 1]);
  for (std::size_t k : {place.position, place.position + 1})
    stays_[order[k]].position = static_cast<std::uint32_t>(k);
  if (!semantics_->is_machine(place.resource)) return;
  auto& before = before_[place.resource.index()];
  const DeviceUse& first = change(place);
  before[place.position + 1] = before[place.position] + first.acquire - first.release;
}

std::vector<PlanOrders::Place> PlanOrders::together(Place place, bool everywhere) const {
  const Problem& problem = semantics_->problem();
  const Index first = at(place).instance, second = at({place.resource, place.position + 1}).instance;
  std::vector<Place> result;
  if (instance_at(problem, first).block == instance_at(problem, second).block) return result;
  for (const Stay& s : stays(first)) {
    const Stay* next = after(s);
    const bool neighbours = next && next->instance == second;
    if (semantics_->is_machine(s.resource)) {
      if (neighbours) result.push_back({s.resource, s.position});
      const MachineId m = semantics_->order_of(s.resource);
      if (everywhere && !neighbours && runs_on(problem, instance_at(problem, second).block, m)) return {};
    } else if (neighbours) {
      const ResourceId machine{semantics_->order_of(s.resource).index()};
      if (std::ranges::find(result, machine, &Place::resource) != result.end())
        result.push_back({s.resource, s.position});
    }
  }
  return result;
}

bool PlanOrders::fits_memory(Place place) const {
  if (!semantics_->is_machine(place.resource)) return true;
  const Problem& problem = semantics_->problem();
  const Bytes memory = problem.device(device_of(problem, semantics_->order_of(place.resource))).memory;
  if (memory == unlimited) return true;
  MemoryLevel level(before_[place.resource.index()][place.position], problem.memory_release);
  const DeviceUse& first = change(place);
  if (level.start(first) > memory) return false;
  level.end(first);
  return level.start(change({place.resource, place.position + 1})) <= memory;
}

}  // namespace repetend::search
