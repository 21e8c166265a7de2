// Turns a timing graph into slots: folds messages into delays, splits joins of many, orders topologically.
#pragma once

#include "sim/semantics/flat_timing.hpp"

namespace repetend {

class Flattening {
 public:
  explicit Flattening(const TimingGraph& graph);
  std::optional<FlatTiming> result() &&;

 private:
  struct Input {
    std::int32_t node;  // in a resolved list: a slot
    Time delay;
  };

  // The inputs of a node that got no slot, in folded_inputs_.
  struct Folded {
    std::size_t begin = 0, end = 0;
  };

  void index_arcs();
  bool sort();
  void resolve(std::int32_t node);
  void take(std::int32_t slot, Time delay);
  void emit(std::int32_t node);
  std::int32_t add_slot(const Input&, const Input&, Time weight);

  const TimingGraph& graph_;
  std::vector<std::int32_t> first_in_, first_out_;  // by node, into ins_ and outs_
  std::vector<Input> ins_;
  std::vector<std::int32_t> outs_;
  std::vector<std::int32_t> order_;         // topological
  std::vector<std::int32_t> slot_of_node_;  // -1: folded away
  std::vector<Folded> folded_;              // by node
  std::vector<Input> folded_inputs_;
  std::vector<Input> inputs_;  // of the node being resolved
  FlatTiming flat_;
};

}  // namespace repetend
