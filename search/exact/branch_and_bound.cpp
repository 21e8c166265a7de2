#include "search/exact/branch_and_bound.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <map>

#include "search/completion/play.hpp"
#include "search/control/effort.hpp"
#include "search/exact/state.hpp"

// A plan is its machines' orders: they decide the memory, and the earliest starts they allow are the best. So
// it is enough to append instances in the order of their starts, each as early as what was appended before
// allows and never before the last one started (the clock). That builds, among others, every plan of earliest
// starts: its instances sorted by start, of which no two that wait for each other start together.
//
// Three rules prune. Let best(state) be the least measure of all that can be appended to it. They hold for
// the makespan and for the sum of completions alike, as neither falls when something starts later. Bound: a
// state whose bound is not below the best plan known. Memo: states that have done the same have the same
// memory levels, and what is to come depends on the times of signature() alone; append the same instances in
// the same order to one that is nowhere later, and each starts no later. The earlier state was searched to
// its end, as it cannot be an ancestor. Move ahead: let a be movable (model.cpp), fit the memory and end at c
// if appended now. A plan that appends something at c or later starts all the rest at c or later; putting a
// before all of it at its time keeps the machines free from c on, every other start, and the memory: so
// best(a appended) is no worse. And if a is the first that can start at all, and nothing else on its machines
// can start before c, then putting a first is no worse than any other plan.
namespace repetend::search {
namespace {

bool nowhere_later(const std::vector<Time>& a, const std::vector<Time>& b) {
  return std::ranges::equal(a, b, std::less_equal{});
}

// The states visited, to prune those that are no better than one of them.
class Memo {
 public:
  // False when a state that was entered before has done the same and is nowhere later.
  bool enter(const ExactModel& model, const ExactState& state, Measure measure) {
    auto& known = visited_[state.done().plain()];
    std::vector<Time> signature = state.signature(model, measure);
    if (std::ranges::any_of(known, [&](const auto& k) { return nowhere_later(k, signature); })) return false;
    std::erase_if(known, [&](const auto& k) { return nowhere_later(signature, k); });
    if (known.size() < effort.branch_and_bound.remembered) known.push_back(std::move(signature));
    return true;
  }

 private:
  std::map<std::vector<int>, std::vector<std::vector<Time>>> visited_;  // signatures, by done()
};

class BranchAndBound {
 public:
  BranchAndBound(const Problem& problem, Measure measure, Time enough, Time below, Budget& budget)
      : model_(problem), measure_(measure), enough_(enough), best_(below), budget_(budget) {}

  PlanProof run() {
    const ExactState root(model_);
    std::vector<Time> head = heads(model_, root);
    const Time bound = node_bound(model_, root, head, measure_);
    if (bound < best_) search({root, std::move(head), bound});
    PlanProof result{!cut_, cut_ ? enough_ : best_, std::nullopt};
    if (!start_.empty()) result.orders = orders_by_start(*model_.problem, start_);
    return result;
  }

 private:
  struct Node {
    ExactState state;
    std::vector<Time> head;
    Time bound = 0;
  };
  struct Candidate {
    BlockId block;
    Time start, end;
    bool movable;
  };

  void search(const Node& node) {
    if (finished(node.state)) return;
    if (!memo_.enter(model_, node.state, measure_)) return;
    if (budget_.out()) cut_ = true;
    if (cut_) return;
    budget_.spend();
    for (const Node& child : children(node)) {
      if (best_ <= enough_ || cut_) return;
      if (child.bound < best_) search(child);
    }
  }

  bool finished(const ExactState& state) {
    const auto all = [this](int done) { return done == model_.micro_batches; };
    if (!std::ranges::all_of(state.done(), all)) return false;
    if (const Time value = measured(measure_, state.completed(model_)); value < best_) {
      best_ = value;
      start_ = state.start();
    }
    return true;
  }

  std::vector<Node> children(const Node& node) const {
    std::vector<Node> result;
    for (const Candidate& c : candidates(node)) {
      ExactState state = node.state;
      state.schedule(model_, c.block, c.start);
      std::vector<Time> head = heads(model_, state);
      const Time bound = node_bound(model_, state, head, measure_);
      if (bound < best_) result.push_back({std::move(state), std::move(head), bound});
    }
    std::ranges::stable_sort(result, {}, &Node::bound);
    return result;
  }

  std::vector<Candidate> candidates(const Node& node) const {
    constexpr Time no_time = std::numeric_limits<Time>::max();
    std::vector<Candidate> result;
    Time first = no_time, end = no_time;
    for (BlockId b : model_.blocks()) {
      const auto start = node.state.ready(model_, b);
      if (!start) continue;
      first = std::min(first, *start);
      if (!node.state.fits(model_, b)) continue;
      result.push_back(
          {b, *start, *start + model_.duration[{b, node.state.done()[b]}], model_.movable[b] != 0});
      if (result.back().movable) end = std::min(end, result.back().end);
    }
    for (const Candidate& c : result)
      if (c.movable && c.start == first && alone(node, c)) return {c};
    std::erase_if(result, [end](const Candidate& c) { return c.start >= end; });
    std::ranges::sort(result, {}, [this, &node](const Candidate& c) {
      return std::pair{c.start, -model_.tail[model_.instance(c.block, node.state.done()[c.block])]};
    });
    return result;
  }

  // Nothing else on its machines can start before it has ended.
  bool alone(const Node& node, const Candidate& c) const {
    return std::ranges::all_of(model_.machines[c.block], [&](MachineId m) {
      return std::ranges::all_of(model_.on_machine[m], [&](BlockId b) {
        const int n = node.state.done()[b];
        return b == c.block || n == model_.micro_batches || node.head[model_.instance(b, n)] >= c.end;
      });
    });
  }

  const ExactModel model_;
  const Measure measure_;
  Time enough_, best_;
  Budget& budget_;
  Memo memo_;
  std::vector<Time> start_;  // of the best plan found
  bool cut_ = false;
};

}  // namespace

PlanProof prove_least(const Problem& problem, Measure measure, Time enough, Time below, Budget& budget) {
  return BranchAndBound(problem, measure, enough, below, budget).run();
}

}  // namespace repetend::search
