#include "sim/semantics/flattening.hpp"

#include <algorithm>
#include <numeric>

namespace repetend {

Flattening::Flattening(const TimingGraph& graph)
    : graph_(graph),
      first_in_(graph.nodes + 1),
      first_out_(graph.nodes + 1),
      ins_(graph.arcs.size()),
      outs_(graph.arcs.size()),
      slot_of_node_(graph.nodes, -1),
      folded_(graph.nodes) {
  flat_.slots_.push_back({});
  flat_.own_weights_.push_back(0);
}

// A counting sort of the arcs, by their end and by their beginning.
void Flattening::index_arcs() {
  for (const Arc& arc : graph_.arcs) {
    ++first_in_[static_cast<std::size_t>(arc.to)];
    ++first_out_[static_cast<std::size_t>(arc.from)];
  }
  std::partial_sum(first_in_.begin(), first_in_.end(), first_in_.begin());
  std::partial_sum(first_out_.begin(), first_out_.end(), first_out_.begin());
  for (auto arc = graph_.arcs.rbegin(); arc != graph_.arcs.rend(); ++arc) {
    ins_[static_cast<std::size_t>(--first_in_[static_cast<std::size_t>(arc->to)])] = {arc->from, arc->delay};
    outs_[static_cast<std::size_t>(--first_out_[static_cast<std::size_t>(arc->from)])] = arc->to;
  }
}

// Kahn's algorithm with a queue: neighbours in the order are the same number of arcs from the start, hence
// mostly on different devices, so that the processor can work on several chains at once.
bool Flattening::sort() {
  std::vector<std::int32_t> waiting(graph_.nodes);
  for (std::size_t v = 0; v < graph_.nodes; ++v) {
    waiting[v] = first_in_[v + 1] - first_in_[v];
    if (waiting[v] == 0) order_.push_back(static_cast<std::int32_t>(v));
  }
  order_.reserve(graph_.nodes);
  for (std::size_t k = 0; k < order_.size(); ++k) {
    const auto v = static_cast<std::size_t>(order_[k]);
    for (std::int32_t out = first_out_[v]; out < first_out_[v + 1]; ++out) {
      const std::int32_t next = outs_[static_cast<std::size_t>(out)];
      if (--waiting[static_cast<std::size_t>(next)] == 0) order_.push_back(next);
    }
  }
  return order_.size() == graph_.nodes;
}

// Adds an input of the current node; of several from one slot only the largest delay can bind.
void Flattening::take(std::int32_t slot, Time delay) {
  const auto same = std::ranges::find(inputs_, slot, &Input::node);
  if (same == inputs_.end())
    inputs_.push_back({slot, delay});
  else
    same->delay = std::max(same->delay, delay);
}

void Flattening::resolve(std::int32_t node) {
  inputs_.clear();
  const auto v = static_cast<std::size_t>(node);
  for (std::int32_t in = first_in_[v]; in < first_in_[v + 1]; ++in) {
    const Input& input = ins_[static_cast<std::size_t>(in)];
    const auto from = static_cast<std::size_t>(input.node);
    if (slot_of_node_[from] >= 0) take(slot_of_node_[from], input.delay);
    for (std::size_t k = folded_[from].begin; k < folded_[from].end; ++k)
      take(folded_inputs_[k].node, folded_inputs_[k].delay + input.delay);
  }
}

// A message takes no time at its node, so where this makes no more inputs its followers take over its inputs.
void Flattening::emit(std::int32_t node) {
  resolve(node);
  const auto v = static_cast<std::size_t>(node);
  const std::int32_t followers = first_out_[v + 1] - first_out_[v];
  if (!graph_.is_instance(node) && (inputs_.size() <= 1 || followers <= 1)) {
    folded_[v].begin = folded_inputs_.size();
    folded_inputs_.insert(folded_inputs_.end(), inputs_.begin(), inputs_.end());
    folded_[v].end = folded_inputs_.size();
    return;
  }
  std::size_t head = 0;
  for (; inputs_.size() - head > 2; head += 2) {
    const std::int32_t join = add_slot(inputs_[head], inputs_[head + 1], 0);
    inputs_.push_back({join, 0});
  }
  inputs_.resize(std::max(inputs_.size(), head + 2), {0, 0});
  slot_of_node_[v] =
      add_slot(inputs_[head], inputs_[head + 1], graph_.is_instance(node) ? graph_.durations[v] : 0);
  if (followers == 0) flat_.sinks_.push_back(slot_of_node_[v]);
}

std::int32_t Flattening::add_slot(const Input& a, const Input& b, Time weight) {
  flat_.slots_.push_back({a.node, b.node, a.delay, b.delay});
  flat_.own_weights_.push_back(weight);
  return static_cast<std::int32_t>(flat_.slots_.size()) - 1;
}

std::optional<FlatTiming> Flattening::result() && {
  index_arcs();
  if (!sort()) return std::nullopt;
  flat_.slots_.reserve(graph_.instances + 1);
  flat_.own_weights_.reserve(graph_.instances + 1);
  for (std::int32_t node : order_) emit(node);
  flat_.slot_of_instance_.assign(slot_of_node_.begin(),
                                 slot_of_node_.begin() + static_cast<std::ptrdiff_t>(graph_.instances));
  flat_.values_.resize(flat_.slots_.size());
  return std::move(flat_);
}

}  // namespace repetend
