#include "search/wide/plan_windows.hpp"

#include <algorithm>

namespace repetend::search {

PlanWindows::PlanWindows(const WideModel& model)
    : model_(&model),
      reach_(model),
      fusions_(fusions_of(model)),
      fusions_of_(model.size()),
      machines_(model.machine_count()) {
  for (std::size_t f = 0; f < fusions_.size(); ++f)
    for (const InstanceIndex i : fusions_[f].instances) fusions_of_[i].push_back(f);
  for (const InstanceIndex i : model.instances())
    for (const MachineId m : model.machines(i)) machines_[m.index()].push_back(i);
  add_own_arcs();
}

void PlanWindows::add_own_arcs() {
  for (const InstanceIndex i : model_->instances())
    for (const WideArc& arc : model_->after(i)) {
      OwnArc own{{i, arc.instance, true, arc.delay}, {}};
      std::ranges::set_intersection(fusions_of_[i], fusions_of_[arc.instance],
                                    std::back_inserter(own.together));
      arcs_.push_back(std::move(own));
    }
}

void PlanWindows::begin(Time at_most) {
  at_most_ = at_most;
  added_.clear();
  state_ = {std::vector<Time>(model_->size()), std::vector<Time>(model_->size(), at_most),
            std::vector<Time>(model_->size()), std::vector<Fused>(fusions_.size(), Fused::open), 0};
  for (const InstanceIndex i : model_->instances()) find_duration(i);
}

void PlanWindows::restore(const State& state) {
  state_ = state;
  added_.resize(state.added);
}

void PlanWindows::add(const Arc& arc) {
  added_.push_back(arc);
  state_.added = added_.size();
}

void PlanWindows::order(InstanceIndex first, InstanceIndex last) {
  for (const std::size_t f : fusions_with(first, last)) part(f);
  add({first, last, true, 0});
}

void PlanWindows::fuse(std::size_t fusion) {
  state_.fused[fusion] = Fused::yes;
  for (const InstanceIndex i : fusions_[fusion].instances)
    for (const std::size_t other : fusions_of_[i])
      if (other != fusion) part(other);
  for (const InstanceIndex i : fusions_[fusion].instances) find_duration(i);
}

void PlanWindows::part(std::size_t fusion) {
  if (state_.fused[fusion] == Fused::no) return;
  state_.fused[fusion] = Fused::no;
  for (const InstanceIndex i : fusions_[fusion].instances) find_duration(i);
}

void PlanWindows::find_duration(InstanceIndex i) {
  Time least = model_->duration(i);
  for (const std::size_t f : fusions_of_[i]) {
    if (state_.fused[f] == Fused::yes) {
      least = fusions_[f].duration;
      break;
    }
    if (state_.fused[f] == Fused::open) least = std::min(least, fusions_[f].duration);
  }
  state_.duration[i] = least;
}

Time PlanWindows::longest(InstanceIndex i) const {
  Time most = model_->duration(i);
  for (const std::size_t f : fusions_of_[i]) {
    if (state_.fused[f] == Fused::yes) return fusions_[f].duration;
    if (state_.fused[f] == Fused::open) most = std::max(most, fusions_[f].duration);
  }
  return most;
}

std::vector<std::size_t> PlanWindows::fusions_with(InstanceIndex a, InstanceIndex b) const {
  std::vector<std::size_t> result;
  std::ranges::set_intersection(fusions_of_[a], fusions_of_[b], std::back_inserter(result));
  std::erase_if(result, [&](std::size_t f) { return state_.fused[f] == Fused::no; });
  return result;
}

bool PlanWindows::represents(InstanceIndex i) const {
  return std::ranges::none_of(fusions_of_[i], [&](std::size_t f) {
    return state_.fused[f] == Fused::yes && fusions_[f].instances.front() != i;
  });
}

Unit PlanWindows::unit(InstanceIndex i) const {
  for (const std::size_t f : fusions_of_[i])
    if (state_.fused[f] == Fused::yes) return fusions_[f];
  return model_->unit(i);
}

// An edge within a side asks that the one does not start before the other, while they may be fused.
Time PlanWindows::delay(const OwnArc& own) const {
  const bool together =
      std::ranges::any_of(own.together, [&](std::size_t f) { return state_.fused[f] != Fused::no; });
  return together ? 0 : delay(own.arc);
}

bool PlanWindows::raise(InstanceIndex i, Time earliest) {
  if (earliest <= state_.earliest[i]) return false;
  state_.earliest[i] = earliest;
  return true;
}

bool PlanWindows::lower(InstanceIndex i, Time latest) {
  if (latest >= state_.latest[i]) return false;
  state_.latest[i] = latest;
  return true;
}

bool PlanWindows::follow(InstanceIndex from, InstanceIndex to, Time delay) {
  const bool raised = raise(to, state_.earliest[from] + delay);
  return lower(from, state_.latest[to] - delay) || raised;
}

// What is fused starts together.
bool PlanWindows::follow_fused() {
  bool changed = false;
  for (std::size_t f = 0; f < fusions_.size(); ++f) {
    if (state_.fused[f] != Fused::yes) continue;
    const InstanceIndex first = fusions_[f].instances.front();
    for (const InstanceIndex i : fusions_[f].instances) {
      changed |= follow(first, i, 0);
      changed |= follow(i, first, 0);
    }
  }
  return changed;
}

// A way without circles has fewer arcs than there are instances; what still changes after so many rounds
// does so along a circle, and would without end.
bool PlanWindows::follow_arcs() {
  for (const InstanceIndex i : model_->instances()) lower(i, at_most_ - state_.duration[i]);
  bool changed = true;
  for (std::size_t round = 0; changed; ++round) {
    if (round > 2 * model_->size() + 2) return false;
    changed = follow_fused();
    for (const Arc& arc : added_) changed |= follow(arc.from, arc.to, delay(arc));
    for (const OwnArc& own : arcs_) changed |= raise(own.arc.to, state_.earliest[own.arc.from] + delay(own));
    for (auto own = arcs_.rbegin(); own != arcs_.rend(); ++own)
      changed |= lower(own->arc.from, state_.latest[own->arc.to] - delay(*own));
    for (const InstanceIndex i : model_->instances())
      if (state_.earliest[i] > state_.latest[i]) return false;
  }
  return true;
}

// Instances that cannot start together are not fused. True: some are found out to be such.
bool PlanWindows::part_impossible() {
  bool parted = false;
  for (std::size_t f = 0; f < fusions_.size(); ++f) {
    if (state_.fused[f] != Fused::open) continue;
    Time earliest = 0, latest = at_most_ - fusions_[f].duration;
    for (const InstanceIndex i : fusions_[f].instances) {
      earliest = std::max(earliest, state_.earliest[i]);
      latest = std::min(latest, state_.latest[i]);
    }
    if (earliest <= latest) continue;
    part(f);
    parted = true;
  }
  return parted;
}

// The time that the machine must give the instance at least, within its run: as if those that run fused
// shared the time of their pair evenly and in turn.
Time PlanWindows::share(InstanceIndex i) const {
  Time least = model_->duration(i);
  for (const std::size_t f : fusions_of_[i]) {
    const Unit& unit = fusions_[f];
    if (state_.fused[f] == Fused::yes) return unit.duration;
    if (state_.fused[f] == Fused::open)
      least = std::min(least, unit.duration / static_cast<Time>(unit.instances.size()));
  }
  return least;
}

// Where an instance's share is less than what it takes, windows of the share are none of its start.
bool PlanWindows::tighten(const std::vector<InstanceIndex>& machine) {
  activities_.clear();
  activity_of_.clear();
  for (const InstanceIndex i : machine) {
    if (!represents(i)) continue;
    activity_of_.push_back(i);
    activities_.push_back({state_.earliest[i], state_.latest[i] + longest(i), share(i)});
  }
  if (!one_machine_.tighten(activities_)) return false;
  for (std::size_t k = 0; k < activities_.size(); ++k) {
    const InstanceIndex i = activity_of_[k];
    if (share(i) != longest(i)) continue;
    raise(i, activities_[k].earliest);
    lower(i, activities_[k].latest - state_.duration[i]);
  }
  return true;
}

bool PlanWindows::propagate() {
  constexpr int most_rounds = 64;  // windows may creep
  for (int round = 0;; ++round) {
    if (!follow_arcs()) return false;
    if (part_impossible()) continue;
    if (round >= most_rounds) return true;
    const auto earliest = state_.earliest, latest = state_.latest;
    for (const auto& machine : machines_)
      if (!tighten(machine)) return false;
    if (earliest == state_.earliest && latest == state_.latest) return true;
  }
}

}  // namespace repetend::search
