#include "tests/support/reference_wide.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace repetend::test {
namespace {

constexpr Time impossible = -1;
constexpr Time unknown = -2;

Time ceil_of(Time value, std::int64_t times, std::int64_t over) { return (value * times + over - 1) / over; }

// The latest of what somebody waits for; impossible as soon as one of them is.
struct Latest {
  Time value = 0;
  void operator()(Time t, Time delay = 0) {
    value = t == impossible || value == impossible ? impossible : std::max(value, t + delay);
  }
};

// Nodes are what takes time: units first, which are single instances or what runs fused, then messages.
class WideReference {
 public:
  WideReference(const Plan& plan, std::span<const Time> durations, std::span<const Time> delays)
      : plan_(plan),
        problem_(*plan.problem),
        durations_(durations.empty() ? plan.durations : durations),
        delays_(delays) {
    list_units();
    list_messages();
    list_steps();
    times_.assign(units_.size() + messages_.size(), unknown);
  }

  ReferenceTiming result() {
    ReferenceTiming timing;
    timing.start.assign(problem_.instances(), 0);
    timing.end = timing.start;
    for (std::size_t u = 0; u < units_.size(); ++u)
      for (const Instance i : units_[u]) {
        timing.start[instance_index(problem_, i)] = start(u);
        timing.end[instance_index(problem_, i)] = end(u);
        timing.makespan = std::max(timing.makespan, end(u));
        timing.deadlock |= start(u) == impossible;
      }
    for (std::size_t m = 0; m < messages_.size(); ++m)
      if (const Time at = start(units_.size() + m); at != impossible)
        timing.transfers.push_back({messages_[m].edge, messages_[m].producer.micro_batch, messages_[m].from,
                                    messages_[m].to, at, end(units_.size() + m)});
    return timing;
  }

 private:
  struct Message {
    EdgeId edge;
    DeviceId from, to;
    Instance producer, consumer;
    Time occupancy = 0, latency = 0;
    std::optional<std::size_t> before_on_link = {};  // node
  };

  const Block& block(Instance i) const { return problem_.block(i.block); }
  Repeat repeat(BlockId b) const { return problem_.block(b).repeat; }
  std::int32_t last() const { return problem_.micro_batches - 1; }
  std::size_t unit_of(Instance i) const { return unit_of_.at(i); }

  // Machines: the computing lane of device k is machine k, then come the listed ones.
  std::vector<MachineId> machines_of(BlockId b) const {
    if (!problem_.block(b).machines.empty()) return problem_.block(b).machines;
    std::vector<MachineId> lanes;
    for (const DeviceUse& use : problem_.block(b).uses) lanes.emplace_back(use.device.value);
    return lanes;
  }
  bool is_lane_of(MachineId m, DeviceId d) const {
    const std::size_t devices = problem_.devices.size();
    return m.index() < devices ? m.value == d.value : problem_.machines[m.index() - devices].device == d;
  }
  std::vector<MachineId> lanes_at(BlockId b, DeviceId d) const {
    std::vector<MachineId> lanes = machines_of(b);
    std::erase_if(lanes, [&](MachineId m) { return !is_lane_of(m, d); });
    return lanes;
  }
  Speed slowest(BlockId b) const {
    Speed slowest = sum_limit;
    for (MachineId m : machines_of(b)) {
      const std::size_t devices = problem_.devices.size();
      slowest = std::min(slowest, m.index() < devices ? problem_.devices[m.index()].speed
                                                      : problem_.machines[m.index() - devices].speed);
    }
    return slowest;
  }

  Speed scale(Instance i) const {
    const bool scaled = !problem_.scale.empty() && repeat(i.block) == Repeat::each;
    return scaled ? problem_.scale[static_cast<std::size_t>(i.micro_batch)] : unit_speed;
  }
  Time duration(const FusedGroup& unit) const {
    const Instance first = unit.front();
    if (!durations_.empty()) return durations_[instance_index(problem_, first)];
    Time time = block(first).time;
    if (!block(first).times.empty()) time = block(first).times[static_cast<std::size_t>(first.micro_batch)];
    Speed largest = scale(first);
    if (unit.size() > 1) {
      time = declared(unit).time;
      for (const Instance i : unit) largest = std::max(largest, scale(i));
    }
    return ceil_of(ceil_of(time, largest, unit_speed), unit_speed, slowest(first.block));
  }
  const Pair& declared(const FusedGroup& unit) const {
    return *std::ranges::find_if(problem_.pairs, [&](const Pair& pair) {
      for (const auto& [a, b] : {std::tie(pair.first, pair.second), std::tie(pair.second, pair.first)}) {
        std::vector<BlockId> blocks = a;
        blocks.insert(blocks.end(), b.begin(), b.end());
        if (std::ranges::equal(blocks, unit, {}, {}, &Instance::block)) return true;
      }
      return false;
    });
  }

