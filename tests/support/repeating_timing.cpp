#include "tests/support/repeating_timing.hpp"

#include <algorithm>
#include <limits>

namespace repetend::test {
namespace {

Time periods_in(Time a, Time b) { return a / b - (a % b < 0 ? 1 : 0); }

// Nodes are the blocks' copies, then the transfers' copies, by the producer's copy.
class Timing {
 public:
  Timing(const Problem& problem, const Repeating& given)
      : problem_(problem),
        given_(given),
        u_(static_cast<std::size_t>(given.u)),
        duration_(durations(problem)),
        transfers_(transfers(problem)),
        start_(given.start) {
    start_.resize(start_.size() + transfers_.size() * u_, std::numeric_limits<Time>::min() / 2);
    edges();
    for (DeviceId d : ids<DeviceId>(problem.devices.size())) chain(program(d));
    if (problem.transfer == TransferMode::async || problem.transfer == TransferMode::rendezvous) links();
    if (problem.transfer == TransferMode::rendezvous) receives();
  }

  // Bellman and Ford.
  std::optional<Repeating> run() {
    for (std::size_t round = 0; round <= start_.size(); ++round) {
      bool changed = false;
      for (const Precedence& p : precedences_) {
        const Time earliest = start_[p.from] + p.delay - p.laps * given_.period;
        changed |= start_[p.to] < earliest;
        start_[p.to] = std::max(start_[p.to], earliest);
      }
      if (changed) continue;
      start_.resize(given_.start.size());
      return Repeating{given_.period, given_.u, std::move(start_)};
    }
    return std::nullopt;
  }

 private:
  // start(to) + laps * period >= start(from) + delay.
  struct Precedence {
    std::size_t from, to;
    Time delay, laps;
  };
  // What a device or link does at start(node) - shift * period, once a period.
  struct Step {
    std::size_t node;
    Time shift, duration;
  };

  std::size_t block_node(BlockId b, std::size_t copy) const { return b.index() * u_ + copy; }
  std::size_t transfer_node(std::size_t t, std::size_t copy) const {
    return given_.start.size() + t * u_ + copy;
  }
  Time shift(std::size_t node) const { return periods_in(given_.start[node], given_.period); }

  void edges() {
    for (const Edge& e : problem_.edges)
      for (std::size_t c = 0; c < u_; ++c) {
        const auto reached = c + static_cast<std::size_t>(e.distance);
        precedences_.push_back({block_node(e.from, c), block_node(e.to, reached % u_),
                                duration_[e.from.index()], static_cast<Time>(reached / u_)});
      }
    for (std::size_t t = 0; t < transfers_.size(); ++t)
      for (std::size_t c = 0; c < u_; ++c) {
        const Edge& e = problem_.edge(transfers_[t].edge);
        const auto reached = c + static_cast<std::size_t>(e.distance);
        const std::size_t node = transfer_node(t, c);
        precedences_.push_back({block_node(e.from, c), node, duration_[e.from.index()], 0});
        precedences_.push_back({node, block_node(e.to, reached % u_),
                                transfers_[t].occupancy + transfers_[t].latency,
                                static_cast<Time>(reached / u_)});
      }
  }

  // Each step after the one before, the first again a period later.
  void chain(const std::vector<Step>& steps) {
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const Step &a = steps[i], &b = steps[(i + 1) % steps.size()];
      const Time lap = i + 1 == steps.size() ? 1 : 0;
      precedences_.push_back({a.node, b.node, a.duration, a.shift - b.shift + lap});
    }
  }

  // The block copies of a device in the order of their residues.
  std::vector<Step> blocks_of(DeviceId d) const {
    std::vector<Step> steps;
    for (BlockId b : ids<BlockId>(problem_.blocks.size()))
      for (std::size_t c = 0; c < u_ && find_use(problem_.block(b), d); ++c)
        steps.push_back({block_node(b, c), shift(block_node(b, c)), duration_[b.index()]});
    std::ranges::sort(steps, {},
                      [this](const Step& s) { return given_.start[s.node] - s.shift * given_.period; });
    return steps;
  }

  // The transfers to the device that a block's copy waits for, in edge order.
  std::vector<Step> receives_of(const Step& consumer, DeviceId d) const {
    std::vector<Step> steps;
    for (std::size_t t = 0; t < transfers_.size(); ++t) {
      const Edge& e = problem_.edge(transfers_[t].edge);
      for (std::size_t c = 0; c < u_ && transfers_[t].to == d; ++c) {
        const auto reached = c + static_cast<std::size_t>(e.distance);
        if (block_node(e.to, reached % u_) == consumer.node)
          steps.push_back({transfer_node(t, c), consumer.shift + static_cast<Time>(reached / u_),
                           transfers_[t].occupancy + transfers_[t].latency});
      }
    }
    return steps;
  }

  // The transfers from the device that a block's copy sends, in edge order; to one device unless not told.
  std::vector<Step> sends_of(const Step& producer, DeviceId d, std::optional<DeviceId> to = {}) const {
    std::vector<Step> steps;
    for (std::size_t t = 0; t < transfers_.size(); ++t)
      if (const Transfer& moved = transfers_[t];
          moved.from == d && problem_.edge(moved.edge).from.index() == producer.node / u_ &&
          (!to || moved.to == *to))
        steps.push_back({transfer_node(t, producer.node % u_), producer.shift,
                         moved.occupancy + (to ? 0 : moved.latency)});
    return steps;
  }

  // Blocking transfers hold the device just before the consumer and just after the producer.
  std::vector<Step> program(DeviceId d) const {
    std::vector<Step> steps;
    for (const Step& block : blocks_of(d)) {
      const bool holds = problem_.transfer == TransferMode::blocking;
      if (holds) std::ranges::copy(receives_of(block, d), std::back_inserter(steps));
      steps.push_back(block);
      if (holds) std::ranges::copy(sends_of(block, d), std::back_inserter(steps));
    }
    return steps;
  }

  // First in, first out: in the order of the producers, which run on one device.
  void links() {
    for (DeviceId from : ids<DeviceId>(problem_.devices.size()))
      for (DeviceId to : ids<DeviceId>(problem_.devices.size())) {
        std::vector<Step> steps;
        for (const Step& block : blocks_of(from))
          std::ranges::copy(sends_of(block, from, to), std::back_inserter(steps));
        chain(steps);
      }
  }

  // A receive is posted when the device has ended what it runs before the consumer.
  void receives() {
    for (DeviceId d : ids<DeviceId>(problem_.devices.size())) {
      const std::vector<Step> blocks = blocks_of(d);
      for (std::size_t i = 0; i < blocks.size(); ++i) {
        const Step& before = blocks[(i + blocks.size() - 1) % blocks.size()];
        for (const Step& moved : receives_of(blocks[i], d))
          precedences_.push_back(
              {before.node, moved.node, before.duration, before.shift - moved.shift + (i == 0 ? 1 : 0)});
      }
    }
  }

  const Problem& problem_;
  const Repeating& given_;
  std::size_t u_;
  std::vector<Time> duration_;  // by block
  std::vector<Transfer> transfers_;
  std::vector<Time> start_;  // by node
  std::vector<Precedence> precedences_;
};

}  // namespace

std::optional<Repeating> with_transfers(const Problem& problem, const Repeating& given) {
  return Timing(problem, given).run();
}

}  // namespace repetend::test
