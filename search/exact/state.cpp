#include "search/exact/state.hpp"

#include <algorithm>

#include "sim/plan/memory_level.hpp"

namespace repetend::search {

ExactState::ExactState(const ExactModel& model)
    : done_(model.duration.size()), free_(model.on_device.size()), start_(model.problem->instances()) {
  for (const Device& d : model.problem->devices) level_.push_back(d.static_memory);
}

std::optional<Time> ExactState::ready(const ExactModel& model, BlockId block) const {
  const int n = done_[block];
  if (n == model.micro_batches) return std::nullopt;
  Time at = free(model, block);
  for (const Dependence& arc : model.in[block]) {
    if (arc.distance > n) continue;
    const int m = n - static_cast<int>(arc.distance);
    if (!done(arc.from, m)) return std::nullopt;
    at = std::max(at, start_[model.instance(arc.from, m)] + arc.delay);
  }
  return at;
}

bool ExactState::fits(const ExactModel& model, BlockId block) const {
  return std::ranges::all_of(model.problem->block(block).uses, [&](const DeviceUse& use) {
    const MemoryLevel level(level_[use.device], model.problem->memory_release);
    return level.if_started(use) <= model.problem->device(use.device).memory;
  });
}

void ExactState::schedule(const ExactModel& model, BlockId block, Time at) {
  start_[model.instance(block, done_[block]++)] = at;
  clock_ = at;
  for (Time& f : free_) f = std::max(f, at);
  for (const DeviceUse& use : model.problem->block(block).uses) {
    free_[use.device] = at + model.duration[block];
    level_[use.device] += use.acquire - use.release;
  }
}

std::vector<Time> ExactState::signature(const ExactModel& model) const {
  std::vector<Time> result = free_.plain();
  for (BlockId b : model.blocks()) {
    if (done_[b] == model.micro_batches) continue;
    const Time earliest = free(model, b);
    for (const Dependence& arc : model.in[b]) {
      const auto first = std::max(std::int64_t{0}, done_[b] - arc.distance);
      const auto last = std::min<std::int64_t>(done_[arc.from], model.micro_batches - arc.distance);
      for (auto m = first; m < last; ++m) {
        const Time arrival = start_[model.instance(arc.from, static_cast<int>(m))] + arc.delay;
        result.push_back(std::max(arrival, earliest));
      }
    }
  }
  return result;
}

Time ExactState::free(const ExactModel& model, BlockId block) const {
  Time latest = 0;
  for (DeviceId d : model.devices[block]) latest = std::max(latest, free_[d]);
  return latest;
}

Time ExactState::end() const { return *std::ranges::max_element(free_); }

}  // namespace repetend::search
