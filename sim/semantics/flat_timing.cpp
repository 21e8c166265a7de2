#include "sim/semantics/flat_timing.hpp"

#include <algorithm>
#include <numeric>

namespace repetend {

// Turns a timing graph into slots: folds messages into delays, splits joins of many, orders topologically.
class Flattening {
 public:
  explicit Flattening(const TimingGraph& graph)
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

  std::optional<FlatTiming> result() && {
    index_arcs();
    if (!sort()) return std::nullopt;
    flat_.slots_.reserve(graph_.instances + 1);
    flat_.own_weights_.reserve(graph_.instances + 1);
    for (std::int32_t node : order_) emit(node);
    number_instances();
    flat_.values_.resize(flat_.slots_.size());
    return std::move(flat_);
  }

 private:
  struct Input {
    std::int32_t node;  // in a resolved list: a slot
    Time delay;
  };

  // The inputs of a node that got no slot, in folded_inputs_.
  struct Folded {
    std::size_t begin = 0, end = 0;
  };

  // A counting sort of the arcs, by their end and by their beginning.
  void index_arcs() {
    for (const Arc& arc : graph_.arcs) {
      ++first_in_[static_cast<std::size_t>(arc.to)];
      ++first_out_[static_cast<std::size_t>(arc.from)];
    }
    std::partial_sum(first_in_.begin(), first_in_.end(), first_in_.begin());
    std::partial_sum(first_out_.begin(), first_out_.end(), first_out_.begin());
    for (auto arc = graph_.arcs.rbegin(); arc != graph_.arcs.rend(); ++arc) {
      ins_[static_cast<std::size_t>(--first_in_[static_cast<std::size_t>(arc->to)])] = {arc->from,
                                                                                        arc->delay};
      outs_[static_cast<std::size_t>(--first_out_[static_cast<std::size_t>(arc->from)])] = arc->to;
    }
  }

  // Kahn's algorithm with a queue: neighbours in the order are the same number of arcs from the start, hence
  // mostly on different devices, so that the processor can work on several chains at once.
  bool sort() {
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

  void number_instances() {
    flat_.slot_of_instance_.assign(slot_of_node_.begin(),
                                   slot_of_node_.begin() + static_cast<std::ptrdiff_t>(graph_.instances));
    const auto slot = [this](std::int32_t node) {
      return node < 0 ? 0 : slot_of_node_[static_cast<std::size_t>(node)];
    };
    for (std::size_t i = 0; i < graph_.node_of.size(); ++i) {
      const std::int32_t node = graph_.node_of[i];
      flat_.slot_of_instance_[i] = slot(node);
      if (node >= 0 && static_cast<std::size_t>(node) != i)
        flat_.first_of_group_.push_back(static_cast<std::size_t>(node));
    }
    if (graph_.start_of.empty()) return;
    for (std::size_t i = 0; i < graph_.instances; ++i) {
      const std::int32_t node = graph_.node(i);
      flat_.slot_of_start_.push_back(node < 0 ? 0 : slot(graph_.start_of[static_cast<std::size_t>(node)]));
    }
  }

  void resolve(std::int32_t node) {
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

  // Adds an input of the current node; of several from one slot only the largest delay can bind.
  void take(std::int32_t slot, Time delay) {
    const auto same = std::ranges::find(inputs_, slot, &Input::node);
    if (same == inputs_.end())
      inputs_.push_back({slot, delay});
    else
      same->delay = std::max(same->delay, delay);
  }

  // A message takes no time at its node, so where this makes no more inputs its followers take over its
  // inputs. A start is kept for its slack.
  void emit(std::int32_t node) {
    const bool instance = graph_.is_instance(node);
    const auto v = static_cast<std::size_t>(node);
    if (instance && graph_.node(v) != node) return;  // it has no times of its own
    resolve(node);
    const std::int32_t followers = first_out_[v + 1] - first_out_[v];
    if (!instance && !graph_.is_start(node) && (inputs_.size() <= 1 || followers <= 1)) {
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
    slot_of_node_[v] = add_slot(inputs_[head], inputs_[head + 1], instance ? graph_.durations[v] : 0);
    if (followers == 0) flat_.sinks_.push_back(slot_of_node_[v]);
  }

  std::int32_t add_slot(const Input& a, const Input& b, Time weight) {
    flat_.slots_.push_back({a.node, b.node, a.delay, b.delay});
    flat_.own_weights_.push_back(weight);
    return static_cast<std::int32_t>(flat_.slots_.size()) - 1;
  }

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

std::optional<FlatTiming> FlatTiming::compile(const TimingGraph& graph) { return Flattening(graph).result(); }

void FlatTiming::weigh(std::span<const Time> durations) {
  if (durations.empty() && !weighed_ && !weights_.empty()) return;
  weights_ = own_weights_;
  weighed_ = !durations.empty();
  if (!weighed_) return;
  for (std::size_t i = 0; i < durations.size(); ++i)
    weights_[static_cast<std::size_t>(slot_of_instance_[i])] = durations[i];
  weights_.front() = 0;
  for (std::size_t i : first_of_group_)
    weights_[static_cast<std::size_t>(slot_of_instance_[i])] = durations[i];
}

Time FlatTiming::run(std::span<const Time> durations) {
  weigh(durations);
  const Slot* slots = slots_.data();
  const Time* weights = weights_.data();
  Time* values = values_.data();
  for (std::size_t k = 1; k < slots_.size(); ++k) {
    const Slot& s = slots[k];
    values[k] = std::max(values[s.a] + s.delay_a, values[s.b] + s.delay_b) + weights[k];
  }
  Time makespan = 0;
  for (std::int32_t sink : sinks_) makespan = std::max(makespan, values[sink]);
  return makespan;
}

template <class Value>
std::vector<Time> FlatTiming::by_instance(Value value) const {
  std::vector<Time> result;
  result.reserve(slot_of_instance_.size());
  for (std::int32_t s : slot_of_instance_) result.push_back(value(static_cast<std::size_t>(s)));
  return result;
}

std::vector<Time> FlatTiming::starts() const {
  return by_instance([this](std::size_t s) { return values_[s] - weights_[s]; });
}

std::vector<Time> FlatTiming::durations() const {
  return by_instance([this](std::size_t s) { return weights_[s]; });
}

// Latest values that keep the makespan, backwards.
std::vector<Time> FlatTiming::slack() const {
  Time makespan = 0;
  for (std::int32_t sink : sinks_) makespan = std::max(makespan, values_[static_cast<std::size_t>(sink)]);
  std::vector<Time> latest(slots_.size(), makespan);
  for (std::size_t k = slots_.size(); k-- > 1;) {
    const Slot& s = slots_[k];
    const Time start = latest[k] - weights_[k];
    auto& a = latest[static_cast<std::size_t>(s.a)];
    auto& b = latest[static_cast<std::size_t>(s.b)];
    a = std::min(a, start - s.delay_a);
    b = std::min(b, start - s.delay_b);
  }
  std::vector<Time> slack = by_instance([&](std::size_t s) { return latest[s] - values_[s]; });
  for (std::size_t i = 0; i < slot_of_start_.size(); ++i)
    if (const auto s = static_cast<std::size_t>(slot_of_start_[i]); s > 0) slack[i] = latest[s] - values_[s];
  return slack;
}

}  // namespace repetend
