#include "tests/support/separations.hpp"

#include <algorithm>
#include <iterator>

#include "sim/problem/durations.hpp"
#include "tests/support/closeness.hpp"

namespace repetend::test {

Separations::Separations(const Problem& problem, int u)
    : problem_(problem),
      u_(static_cast<std::size_t>(u)),
      blocks_(problem.blocks.size() * u_),
      duration_(least_durations(problem).plain()),
      transfers_(transfers(problem)),
      between_(blocks_ * blocks_) {
  nodes_ = blocks_ + transfers_.size() * u_;
  add_edges();
  add_orders();
  add_copies();
  std::ranges::copy(closeness(problem, u), std::back_inserter(always_));
}

// Instances of a block run in micro-batch order.
void Separations::add_copies() {
  for (std::size_t i = 0; i < blocks_; ++i) {
    const bool last = i % u_ + 1 == u_;
    for (Separation s : between(i, last ? i + 1 - u_ : i + 1)) {
      s.laps -= last ? 1 : 0;
      always_.push_back(s);
    }
  }
}

void Separations::add_edges() {
  for (const Edge& e : problem_.edges)
    for (std::size_t c = 0; c < u_; ++c) {
      const auto reached = c + static_cast<std::size_t>(e.distance);
      always_.push_back({e.from.index() * u_ + c, e.to.index() * u_ + reached % u_, duration_[e.from.index()],
                         -static_cast<Time>(reached / u_)});
    }
  for (std::size_t t = 0; t < transfers_.size(); ++t)
    for (std::size_t c = 0; c < u_; ++c) {
      const Edge& e = edge_of(transfers_[t]);
      const auto reached = c + static_cast<std::size_t>(e.distance);
      const std::size_t node = transfer_node(t, c);
      always_.push_back({e.from.index() * u_ + c, node, duration_[e.from.index()], 0});
      always_.push_back({node, e.to.index() * u_ + reached % u_,
                         transfers_[t].occupancy + transfers_[t].latency, -static_cast<Time>(reached / u_)});
    }
}

// What every device and link does, one thing after another.
void Separations::add_orders() {
  const bool links =
      problem_.transfer == TransferMode::async || problem_.transfer == TransferMode::rendezvous;
  for (DeviceId d : ids<DeviceId>(problem_.devices.size())) {
    std::vector<std::vector<Step>> of_node;
    for (std::size_t i = 0; i < blocks_; ++i) of_node.push_back(on_device(i, d));
    add_sequence(of_node);
    if (problem_.transfer == TransferMode::rendezvous) add_receives(d);
    for (DeviceId to : ids<DeviceId>(links ? problem_.devices.size() : 0)) {
      for (std::size_t i = 0; i < blocks_; ++i) of_node[i] = on_link(i, d, to);
      add_sequence(of_node);
    }
  }
}

void Separations::add_sequence(const std::vector<std::vector<Step>>& of_node) {
  Time busy = 0;
  for (std::size_t i = 0; i < blocks_; ++i) {
    for (std::size_t s = 0; s < of_node[i].size(); ++s) {
      const Step& a = of_node[i][s];
      busy += a.duration;
      if (s + 1 == of_node[i].size()) continue;
      const Step& b = of_node[i][s + 1];
      always_.push_back({a.node, b.node, a.duration, b.lead - a.lead});
    }
    for (std::size_t j = 0; j < blocks_; ++j)
      for (const Step& a : of_node[i])
        for (const Step& b : of_node[j])
          between_[i * blocks_ + j].push_back({a.node, b.node, a.duration, b.lead - a.lead});
  }
  busiest_ = std::max(busiest_, busy);
}

// A receive is posted when the device has ended what it runs before the consumer, and runs nothing until
// then.
void Separations::add_receives(DeviceId d) {
  Time busy = 0;
  for (std::size_t j = 0; j < blocks_; ++j) {
    if (!find_use(block(j), d)) continue;
    Time longest = 0;
    for (const Step& moved : receives(j, d)) {
      longest = std::max(longest, moved.duration);
      for (std::size_t i = 0; i < blocks_; ++i)
        if (find_use(block(i), d))
          between_[i * blocks_ + j].push_back({i, moved.node, duration_[i / u_], moved.lead});
    }
    busy += duration_[j / u_] + longest;
  }
  busiest_ = std::max(busiest_, busy);
}

// The transfers to the device that a block's copy waits for, in edge order.
std::vector<Separations::Step> Separations::receives(std::size_t consumer, DeviceId d) const {
  std::vector<Step> steps;
  for (std::size_t t = 0; t < transfers_.size(); ++t)
    for (std::size_t c = 0; c < u_ && transfers_[t].to == d; ++c) {
      const auto reached = c + static_cast<std::size_t>(edge_of(transfers_[t]).distance);
      if (edge_of(transfers_[t]).to.index() * u_ + reached % u_ == consumer)
        steps.push_back({transfer_node(t, c), static_cast<Time>(reached / u_),
                         transfers_[t].occupancy + transfers_[t].latency});
    }
  return steps;
}

// The transfers from the device that a block's copy sends, in edge order.
std::vector<Separations::Step> Separations::sends(std::size_t producer, DeviceId d) const {
  std::vector<Step> steps;
  for (std::size_t t = 0; t < transfers_.size(); ++t)
    if (const Transfer& moved = transfers_[t];
        moved.from == d && edge_of(moved).from.index() == producer / u_)
      steps.push_back({transfer_node(t, producer % u_), 0, moved.occupancy + moved.latency});
  return steps;
}

// Blocking transfers hold the device just before the consumer and just after the producer.
std::vector<Separations::Step> Separations::on_device(std::size_t node, DeviceId d) const {
  if (!find_use(block(node), d)) return {};
  const Step block{node, 0, duration_[node / u_]};
  if (problem_.transfer != TransferMode::blocking) return {block};
  std::vector<Step> steps = receives(node, d);
  steps.push_back(block);
  std::ranges::copy(sends(node, d), std::back_inserter(steps));
  return steps;
}

// First in, first out: in the order of the producers, which run on one device.
std::vector<Separations::Step> Separations::on_link(std::size_t node, DeviceId from, DeviceId to) const {
  std::vector<Step> steps;
  for (Step moved : sends(node, from)) {
    const Transfer& t = transfers_[(moved.node - blocks_) / u_];
    if (t.to == to) steps.push_back({moved.node, 0, t.occupancy});
  }
  return steps;
}

}  // namespace repetend::test
