#include "search/exact/state.hpp"

#include <algorithm>
#include <limits>

#include "search/bounds/preemptive.hpp"
#include "sim/plan/memory_level.hpp"

namespace repetend::search {

ExactState::ExactState(const ExactModel& model)
    : done_(model.blocks().size()), free_(model.on_machine.size()), start_(model.problem->instances()) {
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
    at = std::max(at, end(model, {arc.from, m}) + arc.delay);
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
  const Instance i{block, done_[block]++};
  start_[model.instance(block, i.micro_batch)] = at;
  clock_ = at;
  for (Time& f : free_) f = std::max(f, at);
  for (MachineId m : model.machines[block]) free_[m] = at + model.duration[i];
  for (const DeviceUse& use : model.problem->block(block).uses)
    level_[use.device] += use.acquire - use.release;
}

// Where completions count, those of the micro-batches begun belong to it, and the sum of the others.
std::vector<Time> ExactState::signature(const ExactModel& model, Measure measure) const {
  std::vector<Time> result = free_.plain();
  if (measure == Measure::completions) {
    std::vector<Time> ends = completed(model);
    const auto begun = ends.begin() + *std::ranges::min_element(done_);
    result.push_back(measured(measure, {ends.begin(), begun}));
    result.insert(result.end(), begun, ends.end());
  }
  for (BlockId b : model.blocks()) {
    if (done_[b] == model.micro_batches) continue;
    const Time earliest = free(model, b);
    for (const Dependence& arc : model.in[b]) {
      const auto first = std::max(std::int64_t{0}, done_[b] - arc.distance);
      const auto last = std::min<std::int64_t>(done_[arc.from], model.micro_batches - arc.distance);
      for (auto m = first; m < last; ++m) {
        const Time arrival = end(model, {arc.from, static_cast<int>(m)}) + arc.delay;
        result.push_back(std::max(arrival, earliest));
      }
    }
  }
  return result;
}

Time ExactState::free(const ExactModel& model, BlockId block) const {
  Time latest = 0;
  for (MachineId m : model.machines[block]) latest = std::max(latest, free_[m]);
  return latest;
}

Time ExactState::end(const ExactModel& model, Instance i) const {
  return start_[model.instance(i.block, i.micro_batch)] + model.duration[i];
}

Time ExactState::end() const { return *std::ranges::max_element(free_); }

std::vector<Time> ExactState::completed(const ExactModel& model) const {
  std::vector<Time> ends(static_cast<std::size_t>(model.micro_batches));
  for (BlockId b : model.blocks())
    for (int n = 0; n < done_[b] && model.may_end_last[b]; ++n)
      ends[static_cast<std::size_t>(n)] = std::max(ends[static_cast<std::size_t>(n)], end(model, {b, n}));
  return ends;
}

std::vector<Time> heads(const ExactModel& model, const ExactState& state) {
  std::vector<Time> head = state.start();
  for (int n = 0; n < model.micro_batches; ++n)
    for (BlockId b : model.order) {
      if (state.done(b, n)) continue;
      Time& h = head[model.instance(b, n)];
      h = state.free(model, b);
      if (n > 0) h = std::max(h, head[model.instance(b, n - 1)] + model.duration[{b, n - 1}]);
      for (const Dependence& arc : model.in[b])
        if (const int m = n - static_cast<int>(arc.distance); m >= 0)
          h = std::max(h, head[model.instance(arc.from, m)] + model.duration[{arc.from, m}] + arc.delay);
    }
  return head;
}

namespace {

// Of the first micro-batches, each with its tail.
std::vector<Job> jobs(const ExactModel& model, const ExactState& state, const std::vector<Time>& head,
                      const std::vector<BlockId>& blocks, const std::vector<Time>& tail, int micro_batches) {
  std::vector<Job> result;
  for (BlockId b : blocks)
    for (int n = state.done()[b]; n < micro_batches; ++n) {
      const std::size_t i = model.instance(b, n);
      result.push_back({head[i], model.duration[{b, n}], tail[i]});
    }
  return result;
}

// The weight of the blocks to come on the way to the block's next instance, in its micro-batch.
Time still_before(const ExactModel& model, const ExactState& state, const Barrier& barrier, BlockId target) {
  const int n = state.done()[target];
  IdVector<BlockId, Time> before(model.in.size());
  for (BlockId b : model.order) {
    for (const Dependence& arc : model.in[b])
      if (arc.distance == 0 && !state.done(arc.from, n))
        before[b] = std::max(before[b], before[arc.from] + barrier.alone[arc.from]);
    if (b == target) break;
  }
  return before[target];
}

// The bound of barrier.cpp for what is to come. A block on the way to the next own instance may start at the
// clock, while the machine still runs what it has started: that much is no idle time.
Time barrier_bound(const ExactModel& model, const ExactState& state, const Barrier& barrier) {
  const MachineId machine = barrier.machine;
  Time work = 0, before = std::numeric_limits<Time>::max();
  for (BlockId b : model.on_machine[machine])
    if (const int n = state.done()[b]; n < model.micro_batches) work += model.left[model.instance(b, n)];
  for (BlockId b : barrier.own)
    if (state.done()[b] < model.micro_batches)
      before = std::min(before, still_before(model, state, barrier, b));
  if (before == std::numeric_limits<Time>::max()) return state.free(machine) + work;
  const Time running = state.free(machine) - state.clock();
  return state.free(machine) + std::max(Time{0}, before - running) + work + barrier.after;
}

Time makespan_below(const ExactModel& model, const ExactState& state, const std::vector<Time>& head) {
  Time bound = state.end();
  for (const auto& blocks : model.on_machine)
    bound =
        std::max(bound, preemptive_end(jobs(model, state, head, blocks, model.tail, model.micro_batches)));
  for (const Barrier& barrier : model.barriers) bound = std::max(bound, barrier_bound(model, state, barrier));
  return bound;
}

// A micro-batch completes no earlier than the one before it, than what it has done or can do at the earliest,
// and than any machine can have done its part of it and of those before it, as if there were no others.
Time completions_below(const ExactModel& model, const ExactState& state, const std::vector<Time>& head) {
  std::vector<Time> completed = state.completed(model);
  const int through = *std::ranges::min_element(state.done());
  for (int n = 0; n < model.micro_batches; ++n) {
    Time& bound = completed[static_cast<std::size_t>(n)];
    if (n > 0) bound = std::max(bound, completed[static_cast<std::size_t>(n) - 1]);
    if (n < through) continue;
    for (BlockId b : model.blocks()) {
      const std::size_t i = model.instance(b, n);
      if (!state.done(b, n)) bound = std::max(bound, head[i] + model.duration[{b, n}] + model.own_tail[i]);
    }
    for (const auto& blocks : model.on_machine)
      bound = std::max(bound, preemptive_end(jobs(model, state, head, blocks, model.own_tail, n + 1)));
  }
  return measured(Measure::completions, completed);
}

}  // namespace

Time node_bound(const ExactModel& model, const ExactState& state, const std::vector<Time>& head,
                Measure measure) {
  return measure == Measure::makespan ? makespan_below(model, state, head)
                                      : completions_below(model, state, head);
}

}  // namespace repetend::search
