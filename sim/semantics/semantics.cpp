#include "sim/semantics/semantics.hpp"

#include <algorithm>
#include <limits>

namespace repetend {

namespace {

// An asynchronous transfer need not wait for a link whose producers run for at least as long as it is taken
// and send one transfer each.
std::vector<bool> busy_links(const Dataflow& flow, const IdVector<BlockId, Time>& least_duration) {
  struct Use {
    Time longest = 0, shortest_run = std::numeric_limits<Time>::max();
    std::vector<BlockId> producers = {};
    bool twice = false;
  };
  std::vector<Use> uses(flow.links);
  for (const Channel& c : flow.channels) {
    Use& use = uses[c.link.index()];
    use.longest = std::max(use.longest, c.occupancy);
    use.shortest_run = std::min(use.shortest_run, least_duration[c.producer]);
    use.twice |= std::ranges::find(use.producers, c.producer) != use.producers.end();
    use.producers.push_back(c.producer);
  }
  std::vector<bool> busy;
  for (const Use& use : uses) busy.push_back(use.longest > use.shortest_run || use.twice);
  return busy;
}

TaskId block_task(BlockId b) { return TaskId{b.value}; }

// A transfer that is a mere delay makes its edge wait.
void add_delay(std::vector<Precedence>& by_edge, const Transfer& t) {
  Time& delay = by_edge[t.edge.index()].delay;
  delay = std::max(delay, t.until_delivered());
}

std::vector<Precedence> undelayed(const Problem& problem) {
  std::vector<Precedence> by_edge;
  by_edge.reserve(problem.edges.size());
  for (const Edge& e : problem.edges)
    by_edge.push_back({block_task(e.from), block_task(e.to), 0, e.distance});
  return by_edge;
}

}  // namespace

std::vector<Precedence> free_precedences(const Problem& problem) {
  std::vector<Precedence> result = undelayed(problem);
  for (const Transfer& t : transfers(problem)) add_delay(result, t);
  return result;
}

Semantics::Semantics(const Problem& problem, TransferTasks which)
    : problem_(&problem),
      flow_(dataflow(problem)),
      durations_(problem),
      machines_(machines_by_block(problem)),
      blocks_(blocks_by_machine(problem)),
      task_(flow_.channels.size()),
      services_(problem.blocks.size()) {
  find_tasks(which);
  add_precedences();
  add_machines();
  if (problem.transfer != TransferMode::blocking) add_links();
}

void Semantics::find_tasks(TransferTasks which) {
  if (which == TransferTasks::none) return;
  const bool only_busy = which == TransferTasks::waiting && problem_->transfer == TransferMode::async;
  const auto busy = only_busy ? busy_links(flow_, least_durations(*problem_)) : std::vector<bool>{};
  for (ChannelId c : ids<ChannelId>(flow_.channels.size())) {
    if (only_busy && !busy[flow_.channel(c).link.index()]) continue;
    task_[c.index()] = TaskId{tasks()};
    transfers_.push_back(c);
  }
}

// Blocking transfers are among what their two machines do, which says what precedes them. An edge to a gang
// may have transfers that are tasks beside others that are delays.
void Semantics::add_precedences() {
  std::vector<Precedence> direct = undelayed(*problem_);
  std::vector<bool> delayed(direct.size(), true);  // whether not all its transfers are tasks
  for (ChannelId c : transfers_) delayed[flow_.channel(c).edge.index()] = false;
  for (ChannelId id : ids<ChannelId>(flow_.channels.size())) {
    if (task_[id.index()].value >= 0) continue;
    add_delay(direct, flow_.channel(id));
    delayed[flow_.channel(id).edge.index()] = true;
  }
  for (std::size_t e = 0; e < direct.size(); ++e)
    if (delayed[e]) precedences_.push_back(direct[e]);
  if (problem_->transfer == TransferMode::blocking) return;
  for (ChannelId id : transfers_) {
    const Channel& c = flow_.channel(id);
    precedences_.push_back({block_task(c.producer), task_[id.index()], 0, 0});
    precedences_.push_back({task_[id.index()], block_task(c.consumer), c.until_delivered(), c.distance});
  }
}

void Semantics::add_machines() {
  for (BlockId b : ids<BlockId>(services_.size()))
    for (MachineId m : machines(b)) services_[b.index()].push_back(machine_service(b, m));
  for (std::size_t m = 0; m < machines(); ++m) order_of_.emplace_back(m);
}

// A rendezvous starts once its receiver has ended what it runs before the consumer. With blocking transfers a
// machine completes the receives of a block just before it and its sends just after it, in edge order.
Service Semantics::machine_service(BlockId b, MachineId m) const {
  Service service{b, ResourceId{m.index()}, {}, {}};
  const bool blocking = problem_->transfer == TransferMode::blocking;
  for (ChannelId c : flow_.receives[b.index()]) {
    const Channel& channel = flow_.channel(c);
    if (channel.receiver != m || task_[c.index()].value < 0) continue;
    if (blocking)
      service.steps.push_back({task_[c.index()], channel.until_delivered(), channel.distance});
    else if (problem_->transfer == TransferMode::rendezvous)
      service.posts.push_back({task_[c.index()], 0, channel.distance});
  }
  service.steps.push_back({block_task(b), 0, 0});
  if (!blocking) return service;
  for (ChannelId c : flow_.sends[b.index()])
    if (const Channel& channel = flow_.channel(c); channel.sender == m && task_[c.index()].value >= 0)
      service.steps.push_back({task_[c.index()], channel.until_delivered(), 0});
  return service;
}

// A link carries the transfers of a block in edge order; it is free again before they are delivered.
void Semantics::add_links() {
  std::vector<ResourceId> resource(flow_.links);
  for (ChannelId c : transfers_) {
    const Channel& channel = flow_.channel(c);
    ResourceId& link = resource[channel.link.index()];
    if (link.value < 0) {
      link = ResourceId{resources()};
      order_of_.push_back(channel.sender);
    }
    auto& services = services_[channel.producer.index()];
    auto known = std::ranges::find(services, link, &Service::resource);
    if (known == services.end()) known = services.insert(services.end(), {channel.producer, link, {}, {}});
    known->steps.push_back({task_[c.index()], channel.occupancy, 0});
  }
}

const Service& Semantics::service(BlockId b, ResourceId r) const {
  return *std::ranges::find(services(b), r, &Service::resource);
}

std::int32_t Semantics::count(TaskId t) const {
  if (is_block(t)) return problem_->micro_batches;
  const Channel& channel = flow_.channel(transfers_[t.index() - problem_->blocks.size()]);
  return std::max(0, problem_->micro_batches - channel.distance);
}

std::int32_t Semantics::node(const Operation& operation, Instance i) const {
  const std::int32_t n = i.micro_batch - operation.behind;
  return n >= 0 && n < count(operation.task) ? node(operation.task, n) : -1;
}

}  // namespace repetend
