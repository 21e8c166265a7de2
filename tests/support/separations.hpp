// What keeps the starts of a repetend apart, as differences of starts.
#pragma once

#include <vector>

#include "sim/problem/problem.hpp"

namespace repetend::test {

// start(to) - start(from) >= delay + laps * period. Nodes are the blocks' copies (copy c of block b is node
// b * u + c), then the transfers' copies, by the producer's copy.
struct Separation {
  std::size_t from, to;
  Time delay;
  Time laps;
};

class Separations {
 public:
  Separations(const Problem&, int u);

  std::size_t block_nodes() const { return blocks_; }
  std::size_t nodes() const { return nodes_; }

  // No period is below what the busiest device or link does in one.
  Time busiest() const { return busiest_; }

  // Of edges, transfers and the order of micro-batches; and closeness().
  const std::vector<Separation>& always() const { return always_; }

  // Of blocks i and j that share a device, where j comes after i in the period that is k after i's, and
  // before i's next: k is to be added to the laps. Empty where they share none.
  const std::vector<Separation>& between(std::size_t i, std::size_t j) const {
    return between_[i * blocks_ + j];
  }

 private:
  // What a device or link does once a period, at start(node) - lead * period.
  struct Step {
    std::size_t node;
    Time lead, duration;
  };

  const Block& block(std::size_t node) const { return problem_.blocks[node / u_]; }
  std::size_t transfer_node(std::size_t t, std::size_t copy) const { return blocks_ + t * u_ + copy; }
  const Edge& edge_of(const Transfer& t) const { return problem_.edge(t.edge); }

  void add_edges();
  void add_orders();
  void add_copies();
  void add_sequence(const std::vector<std::vector<Step>>& of_node);
  void add_receives(DeviceId);
  std::vector<Step> receives(std::size_t consumer, DeviceId) const;
  std::vector<Step> sends(std::size_t producer, DeviceId) const;
  std::vector<Step> on_device(std::size_t node, DeviceId) const;
  std::vector<Step> on_link(std::size_t node, DeviceId from, DeviceId to) const;

  const Problem& problem_;
  std::size_t u_, blocks_, nodes_;
  std::vector<Time> duration_;  // by block
  std::vector<Transfer> transfers_;
  Time busiest_ = 0;
  std::vector<Separation> always_;
  std::vector<std::vector<Separation>> between_;
};

}  // namespace repetend::test