  void list_units() {
    for (const FusedGroup& group : plan_.couplings.fused) add_unit(group);
    for (std::size_t b = 0; b < problem_.blocks.size(); ++b)
      for (std::int32_t n = 0; n <= last(); ++n) {
        const Repeat how = problem_.blocks[b].repeat;
        if ((how == Repeat::first && n > 0) || (how == Repeat::last && n < last())) continue;
        if (!unit_of_.contains({BlockId{b}, n})) add_unit({{BlockId{b}, n}});
      }
  }
  void add_unit(const FusedGroup& unit) {
    for (const Instance i : unit) unit_of_[i] = units_.size();
    units_.push_back(unit);
  }

  // The instances that the consumer waits for; the last of them sends the message where there is one.
  std::vector<Instance> producers(const Edge& edge, Instance consumer) const {
    const bool each = repeat(edge.from) == Repeat::each;
    if (!each) return {{edge.from, repeat(edge.from) == Repeat::first ? 0 : last()}};
    std::vector<Instance> result;
    if (repeat(edge.to) == Repeat::each) {
      if (consumer.micro_batch >= edge.distance)
        result.push_back({edge.from, consumer.micro_batch - edge.distance});
    } else {
      for (std::int32_t n = 0; n <= last(); ++n) result.push_back({edge.from, n});
    }
    return result;
  }

  // What a block of every micro-batch gets from one of the iteration is sent to its first instance.
  bool is_sent(const Edge& edge, Instance producer, Instance consumer) const {
    if (repeat(edge.from) != Repeat::each && repeat(edge.to) == Repeat::each)
      return consumer.micro_batch == producer.micro_batch;
    return producers(edge, consumer).back() == producer;
  }

  void list_messages() {
    if (problem_.transfer == TransferMode::none) return;
    std::map<std::tuple<MachineId, DeviceId, DeviceId>, std::size_t> last_on_link;
    for (std::size_t m = 0; m < plan_.orders.size(); ++m)
      for (const Instance producer : plan_.orders[MachineId{m}]) {
        const DeviceId from = block(producer).uses.front().device;
        if (lanes_at(producer.block, from).front() != MachineId{m}) continue;
        for (Message& message : sent_by(producer, from)) {
          const std::size_t node = units_.size() + messages_.size();
          const auto [before, first] = last_on_link.try_emplace({MachineId{m}, from, message.to}, node);
          if (!first) message.before_on_link = std::exchange(before->second, node);
          messages_.push_back(message);
        }
      }
  }

