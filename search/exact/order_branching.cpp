#include "search/exact/order_branching.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "search/completion/play.hpp"

// A node is a set of decisions of which of two instances of a machine comes first, and the windows that they
// leave. The pair that is decided next is the one that leaves the least time, and the order that leaves more
// of it is tried first (Smith and Cheng 1993). Where all pairs are decided, the orders are a plan: it is
// timed as every other. One that deadlocks, does not fit or measures too much, by what windows do not say of
// transfers and memory, leaves the node undecided.
namespace repetend::search {

Precedences::Precedences(std::size_t nodes)
    : words_((nodes + bits - 1) / bits), after_(nodes * words_), before_(nodes * words_) {}

void Precedences::add(std::size_t first, std::size_t last) {
  const auto with = [this](const std::vector<std::uint64_t>& sets, std::size_t node) {
    std::vector<std::uint64_t> set(sets.begin() + static_cast<std::ptrdiff_t>(node * words_),
                                   sets.begin() + static_cast<std::ptrdiff_t>((node + 1) * words_));
    set[node / bits] |= std::uint64_t{1} << (node % bits);
    return set;
  };
  const auto join = [this](std::vector<std::uint64_t>& sets, const std::vector<std::uint64_t>& of,
                           const std::vector<std::uint64_t>& added) {
    for (std::size_t w = 0; w < words_; ++w)
      for (std::uint64_t left = of[w]; left != 0; left &= left - 1) {
        const std::size_t node = w * bits + static_cast<std::size_t>(std::countr_zero(left));
        for (std::size_t k = 0; k < words_; ++k) sets[node * words_ + k] |= added[k];
      }
  };
  const auto firsts = with(before_, first), lasts = with(after_, last);
  join(after_, firsts, lasts);
  join(before_, lasts, firsts);
}

OrderBranching::OrderBranching(const DraftModel& model, Measure measure)
    : model_(&model),
      measure_(measure),
      windows_(*model.problem, measure),
      own_(windows_.nodes()),
      known_(own_),
      machines_(model.semantics.machines()) {
  for (const TimeWindows::Arc& arc : windows_.arcs())
    if (!own_.before(arc.from, arc.to)) own_.add(arc.from, arc.to);
  for (std::size_t i = 0; i < model.problem->instances(); ++i)
    for (const MachineId m : model.semantics.machines(instance_at(*model.problem, i).block))
      machines_[m.index()].push_back(i);
}

// False: it is known to be the other way round.
bool OrderBranching::add(std::size_t first, std::size_t last) {
  if (known_.before(last, first)) return false;
  if (!known_.before(first, last)) known_.add(first, last);
  windows_.add({first, last, windows_.length(first)});
  return true;
}

void OrderBranching::keep_orders(const std::vector<Time>& start, const std::vector<bool>& free) {
  for (std::vector<std::size_t> order : machines_) {
    std::erase_if(order, [&](std::size_t i) { return free[i]; });
    std::ranges::sort(order, {}, [&](std::size_t i) { return start[i]; });
    for (std::size_t k = 1; k < order.size(); ++k) add(order[k - 1], order[k]);
  }
}

OrderBranching::Pairs OrderBranching::all_pairs(const std::vector<bool>& free) const {
  Pairs pairs;
  for (const auto& machine : machines_)
    for (auto a = machine.begin(); a != machine.end(); ++a)
      for (auto b = std::next(a); b != machine.end(); ++b)
        if (free[*a] || free[*b]) pairs.push_back({*a, *b});
  return pairs;
}

// Leaves the pairs out whose order is known. The one that leaves the least time; none is left.
std::optional<OrderBranching::Pair> OrderBranching::keep_open(Pairs& pairs) const {
  const auto& [earliest, latest] = windows_.windows();
  const auto spare = [&](std::size_t first, std::size_t last) {
    return latest[last] - earliest[first] - windows_.length(first);
  };
  std::optional<Pair> tightest;
  double least = 0;
  std::erase_if(pairs, [&](const Pair& pair) {
    const auto [a, b] = pair;
    const Time ab = spare(a, b), ba = spare(b, a);
    if (ab < 0 || ba < 0 || known_.before(a, b) || known_.before(b, a)) return true;
    const auto low = static_cast<double>(std::min(ab, ba)), high = static_cast<double>(std::max(ab, ba));
    const double room = std::sqrt(low * high) + low;
    if (!tightest || room < least) {
      least = room;
      tightest = ab >= ba ? pair : Pair{b, a};
    }
    return false;
  });
  return tightest;
}

// All pairs are decided. True: the orders measure less than any before.
bool OrderBranching::take(Outcome& outcome) {
  const auto& earliest = windows_.windows().earliest;
  const std::vector<Time> start(earliest.begin(),
                                earliest.begin() + static_cast<std::ptrdiff_t>(model_->problem->instances()));
  auto draft = play(*model_, orders_by_start(*model_->problem, start));
  if (!draft) return false;
  const Time value = measured(measure_, completed(model_->semantics, draft->starts()));
  if (value >= below_) return false;
  outcome.best = std::move(draft);
  outcome.value = below_ = value;
  windows_.limit(value - 1);
  return true;
}

// True: all plans below the node were looked at.
bool OrderBranching::descend(Outcome& outcome, Pairs pairs, WorkLimit& work) {
  if (!windows_.propagate(work)) return true;
  if (nodes_left_ == 0 || !work.take(2 * known_.steps() + 8 * pairs.size())) return false;
  --nodes_left_;
  const std::optional<Pair> next = keep_open(pairs);
  if (!next) return take(outcome);
  const TimeWindows::Windows windows = windows_.windows();
  const Precedences known = known_;
  const std::size_t added = windows_.added();
  bool complete = true;
  for (const Pair& order : {*next, Pair{next->last, next->first}}) {
    if (add(order.first, order.last)) complete &= descend(outcome, pairs, work);
    windows_.set(windows);
    windows_.remove_added(added);
    known_ = known;
    if (nodes_left_ == 0 || work.out()) return false;
  }
  return complete;
}

OrderBranching::Outcome OrderBranching::search(Time below, const std::vector<Time>& start,
                                               const std::vector<bool>& free, std::uint64_t nodes,
                                               WorkLimit& work) {
  Outcome outcome;
  below_ = below;
  nodes_left_ = nodes;
  known_ = own_;
  if (!windows_.begin(below - 1, work)) return {true, {}, 0};
  keep_orders(start, free);
  outcome.complete = descend(outcome, all_pairs(free), work);
  return outcome;
}

}  // namespace repetend::search
