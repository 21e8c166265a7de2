#include "search/exact/time_windows.hpp"

#include <algorithm>
#include <bit>
#include <functional>
#include <numeric>

#include "search/bounds/gates.hpp"

// Destructive bounds (Klein and Scholl 1999): a makespan for which some instance is left no time to start is
// too short. Windows shrink along precedences, by what one machine or link can do, and by what the memory of
// a device allows, until none does. What is found of a makespan holds for all shorter ones, as each rule says
// more where windows are smaller.
//
// Shaving (Carlier and Pinson 1994, Martin and Shmoys 1996): where nothing fits if an instance starts in the
// first part of its window, its window begins after that part.
namespace repetend::search {
namespace {

// Rendezvous and blocking transfers would ask for more than windows can say.
TransferTasks tasks_of(const Problem& problem) {
  return problem.transfer == TransferMode::async ? TransferTasks::waiting : TransferTasks::none;
}

}  // namespace

TimeWindows::TimeWindows(const Problem& problem, Measure measure)
    : problem_(with_memory_edges(problem)),
      semantics_(problem_, tasks_of(problem_)),
      measure_(measure),
      length_(semantics_.nodes()),
      resources_(semantics_.resources()),
      resources_of_(semantics_.nodes()) {
  for (std::size_t i = 0; i < problem_.instances(); ++i)
    length_[i] = semantics_.duration(instance_at(problem_, i));
  add_arcs();
  sort_arcs();
  add_resources();
}

// Each block runs its micro-batches in order, and a link carries the transfers of an edge in order.
void TimeWindows::add_arcs() {
  const auto add = [this](TaskId from, std::int32_t n, TaskId to, std::int32_t later, Time delay) {
    const auto node = static_cast<std::size_t>(semantics_.node(from, n));
    arcs_.push_back({node, static_cast<std::size_t>(semantics_.node(to, later)), length_[node] + delay});
  };
  for (const Precedence& p : semantics_.precedences())
    p.for_micro_batches([&](std::int32_t n, std::int32_t later) { add(p.from, n, p.to, later, p.delay); });
  for (const TaskId t : ids<TaskId>(semantics_.tasks())) {
    const MicroBatches of = semantics_.micro_batches_of(t);
    for (std::int32_t n = of.first; n < of.last; ++n) add(t, n, t, n + 1, 0);
  }
}

void TimeWindows::sort_arcs() {
  std::vector<std::vector<Arc>> out(nodes());
  std::vector<std::size_t> in(nodes()), ready;
  for (const Arc& arc : arcs_) {
    out[arc.from].push_back(arc);
    ++in[arc.to];
  }
  for (std::size_t i = 0; i < in.size(); ++i)
    if (in[i] == 0) ready.push_back(i);
  arcs_.clear();
  while (!ready.empty()) {
    const std::size_t i = ready.back();
    ready.pop_back();
    for (const Arc& arc : out[i]) {
      arcs_.push_back(arc);
      if (--in[arc.to] == 0) ready.push_back(arc.to);
    }
  }
}

void TimeWindows::add_resources() {
  for (const BlockId b : ids<BlockId>(problem_.blocks.size()))
    for (const Service& service : semantics_.services(b))
      for (const Operation& step : service.steps) {
        const MicroBatches of = semantics_.micro_batches_of(step.task);
        for (std::int32_t n = of.first; n <= of.last; ++n) {
          const auto node = static_cast<std::size_t>(semantics_.node(step.task, n));
          resources_[service.resource.index()].uses.push_back({node, length_[node] + step.delay});
          resources_of_[node].push_back(service.resource.index());
        }
      }
  const Paths paths(problem_);
  for (const DeviceId d : ids<DeviceId>(problem_.devices.size()))
    resources_[computing(d).index()].memory =
        MemoryWindows::of(problem_, paths, d, semantics_.blocks(computing(d)));
  for (Resource& r : resources_) {
    constexpr std::uint64_t a_level = 150;  // steps of each of the levels of a tree
    r.steps = a_level * r.uses.size() * static_cast<std::uint64_t>(std::bit_width(r.uses.size())) +
              (r.memory ? r.memory->steps() : 0);
  }
}

void TimeWindows::touch(std::size_t node) {
  for (const std::size_t r : resources_of_[node]) resources_[r].dirty = true;
}

void TimeWindows::raise(std::size_t node, Time earliest) {
  if (earliest <= windows_.earliest[node]) return;
  windows_.earliest[node] = earliest;
  touch(node);
}

void TimeWindows::lower(std::size_t node, Time latest) {
  if (latest >= windows_.latest[node]) return;
  windows_.latest[node] = latest;
  touch(node);
}

bool TimeWindows::follow_arcs() {
  auto& [earliest, latest] = windows_;
  for (const Arc& arc : more_) {
    raise(arc.to, earliest[arc.from] + arc.delay);
    lower(arc.from, latest[arc.to] - arc.delay);
  }
  for (const Arc& arc : arcs_) raise(arc.to, earliest[arc.from] + arc.delay);
  for (auto arc = arcs_.rbegin(); arc != arcs_.rend(); ++arc) lower(arc->from, latest[arc->to] - arc->delay);
  return std::ranges::equal(earliest, latest, std::less_equal{});
}

// A micro-batch may complete no later than it would if all others completed as early as they can.
bool TimeWindows::obey_limit() {
  if (measure_ == Measure::makespan) {
    for (std::size_t i = 0; i < problem_.instances(); ++i) lower(i, at_most_ - length_[i]);
    return true;
  }
  const auto micro_batches = static_cast<std::size_t>(problem_.micro_batches);
  completed_.assign(micro_batches, 0);
  for (std::size_t i = 0; i < problem_.instances(); ++i) {
    Time& completed = completed_[i % micro_batches];
    completed = std::max(completed, windows_.earliest[i] + length_[i]);
  }
  const Time spare = at_most_ - measured(measure_, completed_);
  for (std::size_t i = 0; i < problem_.instances(); ++i)
    lower(i, completed_[i % micro_batches] + spare - length_[i]);
  return spare >= 0;
}

bool TimeWindows::tighten(Resource& resource) {
  resource.dirty = false;
  activities_.clear();
  for (const auto& [node, duration] : resource.uses)
    activities_.push_back({windows_.earliest[node], windows_.latest[node] + duration, duration});
  if (!one_machine_.tighten(activities_)) return false;
  for (std::size_t k = 0; k < activities_.size(); ++k) {
    const auto& [node, duration] = resource.uses[k];
    raise(node, activities_[k].earliest);
    lower(node, activities_[k].latest - duration);
  }
  if (!resource.memory) return true;
  shrunk_.clear();
  if (!resource.memory->tighten(length_, {windows_.earliest, windows_.latest}, shrunk_)) return false;
  for (const std::size_t node : shrunk_) touch(node);
  return true;
}

bool TimeWindows::propagate(WorkLimit& work) {
  do {
    if (!work.take(3 * (arcs_.size() + more_.size()))) return true;
    if (!follow_arcs() || !obey_limit()) return false;
    for (Resource& r : resources_) {
      if (!r.dirty) continue;
      if (!work.take(r.steps)) return true;
      if (!tighten(r)) return false;
    }
  } while (std::ranges::any_of(resources_, &Resource::dirty));
  return true;
}

bool TimeWindows::begin(Time at_most, WorkLimit& work) {
  more_.clear();
  at_most_ = at_most;
  windows_.earliest.assign(nodes(), 0);
  windows_.latest.assign(nodes(), at_most);
  for (Resource& r : resources_) r.dirty = true;
  return propagate(work);
}

void TimeWindows::set(const Windows& windows) {
  windows_ = windows;
  for (Resource& r : resources_) r.dirty = false;
}

// True: nothing was found against there being a plan.
bool TimeWindows::shave_off(std::size_t node, bool early, WorkLimit& work) {
  for (Time part = length_[node];; part *= 2) {
    before_ = windows_;
    if (early)
      lower(node, windows_.earliest[node] + part - 1);
    else
      raise(node, windows_.latest[node] - part + 1);
    const bool possible = propagate(work);
    set(before_);
    if (possible) return true;
    shaved_ = true;
    if (early)
      raise(node, windows_.earliest[node] + part);
    else
      lower(node, windows_.latest[node] - part);
    if (!propagate(work)) return false;
  }
}

bool TimeWindows::shave(WorkLimit& work) {
  std::vector<std::size_t> order(problem_.instances());
  do {
    shaved_ = false;
    for (const bool early : {true, false}) {
      std::iota(order.begin(), order.end(), std::size_t{0});
      std::ranges::sort(order, {}, [&](std::size_t i) {
        return std::pair(early ? windows_.earliest[i] : -windows_.latest[i], i);
      });
      for (const std::size_t node : order) {
        if (work.out()) return true;
        if (!shave_off(node, early, work)) return false;
      }
    }
  } while (shaved_);
  return true;
}

}  // namespace repetend::search