  // In edge order, then by device.
  std::vector<Message> sent_by(Instance producer, DeviceId from) const {
    std::vector<Message> result;
    for (std::size_t e = 0; e < problem_.edges.size(); ++e) {
      const Edge& edge = problem_.edges[e];
      if (edge.from != producer.block) continue;
      for (const auto& [consumer, unit] : unit_of_) {
        if (consumer.block != edge.to) continue;
        const std::vector<Instance> needed = producers(edge, consumer);
        if (!std::ranges::count(needed, producer) || !is_sent(edge, producer, consumer)) continue;
        for (const DeviceUse& use : block(consumer).uses) {
          if (std::ranges::count(block(producer).uses, use.device, &DeviceUse::device)) continue;
          const auto listed = problem_.links.pairs.find({from, use.device});
          const Link link = listed == problem_.links.pairs.end() ? *problem_.links.fallback : listed->second;
          result.push_back({EdgeId{e}, from, use.device, producer, consumer,
                            ceil_of(edge.bytes, 1'000'000'000, link.bandwidth), link.latency});
        }
      }
    }
    return result;
  }

  // What each machine does in turn. With blocking transfers it does the receives of a unit before it and its
  // sends after it, where it is a lane of the device that receives or sends.
  void list_steps() {
    steps_.resize(plan_.orders.size());
    for (std::size_t m = 0; m < steps_.size(); ++m)
      for (const Instance i : plan_.orders[MachineId{m}]) {
        const FusedGroup& unit = units_[unit_of(i)];
        if (unit.front() != i) continue;
        add_messages(m, unit, &Message::consumer, &Message::to);
        steps_[m].push_back(unit_of(i));
        add_messages(m, unit, &Message::producer, &Message::from);
      }
  }
  void add_messages(std::size_t m, const FusedGroup& unit, Instance Message::*end,
                    DeviceId Message::*device) {
    if (problem_.transfer != TransferMode::blocking) return;
    for (const Instance member : unit) {
      std::vector<std::size_t> found;
      for (std::size_t k = 0; k < messages_.size(); ++k)
        if (messages_[k].*end == member && is_lane_of(MachineId{m}, messages_[k].*device)) found.push_back(k);
      std::ranges::stable_sort(found, {},
                               [&](std::size_t k) { return std::pair(messages_[k].edge, messages_[k].to); });
      for (std::size_t k : found) steps_[m].push_back(units_.size() + k);
    }
  }

  Time start(std::size_t node) {
    if (times_[node] == unknown) {
      times_[node] = impossible;  // whoever comes back here waits for itself
      times_[node] = node < units_.size() ? start_of_unit(node)
                                          : start_of_message(messages_[node - units_.size()], node);
    }
    return times_[node];
  }

  // End of a unit; delivery of a message.
  Time end(std::size_t node) {
    const Time at = start(node);
    if (at == impossible) return impossible;
    if (node < units_.size()) return at + duration(units_[node]);
    const Message& message = messages_[node - units_.size()];
    return at + message.occupancy + message.latency;
  }

  // When the machine has finished what it does before the node.
  Time free_for(MachineId m, std::size_t node) {
    const auto& steps = steps_[m.index()];
    const auto here = std::ranges::find(steps, node);
    return here == steps.begin() ? 0 : end(*std::prev(here));
  }

  Time start_of_unit(std::size_t node) {
    const FusedGroup& unit = units_[node];
    Latest latest;
    for (MachineId m : machines_of(unit.front().block)) latest(free_for(m, node));
    for (const Instance i : unit)
      for (const Edge& edge : problem_.edges)
        if (edge.to == i.block)
          for (const Instance producer : producers(edge, i))
            if (unit_of(producer) != node) latest(end(unit_of(producer)));
    for (std::size_t m = 0; m < messages_.size(); ++m)
      if (unit_of(messages_[m].consumer) == node) latest(end(units_.size() + m));
    for (const Wait& wait : plan_.couplings.waits)
      if (unit_of(wait.after) == node)
        latest(wait.for_start ? start(unit_of(wait.before)) : end(unit_of(wait.before)));
    if (latest.value != impossible && !delays_.empty())
      latest(latest.value, delays_[instance_index(problem_, unit.front())]);
    return latest.value;
  }

  Time start_of_message(const Message& message, std::size_t node) {
    Latest latest;
    latest(end(unit_of(message.producer)));
    if (problem_.transfer == TransferMode::blocking) {
      for (MachineId m : lanes_at(message.producer.block, message.from)) latest(free_for(m, node));
      for (MachineId m : lanes_at(message.consumer.block, message.to)) latest(free_for(m, node));
      return latest.value;
    }
    if (message.before_on_link) {
      const std::size_t before = *message.before_on_link;
      latest(start(before), messages_[before - units_.size()].occupancy);
    }
    if (problem_.transfer == TransferMode::rendezvous)
      for (MachineId m : lanes_at(message.consumer.block, message.to))
        latest(free_for(m, unit_of(message.consumer)));
    return latest.value;
  }

  const Plan& plan_;
  const Problem& problem_;
  std::span<const Time> durations_, delays_;
  std::vector<FusedGroup> units_;
  std::map<Instance, std::size_t> unit_of_;
  std::vector<Message> messages_;
  std::vector<std::vector<std::size_t>> steps_;  // by machine: nodes
  std::vector<Time> times_;                      // start by node
};

}  // namespace

ReferenceTiming reference_wide(const Plan& plan, std::span<const Time> durations,
                               std::span<const Time> delays) {
  return WideReference(plan, durations, delays).result();
}

}  // namespace repetend::test
