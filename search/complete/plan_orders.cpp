#include "search/complete/plan_orders.hpp"

#include <algorithm>

#include "search/bounds/heads_and_tails.hpp"
#include "search/model/arcs.hpp"
#include "sim/plan/memory_level.hpp"

namespace repetend::search {

PlanOrders::PlanOrders(const Problem& problem, const Orders& orders)
    : problem_(&problem), order_(orders.size()), inputs_(problem.instances()) {
  const HeadsAndTails ht = heads_and_tails(problem);
  for (std::size_t i = 0; i < problem.instances(); ++i) {
    const std::size_t block = instance_at(problem, i).block.index();
    duration_.push_back(ht.duration[block]);
    tail_.push_back(ht.tail[block]);
  }
  add_slots(orders);
  add_outputs();
}

void PlanOrders::add_slots(const Orders& orders) {
  first_slot_.push_back(0);
  for (std::size_t i = 0; i < problem_->instances(); ++i) {
    for (const DeviceUse& use : problem_->block(instance_at(*problem_, i).block).uses)
      slots_.push_back({use.device.index(), 0});
    first_slot_.push_back(slots_.size());
  }
  for (std::size_t d = 0; d < orders.size(); ++d)
    for (const Instance& instance : orders[d]) {
      const auto i = static_cast<Index>(instance_index(*problem_, instance));
      position(i, d) = order_[d].size();
      inputs_[i] += !order_[d].empty();
      order_[d].push_back(i);
    }
}

void PlanOrders::add_outputs() {
  std::vector<std::vector<Arc>> out(problem_->blocks.size());
  for (const Arc& arc : edge_arcs(*problem_)) out[arc.from].push_back(arc);
  first_output_.push_back(0);
  for (std::size_t i = 0; i < problem_->instances(); ++i) {
    const Instance from = instance_at(*problem_, i);
    for (const Arc& arc : out[from.block.index()]) {
      if (arc.distance >= problem_->micro_batches - from.micro_batch) continue;
      const auto n = from.micro_batch + static_cast<std::int32_t>(arc.distance);
      const auto to = static_cast<Index>(instance_index(*problem_, {BlockId{arc.to}, n}));
      outputs_.push_back({to, arc.delay});
      ++inputs_[to];
    }
    first_output_.push_back(outputs_.size());
  }
}

Orders PlanOrders::orders() const {
  Orders result(order_.size());
  for (std::size_t d = 0; d < order_.size(); ++d)
    for (Index i : order_[d]) result[d].push_back(instance_at(*problem_, i));
  return result;
}

std::size_t& PlanOrders::position(Index i, std::size_t device) {
  std::size_t slot = first_slot_[i];
  while (slots_[slot].device != device) ++slot;
  return slots_[slot].position;
}

// Only the first of a device has no predecessor there.
void PlanOrders::swap(Place at) {
  Index &first = order_[at.device][at.position], &second = order_[at.device][at.position + 1];
  ++position(first, at.device);
  --position(second, at.device);
  if (at.position == 0) {
    ++inputs_[first];
    --inputs_[second];
  }
  std::swap(first, second);
}

std::vector<PlanOrders::Place> PlanOrders::together(Place at) const {
  const Index first = order_[at.device][at.position], second = order_[at.device][at.position + 1];
  std::vector<Place> places;
  if (instance_at(*problem_, first).block == instance_at(*problem_, second).block) return places;
  for (const Place& place : slots(first)) {
    const auto& order = order_[place.device];
    if (place.position + 1 < order.size() && order[place.position + 1] == second) places.push_back(place);
  }
  return places;
}

bool PlanOrders::fits_memory(std::size_t device) const {
  const Device& d = problem_->devices[device];
  if (d.memory == unlimited) return true;
  MemoryLevel level(d.static_memory, problem_->memory_release);
  for (Index i : order_[device]) {
    const DeviceUse& use = *find_use(problem_->block(instance_at(*problem_, i).block), DeviceId{device});
    if (level.start(use) > d.memory) return false;
    level.end(use);
  }
  return true;
}

void PlanOrders::deliver(Index from, Index to, Time at) {
  if (at > start_[to] || after_[to] == none) {
    start_[to] = at;
    after_[to] = from;
  }
  if (--missing_[to] == 0) ready_.push_back(to);
}

std::optional<Time> PlanOrders::time(Time most) {
  start_.assign(duration_.size(), 0);
  after_.assign(duration_.size(), none);
  missing_ = inputs_;
  ready_.clear();
  for (Index i = 0; i < duration_.size(); ++i)
    if (missing_[i] == 0) ready_.push_back(i);
  Time makespan = 0;
  std::size_t timed = 0;
  for (; !ready_.empty(); ++timed) {
    const Index i = ready_.back();
    ready_.pop_back();
    const Time end = start_[i] + duration_[i];
    if (end > most - tail_[i]) return std::nullopt;
    if (end > makespan || timed == 0) {
      makespan = end;
      last_ = i;
    }
    for (std::size_t o = first_output_[i]; o < first_output_[i + 1]; ++o)
      deliver(i, outputs_[o].to, start_[i] + outputs_[o].delay);
    for (const Place& place : slots(i))
      if (place.position + 1 < order_[place.device].size())
        deliver(i, order_[place.device][place.position + 1], end);
  }
  return timed == duration_.size() ? std::optional(makespan) : std::nullopt;
}

std::vector<PlanOrders::Place> PlanOrders::critical() const {
  std::vector<Place> result;
  for (Index i = last_; after_[i] != none; i = after_[i])
    for (const Place& place : slots(after_[i])) {
      const auto& order = order_[place.device];
      if (place.position + 1 < order.size() && order[place.position + 1] == i) {
        result.push_back(place);
        break;
      }
    }
  return result;
}

}  // namespace repetend::search
