#include "sim/engine/dispatcher.hpp"

#include <algorithm>

namespace repetend {

namespace {
constexpr Instance nothing{BlockId{}, 0};
}

Dispatcher::Dispatcher(const Problem& problem, Orders& orders, bool grant_memory)
    : problem_(problem),
      orders_(orders),
      grant_memory_(grant_memory),
      open_(machine_count(problem)),
      busy_(machine_count(problem)),
      on_open_(problem.blocks.size()) {
  const auto blocks = blocks_by_machine(problem);
  for (MachineId m : blocks.ids()) {
    open_[m] = orders[m].empty() && !blocks[m].empty();
    for (BlockId b : blocks[m])
      if (is_open(m)) on_open_[b] = 1;
  }
  for (const Block& block : problem.blocks) changes_.push_back(changes_of(problem, block));
  for (PoolId p : pools(problem)) level_.push_back(static_memory_of(problem, p));
}

void Dispatcher::begin(const Run& run) {
  succession_ = {std::vector<std::uint64_t>(problem_.instances()),
                 std::vector<std::uint64_t>(problem_.instances())};
  count_inputs(run);
  expect_consumers(run);
  for (const Instance i : instances_of(problem_))
    if (runs_on_open(i.block) && inputs_[instance_index(problem_, i)] == 0) wait(run, i, false);
}

// An instance may be served once its producers have ended and their data are there; where a machine has to
// post what it receives, once the data can be sent. Micro-batches run in turn.
void Dispatcher::count_inputs(const Run& run) {
  inputs_ = run.flow().inputs();
  for (const Instance i : instances_of(problem_))
    if (i.micro_batch > micro_batches_of(problem_, i.block).first) ++inputs_[instance_index(problem_, i)];
}

// A reload that came as early as it can would hold memory for nothing: it is ready once the computing block
// before its consumer has started.
void Dispatcher::expect_consumers(const Run& run) {
  after_.resize(problem_.instances());
  expected_.assign(problem_.instances(), nothing);
  std::vector<Instance> before(problem_.instances(), nothing);
  for (DeviceId d : ids<DeviceId>(problem_.devices.size())) {
    const auto& order = orders_[computing(d)];
    for (std::size_t k = 1; k < order.size(); ++k) before[instance_index(problem_, order[k])] = order[k - 1];
  }
  for (const Instance i : instances_of(problem_)) {
    if (problem_.block(i.block).kind != BlockKind::reload || !runs_on_open(i.block)) continue;
    Instance& expected = expected_[instance_index(problem_, i)];
    run.flow().direct_consumers(i, [&](Instance consumer) {
      if (expected == nothing) expected = before[instance_index(problem_, consumer)];
    });
    if (expected == nothing) continue;
    after_[instance_index(problem_, expected)].push_back(i);
    ++inputs_[instance_index(problem_, i)];
  }
}

void Dispatcher::input(const Run& run, Instance i) {
  if (runs_on_open(i.block) && --inputs_[instance_index(problem_, i)] == 0) wait(run, i, false);
}

void Dispatcher::wait(const Run& run, Instance i, bool served) {
  const Waiting waiting{run.now(), run.machines_of(i.block).front(), i.micro_batch, i.block, served};
  waiting_.insert(std::ranges::upper_bound(waiting_, waiting), waiting);
}

void Dispatcher::started(const Run& run, Instance i) {
  succession_.started[instance_index(problem_, i)] = ++happened_;
  for (const Instance reload : after_[instance_index(problem_, i)]) input(run, reload);
  if (const Instance next{i.block, i.micro_batch + 1}; is_instance(problem_, next)) input(run, next);
  for (const PoolUse& use : changes_[i.block]) {
    level_[use.pool] += use.acquire + use.workspace;
    if (problem_.memory_release == MemoryRelease::start) level_[use.pool] -= use.release;
  }
}

void Dispatcher::ended(const Run& run, Instance i) {
  succession_.ended[instance_index(problem_, i)] = ++happened_;
  for (const PoolUse& use : changes_[i.block]) {
    level_[use.pool] -= use.workspace;
    if (problem_.memory_release == MemoryRelease::end) level_[use.pool] -= use.release;
  }
  for (MachineId m : run.machines_of(i.block)) busy_[m] = 0;
  run.flow().direct_consumers(i, [&](Instance consumer) { input(run, consumer); });
  if (problem_.transfer == TransferMode::async) return;
  for (const Message m : run.flow().sent(i)) input(run, run.flow().consumer(m));
}

void Dispatcher::delivered(const Run& run, const Message& m) {
  if (problem_.transfer == TransferMode::async) input(run, run.flow().consumer(m));
}

void Dispatcher::request(Run& run, Instance leader) {
  if (serving_ == leader)
    run.start(leader);
  else
    wait(run, leader, true);
}

bool Dispatcher::decide(Run& run) {
  bool decided = false;
  while (decide_one(run)) decided = true;
  return decided;
}

// A pool that has no room for one has none for those who came later. What lacks a machine takes no place in
// the queue, and what lacks memory takes no machine: it would keep others from being served.
bool Dispatcher::decide_one(Run& run) {
  IdVector<PoolId, char> claimed(level_.size());
  for (auto waiting = waiting_.begin(); waiting != waiting_.end(); ++waiting) {
    const Instance i = waiting->instance();
    if (!waiting->served && !machines_ready(run, i)) continue;
    const auto amounts = taken(run, i);
    const bool behind = std::ranges::any_of(amounts, [&](const auto& of) { return claimed[of.first] != 0; });
    if (grant_memory_ && (behind || full_pool(run, i))) {
      for (const auto& [pool, amount] : amounts) claimed[pool] = 1;
      continue;
    }
    const bool served = waiting->served;
    waiting_.erase(waiting);
    if (served)
      run.start(i);
    else
      serve(run, i);
    return true;
  }
  return false;
}

// Every open machine of the instance is free, and its other machines have come to it.
bool Dispatcher::machines_ready(const Run& run, Instance i) const {
  return std::ranges::all_of(run.machines_of(i.block), [&](MachineId m) {
    return is_open(m) ? busy_[m] == 0 && !run.machine(m).posted() : run.is_at(m, i);
  });
}

void Dispatcher::serve(Run& run, Instance i) {
  serving_ = i;
  for (MachineId m : run.machines_of(i.block))
    if (is_open(m)) {
      busy_[m] = 1;
      orders_[m].push_back(i);
    }
  for (MachineId m : run.machines_of(i.block))
    if (is_open(m)) run.enter(m);
  serving_.reset();
}

// The amounts that are not 0, by pool.
std::vector<std::pair<PoolId, Bytes>> Dispatcher::taken(const Run& run, Instance leader) const {
  std::vector<std::pair<PoolId, Bytes>> result;
  for (const Instance i : run.group(leader))
    for (const PoolUse& use : changes_[i.block]) {
      const Bytes released = problem_.memory_release == MemoryRelease::start ? use.release : 0;
      const auto same = std::ranges::find(result, use.pool, &std::pair<PoolId, Bytes>::first);
      auto& sum = same != result.end() ? *same : result.emplace_back(use.pool, 0);
      sum.second += use.acquire + use.workspace - released;
    }
  std::erase_if(result, [](const auto& of) { return of.second <= 0; });
  return result;
}

std::optional<PoolId> Dispatcher::full_pool(const Run& run, Instance leader) const {
  for (const auto& [pool, amount] : taken(run, leader))
    if (level_[pool] > capacity_of(problem_, pool) - amount) return pool;
  return std::nullopt;
}

std::optional<std::pair<PoolId, Instance>> Dispatcher::claimed(const Run& run, Instance leader) const {
  const auto wanted = taken(run, leader);
  for (const Waiting& waiting : waiting_) {
    const Instance first = waiting.instance();
    if (first == leader) break;
    if (!waiting.served && !machines_ready(run, first)) continue;
    for (const auto& [pool, amount] : taken(run, first))
      if (std::ranges::find(wanted, pool, &std::pair<PoolId, Bytes>::first) != wanted.end())
        return std::pair{pool, first};
  }
  return std::nullopt;
}

std::optional<Instance> Dispatcher::unserved(const Run& run, BlockId b) const {
  for (std::int32_t n : micro_batches_of(problem_, b).numbers())
    if (!run.started({b, n})) return Instance{b, n};
  return std::nullopt;
}

std::optional<Instance> Dispatcher::expected(Instance reload) const {
  const Instance by = expected_[instance_index(problem_, reload)];
  return by == nothing ? std::nullopt : std::optional(by);
}

std::vector<Wait> Dispatcher::waits_for_start() const {
  std::vector<Wait> result;
  for (const Instance i : instances_of(problem_))
    if (const auto by = expected(i)) result.push_back({*by, i, true});
  return result;
}

}  // namespace repetend
