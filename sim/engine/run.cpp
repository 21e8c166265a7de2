#include "sim/engine/run.hpp"

#include <algorithm>

namespace repetend {

Run::Run(const Problem& problem, const Orders& orders, const SimulateOptions& options)
    : problem_(problem),
      orders_(orders),
      options_(options),
      flow_(dataflow(problem)),
      block_durations_(durations(problem)),
      memory_(problem, options.memory_curves),
      missing_(flow_.inputs()),
      devices_(problem.devices.size()),
      links_(flow_.links) {
  result_.start.assign(problem.instances(), never);
  result_.end.assign(problem.instances(), never);
  count_inputs();
}

void Run::count_inputs() {
  for (BlockId b : ids<BlockId>(problem_.blocks.size()))
    for (std::int32_t n = 0; n < problem_.micro_batches; ++n)
      missing_[instance_index(problem_, {b, n})] += static_cast<std::int32_t>(problem_.block(b).uses.size());
  std::size_t messages = 0;
  for (const Channel& channel : flow_.channels) {
    messages += static_cast<std::size_t>(std::max(problem_.micro_batches - channel.distance, 0));
    auto& inbound = devices_[channel.to.index()].inbound;
    if (problem_.transfer == TransferMode::rendezvous &&
        std::ranges::find(inbound, channel.link) == inbound.end())
      inbound.push_back(channel.link);
  }
  if (options_.transfers) result_.transfers.reserve(messages);
}

Simulation Run::execute() && {
  for (DeviceId d : ids<DeviceId>(devices_.size())) enter(d);
  while (!events_.empty()) handle(events_.pop());
  // Whatever runs depends on something that started at 0, so the first start is 0.
  result_.makespan = std::max<Time>(0, *std::ranges::max_element(result_.end));
  std::move(memory_).report(result_);
  result_.deadlock = find_deadlock(*this);
  return std::move(result_);
}

void Run::handle(const Event& event) {
  switch (event.kind) {
    case EventKind::instance_end:
      return finish({BlockId{event.subject}, event.micro_batch});
    case EventKind::delivery:
      return deliver({ChannelId{event.subject}, event.micro_batch});
    case EventKind::link_free:
      links_[static_cast<std::size_t>(event.subject)].wake_up = false;
      return serve(LinkId{event.subject});
  }
}

const Instance* Run::next(DeviceId d) const {
  const auto& order = orders_[d.index()];
  const std::size_t position = device(d).position;
  return position < order.size() ? &order[position] : nullptr;
}

void Run::enter(DeviceId d) {
  if (problem_.transfer == TransferMode::blocking) list_operations(d);
  proceed(d);
}

void Run::proceed(DeviceId d) {
  if (device(d).posted()) return post(d);
  const Instance* instance = next(d);
  if (!instance) return;
  for (LinkId l : device(d).inbound) serve(l);  // the receives of this instance are posted now
  arrive(*instance);
}

void Run::arrive(Instance i) {
  if (--missing_[instance_index(problem_, i)] == 0) start(i);
}

Time Run::duration_of(Instance i) const {
  return options_.durations.empty() ? block_durations_[i.block.index()]
                                    : options_.durations[instance_index(problem_, i)];
}

void Run::start(Instance i) {
  const Time now = events_.now();
  result_.start[instance_index(problem_, i)] = now;
  memory_.start(i, now);
  events_.push(now + duration_of(i), EventKind::instance_end, i.block.value, i.micro_batch);
}

void Run::finish(Instance i) {
  const Time now = events_.now();
  result_.end[instance_index(problem_, i)] = now;
  memory_.end(i, now);
  for (const Instance consumer : flow_.direct_consumers(i)) arrive(consumer);
  if (problem_.transfer != TransferMode::blocking)
    for (const Message m : flow_.sent(i)) emit(m);
  for (const DeviceUse& use : problem_.block(i.block).uses) {
    ++devices_[use.device.index()].position;
    enter(use.device);
  }
}

}  // namespace repetend
