#include "search/modulo/cyclic_orders.hpp"

#include <algorithm>

#include "sim/plan/memory_level.hpp"

namespace repetend::search {

CyclicOrders::CyclicOrders(const CyclicModel& model, const CyclicSchedule& schedule)
    : model_(&model), slots_(model.on_device.size()), arcs_(model.arcs) {
  for (DeviceId d : slots_.ids()) {
    first_arc_.push_back(arcs_.size());
    for (BlockId b : blocks_by_slot(model, d, schedule)) {
      slots_[d].push_back({b, find_use(model.problem->block(b), d), schedule.stage(b)});
      places_.push_back({d, slots_[d].size() - 1});
    }
    arcs_.resize(arcs_.size() + slots_[d].size());
    for (std::size_t i = 0; i < slots_[d].size(); ++i) write_arc({d, i});
  }
}

std::optional<CyclicOrders::Place> CyclicOrders::place(std::size_t arc) const {
  if (arc < model_->arcs.size()) return std::nullopt;
  return places_[arc - model_->arcs.size()];
}

void CyclicOrders::write_arc(Place at) {
  const Slot &from = slots_[at.device][at.position], &to = slots_[at.device][after(at)];
  const std::int64_t lap = after(at) == 0 ? 1 : 0;
  arcs_[first_arc_[at.device] + at.position] = {from.block, to.block, model_->duration[from.block],
                                                from.shift - to.shift + lap};
}

// Where the laps meet each of the two goes to the other's lap.
void CyclicOrders::swap(Place at) {
  auto& slots = slots_[at.device];
  const std::size_t next = after(at), size = slots.size();
  std::swap(slots[at.position], slots[next]);
  if (next == 0) {
    --slots[at.position].shift;
    ++slots[next].shift;
  }
  for (std::size_t i : {at.position + size - 1, at.position, next}) write_arc({at.device, i % size});
}

bool CyclicOrders::fits_memory(DeviceId device) const {
  if (!model_->counts_memory[device]) return true;
  const Device& d = model_->problem->device(device);
  Bytes before = d.static_memory;
  for (const Slot& slot : slots_[device]) before += (slot.use->release - slot.use->acquire) * slot.shift;
  MemoryLevel level(before, model_->problem->memory_release);
  for (const Slot& slot : slots_[device]) {
    if (level.start(*slot.use) > d.memory) return false;
    level.end(*slot.use);
  }
  return true;
}

}  // namespace repetend::search
