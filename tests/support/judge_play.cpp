#include "tests/support/judge_play.hpp"

#include <algorithm>

namespace repetend::test {
namespace {

// The least whole number that is no less than time x factor / speed.
Time stretched(Time time, Speed factor, Speed speed) {
  Time result = 0;
  while (result * speed < time * factor) ++result;
  return result;
}

}  // namespace

Play::Play(const Plan& p) : plan(p), problem(*p.problem) {
  const int last = problem.micro_batches - 1;
  for (std::size_t b = 0; b < problem.blocks.size(); ++b)
    for (int n = 0; n <= last; ++n) {
      const Repeat repeat = problem.blocks[b].repeat;
      if ((repeat == Repeat::first && n > 0) || (repeat == Repeat::last && n < last)) continue;
      all.push_back({BlockId{b}, n});
    }
}

void Play::measure() {
  for (Instance i : all) {
    const FusedGroup together = group(i);
    lengths[i] = !plan.durations.empty()
                     ? plan.durations[i.block.index() * static_cast<std::size_t>(problem.micro_batches) +
                                      static_cast<std::size_t>(i.micro_batch)]
                 : together.size() > 1 ? group_length(together)
                                       : own_length(i);
  }
}

Time Play::own_length(Instance i) const {
  const Block& block = problem.blocks[i.block.index()];
  const auto n = static_cast<std::size_t>(i.micro_batch);
  Time time = block.times.empty() ? block.time : block.times[n];
  if (!problem.scale.empty() && each(i.block)) time = stretched(time, problem.scale[n], unit_speed);
  Time longest = 0;
  for (std::size_t m : machines(i.block)) {
    const std::size_t devices = problem.devices.size();
    const Speed speed = m < devices ? problem.devices[m].speed : problem.machines[m - devices].speed;
    longest = std::max(longest, stretched(time, unit_speed, speed));
  }
  return longest;
}

Time Play::group_length(const FusedGroup& members) const {
  const auto declared = sides(problem, members);
  Time longest = 0;
  for (Instance i : members) {
    if (!declared) {
      longest = std::max(longest, own_length(i));
      continue;
    }
    const auto n = static_cast<std::size_t>(i.micro_batch);
    Time time = declared->pair->time;
    if (!problem.scale.empty())
      time = stretched(time, each(i.block) ? problem.scale[n] : unit_speed, unit_speed);
    for (std::size_t m : machines(i.block)) {
      const std::size_t devices = problem.devices.size();
      const Speed speed = m < devices ? problem.devices[m].speed : problem.machines[m - devices].speed;
      longest = std::max(longest, stretched(time, unit_speed, speed));
    }
  }
  return longest;
}

Time Play::start(Instance i) const {
  return plan.start[i.block.index() * static_cast<std::size_t>(problem.micro_batches) +
                    static_cast<std::size_t>(i.micro_batch)];
}

Time Play::end(Instance i) const { return start(i) + lengths.at(i); }

bool Play::uses(BlockId b, std::size_t device) const {
  return std::ranges::any_of(problem.blocks[b.index()].uses,
                             [&](const DeviceUse& use) { return use.device.index() == device; });
}

std::vector<std::size_t> Play::machines(BlockId b) const {
  std::vector<std::size_t> result;
  for (MachineId m : problem.blocks[b.index()].machines) result.push_back(m.index());
  if (result.empty())
    for (const DeviceUse& use : problem.blocks[b.index()].uses) result.push_back(use.device.index());
  return result;
}

std::optional<std::size_t> Play::device_of(std::size_t machine) const {
  if (machine < problem.devices.size()) return machine;
  const auto& device = problem.machines[machine - problem.devices.size()].device;
  return device ? std::optional(device->index()) : std::nullopt;
}

std::vector<std::size_t> Play::lanes(BlockId b, std::size_t device) const {
  std::vector<std::size_t> result = machines(b);
  std::erase_if(result, [&](std::size_t m) { return device_of(m) != device; });
  return result;
}

Time Play::horizon() const {
  Time last = 0;
  for (Instance i : all) last = std::max(last, end(i));
  return last;
}

bool Play::each(BlockId b) const { return problem.blocks[b.index()].repeat == Repeat::each; }

bool Play::waits_for(const Edge& edge, Instance consumer, Instance producer) const {
  if (edge.from != producer.block || edge.to != consumer.block) return false;
  if (!each(edge.from) || !each(edge.to)) return true;
  return consumer.micro_batch == producer.micro_batch + edge.distance;
}

FusedGroup Play::group(Instance i) const {
  for (const FusedGroup& members : plan.couplings.fused)
    if (std::ranges::count(members, i) > 0) return members;
  return {i};
}

bool Play::fused(Instance a, Instance b) const { return std::ranges::count(group(a), b) > 0; }

bool Play::on_one_side(Instance a, Instance b) const {
  const FusedGroup members = group(a);
  const auto declared = sides(problem, members);
  const auto at = [&](Instance i) {
    return static_cast<std::size_t>(std::ranges::find(members, i) - members.begin());
  };
  if (at(b) == members.size() || !declared) return false;
  return (at(a) < declared->leading) == (at(b) < declared->leading);
}

std::optional<Sides> sides(const Problem& problem, const FusedGroup& group) {
  for (const Pair& pair : problem.pairs)
    for (const bool swapped : {false, true}) {
      const auto& one = swapped ? pair.second : pair.first;
      const auto& other = swapped ? pair.first : pair.second;
      bool same = group.size() == one.size() + other.size();
      for (std::size_t k = 0; same && k < group.size(); ++k)
        same = group[k].block == (k < one.size() ? one[k] : other[k - one.size()]);
      if (same) return Sides{&pair, one.size()};
    }
  return std::nullopt;
}

}  // namespace repetend::test
