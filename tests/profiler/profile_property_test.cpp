// The records -> costs path against a reference that works from the definitions alone, in quadratic time.
#include <rapidcheck.h>

#include <set>

#include "tests/profiler/fake_source.hpp"
#include "tests/support/catch.hpp"

using namespace repetend;
using namespace repetend::test;
using namespace repetend::profiler;

namespace {

struct Open {
  RangeEvent begin;
  Timestamp end = ~Timestamp{0};
};

// Every range with its end: of a thread, where as many were popped as pushed; of the process, by id.
std::vector<Open> ranges_of(const std::vector<RangeEvent>& events) {
  std::vector<Open> result;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const bool pushed = events[i].action == RangeAction::push;
    if (!pushed && events[i].action != RangeAction::start) continue;
    Open open{events[i]};
    int depth = 0;
    for (std::size_t j = i + 1; j < events.size() && open.end == ~Timestamp{0}; ++j) {
      const RangeEvent& e = events[j];
      if (pushed && e.thread == events[i].thread && e.action == RangeAction::push) ++depth;
      if (pushed && e.thread == events[i].thread && e.action == RangeAction::pop && depth-- == 0)
        open.end = e.time;
      if (!pushed && e.action == RangeAction::end && e.id == events[i].id) open.end = e.time;
    }
    result.push_back(open);
  }
  return result;
}

bool holds(const Open& range, const Launch& launch) {
  return range.begin.time <= launch.time && launch.time < range.end &&
         (range.begin.action == RangeAction::start || range.begin.thread == launch.thread);
}

struct Case {
  std::vector<RangeEvent> events;  // in order of time
  std::vector<Launch> launches;
  std::vector<DeviceWork> work;
  std::vector<MemoryOperation> memory;
};

// The cost of one range: a set of the nanoseconds each device is busy.
RangeCost reference(const Case& c, const Open& range) {
  RangeCost cost;
  std::map<std::uint32_t, std::set<Timestamp>> busy;
  const auto held = [&](Correlation correlation) {
    return std::ranges::any_of(
        c.launches, [&](const Launch& l) { return l.correlation == correlation && holds(range, l); });
  };
  for (const DeviceWork& w : c.work) {
    if (!held(w.correlation)) continue;
    ++cost.kernels;
    for (auto t = w.start; t < w.end; ++t) busy[w.device].insert(t);
  }
  for (const auto& [device, times] : busy) cost.busy = std::max(cost.busy, static_cast<Time>(times.size()));
  for (const MemoryOperation& m : c.memory) {
    if (!held(m.correlation)) continue;
    cost.kept += (m.release ? -1 : 1) * static_cast<Bytes>(m.bytes);
    cost.peak = std::max(cost.peak, cost.kept);
  }
  return cost;
}

Case any_case() {
  const auto below = [](int n) { return static_cast<std::uint32_t>(*rc::gen::inRange(0, n)); };
  Case c;
  Timestamp time = 100;
  std::vector<int> depth(3);
  std::uint64_t ids = 0;
  std::vector<std::uint64_t> open;
  for (std::uint32_t i = 0, n = below(40); i < n; ++i, time += below(3)) {
    const ThreadId thread = below(3);
    const auto name = "range" + std::to_string(i);
    const auto what = below(6);
    if (what < 2) c.events.push_back(push(time, name, thread)), ++depth[thread];
    if (what == 2 && depth[thread] > 0) c.events.push_back(pop(time, thread)), --depth[thread];
    if (what == 3) c.events.push_back(start(time, name, ++ids, thread)), open.push_back(ids);
    if (what == 4 && !open.empty()) {
      c.events.push_back(end(time, open.front(), thread));
      open.erase(open.begin());
    }
    if (what < 5) continue;
    const auto correlation = static_cast<Correlation>(i + 1);
    c.launches.push_back(launch(correlation, time, thread));
    for (auto k = below(4); k > 0; --k) {
      const Timestamp begin = time + below(60);
      c.work.push_back(kernel(correlation, begin, begin + below(30), below(3), below(2)));
    }
    if (below(2) == 0) c.memory.push_back(take(correlation, time, i, 1 + below(100)));
    if (below(3) == 0) c.memory.push_back(give_back(correlation, time, i, 1 + below(100)));
  }
  return c;
}

// Any order of arrival, but events at the same time as they are: that order is all that tells them apart.
std::vector<Record> shuffled(const Case& c) {
  std::vector<Record> records(c.events.begin(), c.events.end());
  records.insert(records.end(), c.memory.begin(), c.memory.end());
  const auto insert = [&](const auto& record) {
    records.insert(records.begin() + *rc::gen::inRange<std::ptrdiff_t>(0, std::ssize(records) + 1), record);
  };
  for (const Launch& l : c.launches) insert(l);
  for (const DeviceWork& w : c.work) insert(w);
  return records;
}

}  // namespace

TEST_CASE("costs of ranges are those of a quadratic reference, whatever the order of arrival") {
  CHECK(rc::check([] {
    const Case c = any_case();
    const auto result = profile_of(shuffled(c));
    const auto ranges = ranges_of(c.events);
    RC_ASSERT(result.ranges.size() == ranges.size());
    for (const Open& range : ranges) {
      const RangeCost wanted = reference(c, range), got = cost_of(result, range.begin.name);
      RC_ASSERT(got.busy == wanted.busy);
      RC_ASSERT(got.kernels == wanted.kernels);
      RC_ASSERT(got.peak == wanted.peak);
      RC_ASSERT(got.kept == wanted.kept);
    }
  }));
}
