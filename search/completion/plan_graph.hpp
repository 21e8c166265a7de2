// What waits for what in a plan whose orders change: instances, and transfers that may have to wait or make a
// machine wait, are nodes; one waits for another because of an edge, a step of the same stay, or an order.
#pragma once

#include <vector>

#include "search/completion/plan_orders.hpp"

namespace repetend::search {

class PlanGraph {
 public:
  using Index = PlanOrders::Index;
  using Stay = PlanOrders::Stay;

  // The orders must outlive it; it is always that of the orders as they are.
  explicit PlanGraph(const PlanOrders&);

  const PlanOrders& orders() const { return *orders_; }
  std::size_t size() const { return least_rest_.size(); }
  // Of an instance.
  Time duration(Index instance) const { return duration_[instance]; }
  // The least time from the start of a node to the end of any plan.
  Time least_rest(Index node) const { return least_rest_[node]; }

  // visit(node, delay): the node given starts that long after the start of this one at the earliest.
  template <class Visit>
  void for_predecessors(Index node, Visit visit) const {
    for (const Neighbour& before : inputs_.of(node)) visit(before.node, before.delay);
    for (Index s : entered_.of(node))
      if (const Stay* before = orders_->before(orders_->stay(s))) visit(before->exit, before->delay);
  }
  template <class Visit>
  void for_successors(Index node, Visit visit) const {
    for (Index after : outputs_.of(node)) visit(after);
    for (Index s : left_.of(node))
      if (const Stay* after = orders_->after(orders_->stay(s)))
        for (Index entry : orders_->entries(*after)) visit(entry);
  }
  // Nothing follows it but what its machines do next.
  bool leads_nowhere(Index node) const { return outputs_.of(node).empty(); }
  // The stays that it begins.
  std::span<const Index> entered(Index node) const { return entered_.of(node); }

 private:
  struct Neighbour {
    Index node;
    Time delay;  // from start to start
  };
  // Lists of all nodes one after the other.
  template <class T>
  struct Lists {
    Lists() = default;
    explicit Lists(const std::vector<std::vector<T>>& of_node) {
      for (const auto& list : of_node) {
        first.push_back(all.size());
        all.insert(all.end(), list.begin(), list.end());
      }
      first.push_back(all.size());
    }
    std::vector<T> all;
    std::vector<std::size_t> first;  // by node, and one more
    std::span<const T> of(Index i) const { return std::span(all).subspan(first[i], first[i + 1] - first[i]); }
  };

  void add_neighbours();
  void add_steps(std::vector<std::vector<Neighbour>>& in) const;
  void add_stays();
  void add_rests();

  const PlanOrders* orders_;
  std::vector<Time> duration_;    // by instance
  std::vector<Time> least_rest_;  // by node
  // What precedes a node and what follows it whatever the orders are, and the stays that it begins and ends.
  Lists<Neighbour> inputs_;
  Lists<Index> outputs_, entered_, left_;
};

}  // namespace repetend::search
