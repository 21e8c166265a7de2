#include "tests/support/reference_timing.hpp"

#include <algorithm>
#include <map>
#include <optional>

namespace repetend::test {

namespace {

constexpr Time impossible = -1;
constexpr Time unknown = -2;

// The latest of what somebody waits for; impossible as soon as one of them is.
struct Latest {
  Time value = 0;
  void operator()(Time t, Time delay = 0) {
    value = t == impossible || value == impossible ? impossible : std::max(value, t + delay);
  }
};

// Nodes are what takes time: instances first, then messages (the transfers of single micro-batches).
class Reference {
 public:
  Reference(const Problem& problem, const Orders& orders, std::span<const Time> durations)
      : problem_(problem), orders_(orders), durations_(durations.begin(), durations.end()) {
    if (durations_.empty())
      for (std::size_t i = 0; i < problem.instances(); ++i)
        durations_.push_back(Durations(problem)[instance_at(problem, i)]);
    list_messages();
    list_steps();
    times_.assign(problem.instances() + messages_.size(), unknown);
  }

  ReferenceTiming result() {
    ReferenceTiming timing;
    for (std::size_t i = 0; i < problem_.instances(); ++i) {
      timing.start.push_back(start(i));
      timing.end.push_back(end(i));
      timing.makespan = std::max(timing.makespan, end(i));
      timing.deadlock |= start(i) == impossible;
    }
    for (std::size_t m = 0; m < messages_.size(); ++m) {
      const Message& message = messages_[m];
      if (const Time at = start(problem_.instances() + m); at != impossible)
        timing.transfers.push_back({message.transfer.edge, message.micro_batch, message.transfer.from,
                                    message.transfer.to, at,
                                    at + message.transfer.occupancy + message.transfer.latency});
    }
    return timing;
  }

 private:
  struct Message {
    Transfer transfer;
    std::int32_t micro_batch;
    std::size_t producer, consumer;             // instances
    std::optional<std::size_t> before_on_link;  // message
  };

  // In the order in which the sending devices produce them, then edge order: the order of every link.
  void list_messages() {
    const std::vector<Transfer> all = transfers(problem_);
    std::map<std::pair<DeviceId, DeviceId>, std::size_t> last;
    for (DeviceId d : ids<DeviceId>(problem_.devices.size()))
      for (const Instance& i : orders_[MachineId{d.index()}])
        for (const Transfer& t : all) {
          const Edge& edge = problem_.edge(t.edge);
          const std::int32_t n = i.micro_batch + edge.distance;
          if (edge.from != i.block || t.from != d || n >= problem_.micro_batches) continue;
          Message message{
              t, i.micro_batch, instance_index(problem_, i), instance_index(problem_, {edge.to, n}), {}};
          if (const auto before = last.find({t.from, t.to}); before != last.end())
            message.before_on_link = before->second;
          last[{t.from, t.to}] = messages_.size();
          messages_.push_back(message);
        }
  }

  // What each device does in turn; with blocking transfers their two ends are among it.
  void list_steps() {
    const bool blocking = problem_.transfer == TransferMode::blocking;
    steps_.resize(problem_.devices.size());
    for (DeviceId d : ids<DeviceId>(problem_.devices.size()))
      for (const Instance& i : orders_[MachineId{d.index()}]) {
        const std::size_t node = instance_index(problem_, i);
        if (blocking)
          add_messages(d, [&](const Message& m) { return m.consumer == node && m.transfer.to == d; });
        steps_[d.index()].push_back(node);
        if (blocking)
          add_messages(d, [&](const Message& m) { return m.producer == node && m.transfer.from == d; });
      }
  }

  template <class Predicate>
  void add_messages(DeviceId d, Predicate wanted) {
    std::vector<std::size_t> found;
    for (std::size_t m = 0; m < messages_.size(); ++m)
      if (wanted(messages_[m])) found.push_back(m);
    std::ranges::stable_sort(found, {}, [&](std::size_t m) {
      return std::pair(messages_[m].transfer.edge, messages_[m].transfer.to);
    });
    for (std::size_t m : found) steps_[d.index()].push_back(problem_.instances() + m);
  }

  Time start(std::size_t node) {
    if (times_[node] == unknown) {
      times_[node] = impossible;  // whoever comes back here waits for itself
      times_[node] = node < problem_.instances()
                         ? start_of_instance(node)
                         : start_of_message(messages_[node - problem_.instances()], node);
    }
    return times_[node];
  }

  // End of an instance; delivery of a message.
  Time end(std::size_t node) {
    const Time at = start(node);
    if (at == impossible) return impossible;
    if (node < problem_.instances()) return at + durations_[node];
    const Transfer& t = messages_[node - problem_.instances()].transfer;
    return at + t.occupancy + t.latency;
  }

  // When the device has finished what it does before the node.
  Time free_for(DeviceId d, std::size_t node) {
    const auto& steps = steps_[d.index()];
    const auto here = std::ranges::find(steps, node);
    return here == steps.begin() ? 0 : end(*std::prev(here));
  }

  Time start_of_instance(std::size_t node) {
    const Instance i = instance_at(problem_, node);
    Latest latest;
    for (const DeviceUse& use : problem_.block(i.block).uses) latest(free_for(use.device, node));
    for (const Edge& edge : problem_.edges)
      if (edge.to == i.block && i.micro_batch >= edge.distance)
        latest(end(instance_index(problem_, {edge.from, i.micro_batch - edge.distance})));
    for (std::size_t m = 0; m < messages_.size(); ++m)
      if (messages_[m].consumer == node) latest(end(problem_.instances() + m));
    return latest.value;
  }

  Time start_of_message(const Message& message, std::size_t node) {
    Latest latest;
    latest(end(message.producer));
    if (problem_.transfer == TransferMode::blocking) {
      latest(free_for(message.transfer.from, node));
      latest(free_for(message.transfer.to, node));
      return latest.value;
    }
    if (message.before_on_link) {
      const std::size_t before = *message.before_on_link;
      latest(start(problem_.instances() + before), messages_[before].transfer.occupancy);
    }
    if (problem_.transfer == TransferMode::rendezvous)
      latest(free_for(message.transfer.to, message.consumer));
    return latest.value;
  }

  const Problem& problem_;
  const Orders& orders_;
  std::vector<Time> durations_;
  std::vector<Message> messages_;
  // By device, what it does in turn: instances and, with blocking transfers, its ends of messages.
  std::vector<std::vector<std::size_t>> steps_;
  std::vector<Time> times_;  // start by node
};

}  // namespace

ReferenceTiming reference_timing(const Problem& problem, const Orders& orders,
                                 std::span<const Time> durations) {
  return Reference(problem, orders, durations).result();
}

}  // namespace repetend::test
