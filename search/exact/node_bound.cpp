#include "search/exact/node_bound.hpp"

#include <algorithm>
#include <limits>
#include <queue>

namespace repetend::search {

std::vector<Time> heads(const ExactModel& model, const ExactState& state) {
  std::vector<Time> head = state.start();
  for (int n = 0; n < model.micro_batches; ++n)
    for (BlockId b : model.order) {
      if (state.done(b, n)) continue;
      Time& h = head[model.instance(b, n)];
      h = state.free(model, b);
      if (n > 0) h = std::max(h, head[model.instance(b, n - 1)] + model.duration[b]);
      for (const Dependence& arc : model.in[b])
        if (arc.distance <= n)
          h = std::max(h, head[model.instance(arc.from, n - static_cast<int>(arc.distance))] + arc.delay);
    }
  return head;
}

namespace {

struct Job {
  Time head, work, tail;
};

std::vector<Job> jobs(const ExactModel& model, const ExactState& state, const std::vector<Time>& head,
                      const std::vector<BlockId>& blocks) {
  std::vector<Job> result;
  for (BlockId b : blocks)
    for (int n = state.done()[b]; n < model.micro_batches; ++n) {
      const std::size_t i = model.instance(b, n);
      result.push_back({head[i], model.duration[b], model.tail[i]});
    }
  std::ranges::sort(result, {}, &Job::head);
  return result;
}

// Jackson's preemptive schedule: of the jobs whose head has passed the one of the longest tail runs; no
// schedule of one machine has an earlier latest end + tail (Carlier 1982).
Time one_machine(const std::vector<Job>& jobs) {
  const auto shorter_tail = [](const Job& a, const Job& b) { return a.tail < b.tail; };
  std::priority_queue<Job, std::vector<Job>, decltype(shorter_tail)> queue(shorter_tail);
  Time now = 0, latest = 0;
  for (std::size_t next = 0; next < jobs.size() || !queue.empty();) {
    if (queue.empty()) now = std::max(now, jobs[next].head);
    for (; next < jobs.size() && jobs[next].head <= now; ++next) queue.push(jobs[next]);
    Job job = queue.top();
    queue.pop();
    const Time until = next < jobs.size() ? jobs[next].head : std::numeric_limits<Time>::max();
    const Time runs = std::min(job.work, until - now);
    now += runs;
    job.work -= runs;
    if (job.work > 0)
      queue.push(job);
    else
      latest = std::max(latest, now + job.tail);
  }
  return latest;
}

// The weight of the blocks to come on the way to the block's next instance, in its micro-batch.
Time still_before(const ExactModel& model, const ExactState& state, const Barrier& barrier, BlockId target) {
  const int n = state.done()[target];
  IdVector<BlockId, Time> before(model.duration.size());
  for (BlockId b : model.order) {
    for (const Dependence& arc : model.in[b])
      if (arc.distance == 0 && !state.done(arc.from, n))
        before[b] = std::max(before[b], before[arc.from] + barrier.alone[arc.from]);
    if (b == target) break;
  }
  return before[target];
}

// The bound of barrier.cpp for what is to come. A block on the way to the next own instance may start at the
// clock, while the device still runs what it has started: that much is no idle time.
Time barrier_bound(const ExactModel& model, const ExactState& state, const Barrier& barrier) {
  const DeviceId device = barrier.device;
  Time work = 0, before = std::numeric_limits<Time>::max();
  for (BlockId b : model.on_device[device])
    work += model.duration[b] * (model.micro_batches - state.done()[b]);
  for (BlockId b : barrier.own)
    if (state.done()[b] < model.micro_batches)
      before = std::min(before, still_before(model, state, barrier, b));
  if (before == std::numeric_limits<Time>::max()) return state.free(device) + work;
  const Time running = state.free(device) - state.clock();
  return state.free(device) + std::max(Time{0}, before - running) + work + barrier.after;
}

}  // namespace

Time node_bound(const ExactModel& model, const ExactState& state, const std::vector<Time>& head) {
  Time bound = state.end();
  for (const auto& blocks : model.on_device)
    bound = std::max(bound, one_machine(jobs(model, state, head, blocks)));
  for (const Barrier& barrier : model.barriers) bound = std::max(bound, barrier_bound(model, state, barrier));
  return bound;
}

}  // namespace repetend::search
