#include "search/completion/plan_orders.hpp"

#include "sim/plan/memory_level.hpp"

namespace repetend::search {

PlanOrders::PlanOrders(const Problem& problem, const Orders& orders)
    : problem_(&problem), order_(orders.size()), before_(orders.size()) {
  first_place_.push_back(0);
  for (std::size_t i = 0; i < problem.instances(); ++i) {
    for (const DeviceUse& use : problem.block(instance_at(problem, i).block).uses)
      places_.push_back({use.device.index(), 0});
    first_place_.push_back(places_.size());
  }
  for (std::size_t d = 0; d < orders.size(); ++d) {
    MemoryLevel level(problem.devices[d].static_memory, problem.memory_release);
    for (const Instance& instance : orders[d]) {
      const auto i = static_cast<Index>(instance_index(problem, instance));
      position(i, d) = order_[d].size();
      order_[d].push_back(i);
      before_[d].push_back(level.level());
      const DeviceUse& needed = use({d, order_[d].size() - 1});
      level.start(needed);
      level.end(needed);
    }
  }
}

Orders PlanOrders::orders() const {
  Orders result(order_.size());
  for (std::size_t d = 0; d < order_.size(); ++d)
    for (Index i : order_[d]) result[d].push_back(instance_at(*problem_, i));
  return result;
}

const DeviceUse& PlanOrders::use(Place place) const {
  return *find_use(problem_->block(instance_at(*problem_, at(place)).block), DeviceId{place.device});
}

std::size_t& PlanOrders::position(Index i, std::size_t device) {
  std::size_t place = first_place_[i];
  while (places_[place].device != device) ++place;
  return places_[place].position;
}

// Only the level between the two changes.
void PlanOrders::swap(Place place) {
  const Place next{place.device, place.position + 1};
  std::swap(order_[place.device][place.position], order_[place.device][next.position]);
  position(at(place), place.device) = place.position;
  position(at(next), next.device) = next.position;
  const DeviceUse& first = use(place);
  before_[place.device][next.position] =
      before_[place.device][place.position] + first.acquire - first.release;
}

std::vector<PlanOrders::Place> PlanOrders::together(Place place) const {
  const Index first = at(place), second = at({place.device, place.position + 1});
  std::vector<Place> result;
  if (instance_at(*problem_, first).block == instance_at(*problem_, second).block) return result;
  for (const Place& p : places(first))
    if (p.position + 1 < size(p.device) && at({p.device, p.position + 1}) == second) result.push_back(p);
  return result;
}

bool PlanOrders::fits_memory(Place place) const {
  const Device& device = problem_->devices[place.device];
  if (device.memory == unlimited) return true;
  MemoryLevel level(before_[place.device][place.position], problem_->memory_release);
  const DeviceUse& first = use(place);
  if (level.start(first) > device.memory) return false;
  level.end(first);
  return level.start(use({place.device, place.position + 1})) <= device.memory;
}

}  // namespace repetend::search
