#include "search/modulo/cyclic_orders.hpp"

#include <algorithm>

#include "sim/plan/memory_level.hpp"

namespace repetend::search {

CyclicOrders::CyclicOrders(const CyclicModel& model, const CyclicSchedule& schedule)
    : model_(&model), entries_(model.on_device.size()), arcs_(model.arcs) {
  for (DeviceId d : entries_.ids()) {
    first_arc_.push_back(arcs_.size());
    for (BlockId b : blocks_by_slot(model, d, schedule)) {
      entries_[d].push_back({b, find_use(model.problem->block(b), d), schedule.stage(b)});
      places_.push_back({d, entries_[d].size() - 1});
    }
    arcs_.resize(arcs_.size() + entries_[d].size());
    for (std::size_t i = 0; i < entries_[d].size(); ++i) write_arc({d, i});
  }
}

std::optional<CyclicOrders::Place> CyclicOrders::place(std::size_t arc) const {
  if (arc < model_->arcs.size()) return std::nullopt;
  return places_[arc - model_->arcs.size()];
}

void CyclicOrders::write_arc(Place at) {
  const Entry &from = entries_[at.device][at.position], &to = entries_[at.device][after(at)];
  const std::int64_t next_period = after(at) == 0 ? 1 : 0;
  arcs_[first_arc_[at.device] + at.position] = {from.block, to.block, model_->duration[from.block],
                                                from.stage - to.stage + next_period};
}

// Where one period meets the next, each of the two goes to the other one's period.
void CyclicOrders::swap(Place at) {
  auto& entries = entries_[at.device];
  const std::size_t next = after(at), size = entries.size();
  std::swap(entries[at.position], entries[next]);
  if (next == 0) {
    --entries[at.position].stage;
    ++entries[next].stage;
  }
  for (std::size_t i : {at.position + size - 1, at.position, next}) write_arc({at.device, i % size});
}

bool CyclicOrders::fits_memory(DeviceId device) const {
  if (!model_->counts_memory[device]) return true;
  const Device& d = model_->problem->device(device);
  Bytes before = d.static_memory;
  for (const Entry& entry : entries_[device])
    before += (entry.use->release - entry.use->acquire) * entry.stage;
  MemoryLevel level(before, model_->problem->memory_release);
  for (const Entry& entry : entries_[device]) {
    if (level.start(*entry.use) > d.memory) return false;
    level.end(*entry.use);
  }
  return true;
}

}  // namespace repetend::search
