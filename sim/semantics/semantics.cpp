#include "sim/semantics/semantics.hpp"

#include <algorithm>
#include <limits>

namespace repetend {

namespace {

// What sends over a link.
struct LinkUse {
  Time longest = 0, shortest_run = std::numeric_limits<Time>::max();
  std::vector<BlockId> producers = {};
  bool twice = false;

  bool busy() const { return longest > shortest_run || twice; }
  bool sends(BlockId b) const { return std::ranges::find(producers, b) != producers.end(); }
};

// The instances fused have scales of their own, and the largest counts.
Time least_fused_duration(const Problem& problem, const Pair& pair) {
  const auto least = std::ranges::min_element(problem.scale);
  const Instance with_it{pair.first.front(), static_cast<std::int32_t>(least - problem.scale.begin())};
  return fused_duration(problem, pair, std::span(&with_it, 1));
}

// An instance of each block of the pair may end at the same time, after that of the pair.
void add_pair(LinkUse& use, const Problem& problem, const Pair& pair) {
  std::ptrdiff_t sending = 0;
  for (const auto* side : {&pair.first, &pair.second})
    sending += std::ranges::count_if(*side, [&](BlockId b) { return use.sends(b); });
  use.twice |= sending > 1;
  if (sending > 0) use.shortest_run = std::min(use.shortest_run, least_fused_duration(problem, pair));
}

// An asynchronous transfer need not wait for a link whose producers run for at least as long as it is taken
// and send one transfer each.
std::vector<bool> busy_links(const Problem& problem, const Dataflow& flow) {
  const auto least_duration = least_durations(problem);
  std::vector<LinkUse> uses(flow.links);
  for (const Channel& c : flow.channels) {
    LinkUse& use = uses[c.link.index()];
    use.longest = std::max(use.longest, c.occupancy);
    use.shortest_run = std::min(use.shortest_run, least_duration[c.producer]);
    use.twice |= use.sends(c.producer);
    use.producers.push_back(c.producer);
  }
  for (const Pair& pair : problem.pairs)
    for (LinkUse& use : uses) add_pair(use, problem, pair);
  std::vector<bool> busy;
  for (const LinkUse& use : uses) busy.push_back(use.busy());
  return busy;
}

TaskId block_task(BlockId b) { return TaskId{b.value}; }

// A transfer that is a mere delay makes its edge wait.
void add_delay(std::vector<Time>& by_edge, const Transfer& t) {
  Time& delay = by_edge[t.edge.index()];
  delay = std::max(delay, t.until_delivered());
}

// All of an edge but its transfers that are tasks: nothing is delayed where all of them are.
void add_edge(std::vector<Precedence>& precedences, const Problem& problem, const Edge& edge, bool delayed,
              Time delay) {
  for (const DirectEdge& e : direct_edges(problem, edge, !delayed))
    precedences.push_back({block_task(e.producer), block_task(e.consumer),
                           e.fan == DirectEdge::Fan::one ? delay : 0, e.distance, e.producers, e.consumers,
                           e.fan});
}

}  // namespace

std::vector<Precedence> free_precedences(const Problem& problem) {
  std::vector<Time> delay(problem.edges.size());
  for (const Transfer& t : transfers(problem)) add_delay(delay, t);
  std::vector<Precedence> result;
  result.reserve(delay.size());
  for (std::size_t e = 0; e < delay.size(); ++e) add_edge(result, problem, problem.edges[e], true, delay[e]);
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
  const auto busy = only_busy ? busy_links(*problem_, flow_) : std::vector<bool>{};
  for (ChannelId c : ids<ChannelId>(flow_.channels.size())) {
    if (only_busy && !busy[flow_.channel(c).link.index()]) continue;
    task_[c.index()] = TaskId{tasks()};
    transfers_.push_back(c);
  }
}

// Blocking transfers are among what their two machines do, which says what precedes them. An edge to a gang
// may have transfers that are tasks beside others that are delays.
void Semantics::add_precedences() {
  std::vector<Time> delay(problem_->edges.size());
  std::vector<bool> delayed(delay.size(), true);  // whether not all its transfers are tasks
  for (ChannelId c : transfers_) delayed[flow_.channel(c).edge.index()] = false;
  for (ChannelId id : ids<ChannelId>(flow_.channels.size())) {
    if (task_[id.index()].value >= 0) continue;
    add_delay(delay, flow_.channel(id));
    delayed[flow_.channel(id).edge.index()] = true;
  }
  for (std::size_t e = 0; e < delay.size(); ++e)
    add_edge(precedences_, *problem_, problem_->edges[e], delayed[e], delay[e]);
  if (problem_->transfer == TransferMode::blocking) return;
  for (ChannelId id : transfers_) {
    const Channel& c = flow_.channel(id);
    const MicroBatches consumers{c.sent.first + c.distance, c.sent.last + c.distance};
    precedences_.push_back({block_task(c.producer), task_[id.index()], 0, 0, c.sent, c.sent});
    precedences_.push_back(
        {task_[id.index()], block_task(c.consumer), c.until_delivered(), c.distance, c.sent, consumers});
  }
}

void Semantics::add_machines() {
  for (BlockId b : ids<BlockId>(services_.size()))
    for (MachineId m : machines(b)) services_[b.index()].push_back(machine_service(b, m));
  for (std::size_t m = 0; m < machines(); ++m) order_of_.emplace_back(m);
}

// A rendezvous starts once its receiver has ended what it runs before the consumer. With blocking transfers a
// machine completes the receives of a block just before it and its sends just after it, in edge order. All
// lanes of a block on a device do so, but no machine that it occupies elsewhere.
Service Semantics::machine_service(BlockId b, MachineId m) const {
  Service service{b, ResourceId{m.index()}, {}, {}};
  const bool blocking = problem_->transfer == TransferMode::blocking;
  for (ChannelId c : flow_.receives[b.index()]) {
    const Channel& channel = flow_.channel(c);
    if (task_[c.index()].value < 0 || !is_lane_at(*problem_, b, m, channel.to)) continue;
    if (blocking)
      service.steps.push_back({task_[c.index()], channel.until_delivered(), channel.distance});
    else if (problem_->transfer == TransferMode::rendezvous)
      service.posts.push_back({task_[c.index()], 0, channel.distance});
  }
  service.own = service.steps.size();
  service.steps.push_back({block_task(b), 0, 0});
  if (!blocking) return service;
  for (ChannelId c : flow_.sends[b.index()])
    if (const Channel& channel = flow_.channel(c);
        task_[c.index()].value >= 0 && is_lane_at(*problem_, b, m, channel.from))
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

MicroBatches Semantics::micro_batches_of(TaskId t) const {
  if (is_block(t)) return repetend::micro_batches_of(*problem_, BlockId{t.value});
  return flow_.channel(transfers_[t.index() - problem_->blocks.size()]).sent;
}

std::int32_t Semantics::node(const Operation& operation, Instance i) const {
  const std::int32_t n = i.micro_batch - operation.behind;
  return micro_batches_of(operation.task).has(n) ? node(operation.task, n) : -1;
}

}  // namespace repetend
