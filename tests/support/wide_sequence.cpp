#include "tests/support/wide_sequence.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace repetend::test {
namespace {

constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

class Arcs {
 public:
  Arcs(const WideReading& reading, const std::vector<WideUnit>& sequence)
      : reading_(reading), sequence_(sequence), place_(reading.runs.size(), nowhere) {
    for (std::size_t u = 0; u < sequence.size(); ++u)
      for (std::size_t r : sequence[u].runs) place_[r] = u;
  }

  std::vector<WideArc> arcs() && {
    for (std::size_t u = 0; u < sequence_.size(); ++u) {
      for (std::size_t r : sequence_[u].runs)
        for (const auto& input : reading_.runs[r].inputs)
          if (const std::size_t p = place_[input.producer]; p != u) add(p, u, sequence_[p].duration);
      do_steps(u);
      for (std::size_t r : sequence_[u].runs)
        for (std::size_t m : reading_.runs[r].sent) send(m);
    }
    return std::move(arcs_);
  }

 private:
  using Message = WideReading::Message;
  bool is(TransferMode mode) const { return reading_.problem.transfer == mode; }
  std::size_t node(std::size_t message) const { return sequence_.size() + message; }
  void add(std::size_t from, std::size_t to, Time delay) { arcs_.push_back({from, to, delay}); }

  // On each machine: with blocking transfers what the unit receives there, itself, what it sends from there.
  void do_steps(std::size_t u) {
    const WideUnit& unit = sequence_[u];
    for (const MachineId m : reading_.runs[unit.runs.front()].machines) {
      for (std::size_t r : unit.runs)
        for (std::size_t k : reading_.runs[r].received) {
          const Message& message = reading_.messages[k];
          if (std::ranges::count(message.receivers, m) == 0) continue;
          if (is(TransferMode::blocking)) step(m, node(k), message.until_delivered());
          if (const auto last = last_.find(m); is(TransferMode::rendezvous) && last != last_.end())
            add(last->second.first, node(k), last->second.second);
        }
      step(m, u, unit.duration);
      if (!is(TransferMode::blocking)) continue;
      for (std::size_t r : unit.runs)
        for (std::size_t k : reading_.runs[r].sent)
          if (std::ranges::count(reading_.messages[k].senders, m) > 0)
            step(m, node(k), reading_.messages[k].until_delivered());
    }
  }
  void step(MachineId m, std::size_t node, Time duration) {
    const auto last = last_.find(m);
    if (last != last_.end()) add(last->second.first, node, last->second.second);
    last_[m] = {node, duration};
  }

  // A link serves the messages of its lane in turn; blocking ones never meet there.
  void send(std::size_t m) {
    const Message& message = reading_.messages[m];
    const std::size_t producer = place_[message.producer], consumer = place_[message.consumer];
    add(producer, node(m), sequence_[producer].duration);
    if (consumer != nowhere) add(node(m), consumer, message.until_delivered());
    if (is(TransferMode::blocking)) return;
    const auto link = std::tuple(message.sender, message.from, message.to);
    if (const auto last = on_link_.find(link); last != on_link_.end())
      add(node(last->second), node(m), reading_.messages[last->second].occupancy);
    on_link_[link] = m;
  }

  const WideReading& reading_;
  const std::vector<WideUnit>& sequence_;
  std::vector<std::size_t> place_;                          // in the sequence, by run
  std::map<MachineId, std::pair<std::size_t, Time>> last_;  // step of the machine: its node and duration
  std::map<std::tuple<MachineId, DeviceId, DeviceId>, std::size_t> on_link_;  // the last message
  std::vector<WideArc> arcs_;
};

}  // namespace

std::vector<WideArc> arcs_of(const WideReading& reading, const std::vector<WideUnit>& sequence) {
  return Arcs(reading, sequence).arcs();
}

std::optional<std::vector<Time>> earliest(std::size_t nodes, const std::vector<WideArc>& arcs) {
  std::vector<std::vector<std::size_t>> out(nodes);
  std::vector<int> missing(nodes);
  for (std::size_t a = 0; a < arcs.size(); ++a) {
    out[arcs[a].from].push_back(a);
    ++missing[arcs[a].to];
  }
  std::vector<std::size_t> ready;
  for (std::size_t node = 0; node < nodes; ++node)
    if (missing[node] == 0) ready.push_back(node);
  std::vector<Time> start(nodes);
  for (std::size_t k = 0; k < ready.size(); ++k)
    for (std::size_t a : out[ready[k]]) {
      start[arcs[a].to] = std::max(start[arcs[a].to], start[ready[k]] + arcs[a].delay);
      if (--missing[arcs[a].to] == 0) ready.push_back(arcs[a].to);
    }
  if (ready.size() < nodes) return std::nullopt;
  return start;
}

}  // namespace repetend::test
