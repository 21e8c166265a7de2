#include "tests/support/judge.hpp"

#include <algorithm>
#include <set>

#include "tests/support/judge_play.hpp"

namespace repetend::test {

Play::Play(const Plan& p) : plan(p), problem(*p.problem) {
  for (const Block& block : problem.blocks) {
    Time longest = 0;
    for (const DeviceUse& use : block.uses) {
      const Speed speed = problem.devices[use.device.index()].speed;
      Time time = 1;
      while (time * speed < block.time * unit_speed) ++time;
      longest = std::max(longest, time);
    }
    lengths.push_back(longest);
  }
  for (std::size_t b = 0; b < problem.blocks.size(); ++b)
    for (int n = 0; n < problem.micro_batches; ++n) all.push_back({BlockId{b}, n});
}

Time Play::start(Instance i) const {
  return plan.start[i.block.index() * static_cast<std::size_t>(problem.micro_batches) +
                    static_cast<std::size_t>(i.micro_batch)];
}

Time Play::end(Instance i) const { return start(i) + lengths[i.block.index()]; }

bool Play::uses(BlockId b, std::size_t device) const {
  return std::ranges::any_of(problem.blocks[b.index()].uses,
                             [&](const DeviceUse& use) { return use.device.index() == device; });
}

Time Play::horizon() const {
  Time last = 0;
  for (Instance i : all) last = std::max(last, end(i));
  return last;
}

namespace {

bool complete(const Play& play) {
  if (play.plan.orders.size() != play.problem.devices.size()) return false;
  if (play.plan.start.size() != play.all.size()) return false;
  for (std::size_t d = 0; d < play.problem.devices.size(); ++d) {
    std::multiset<Instance> expected;
    for (Instance i : play.all)
      if (play.uses(i.block, d)) expected.insert(i);
    if (expected !=
        std::multiset<Instance>(play.plan.orders[MachineId{d}].begin(), play.plan.orders[MachineId{d}].end()))
      return false;
  }
  return std::ranges::all_of(play.plan.start, [](Time t) { return t >= 0; });
}

// Each device does one thing in each unit of time, and what it does comes in its order.
bool one_at_a_time(const Play& play) {
  const Time horizon = play.horizon();
  for (const std::vector<Instance>& order : play.plan.orders) {
    std::vector<Instance> ran;
    for (Time t = 0; t < horizon; ++t) {
      int running = 0;
      for (Instance i : order)
        if (play.start(i) <= t && t < play.end(i)) {
          ++running;
          if (play.start(i) == t) ran.push_back(i);
        }
      if (running > 1) return false;
    }
    if (ran != order) return false;
  }
  return true;
}

bool in_sequence(const Play& play) {
  for (Instance a : play.all)
    for (Instance b : play.all)
      if (a.block == b.block && a.micro_batch < b.micro_batch && play.start(a) > play.start(b)) return false;
  return true;
}

bool dependencies_hold(const Play& play) {
  for (const Edge& edge : play.problem.edges)
    for (Instance a : play.all)
      for (Instance b : play.all)
        if (a.block == edge.from && b.block == edge.to && b.micro_batch == a.micro_batch + edge.distance &&
            play.start(b) < play.end(a))
          return false;
  return true;
}

bool memory_fits(const Play& play) {
  const Time horizon = play.horizon();
  const bool early = play.problem.memory_release == MemoryRelease::start;
  for (std::size_t d = 0; d < play.problem.devices.size(); ++d)
    for (Time t = 0; t < horizon; ++t) {
      Bytes level = play.problem.devices[d].static_memory;
      for (Instance i : play.all)
        for (const DeviceUse& use : play.problem.blocks[i.block.index()].uses) {
          if (use.device.index() != d || play.start(i) > t) continue;
          level += use.acquire;
          if (t < play.end(i)) level += use.workspace;
          if (early || t >= play.end(i)) level -= use.release;
        }
      if (level > play.problem.devices[d].memory) return false;
    }
  return true;
}

// Each window of the repetition is the one before, one period later and u micro-batches on.
bool repeats(const Play& play) {
  if (!play.plan.repetend) return true;
  const auto [period, u, first, last] = *play.plan.repetend;
  if (period < 1 || u < 1 || first < 0 || last < first || (last - first) % period) return false;
  const auto window = [&, period = period](Time begin) {
    std::set<Instance> found;
    for (Instance i : play.all)
      if (play.start(i) >= begin && play.start(i) < begin + period) found.insert(i);
    return found;
  };
  for (Time begin = first; begin <= last; begin += period) {
    const std::set<Instance> here = window(begin);
    for (std::size_t b = 0; b < play.problem.blocks.size(); ++b) {
      const auto count = std::ranges::count(here, BlockId{b}, &Instance::block);
      if (count < u || (begin < last && count > u)) return false;
    }
    if (begin == last) break;
    for (Instance i : here) {
      const Instance next{i.block, i.micro_batch + u};
      if (!window(begin + period).contains(next) || play.start(next) != play.start(i) + period) return false;
    }
  }
  return true;
}

}  // namespace

bool judge(const Plan& plan) {
  const Play play(plan);
  return complete(play) && one_at_a_time(play) && in_sequence(play) && dependencies_hold(play) &&
         transfers_arrive(play) && memory_fits(play) && repeats(play);
}

}  // namespace repetend::test
