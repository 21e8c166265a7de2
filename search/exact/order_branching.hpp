// Branch and bound over the orders of machines, or over a part of them, with constraint propagation in each
// node.
#pragma once

#include <optional>

#include "search/completion/draft.hpp"
#include "search/control/budget.hpp"
#include "search/exact/time_windows.hpp"

namespace repetend::search {

// Which nodes come before which, whatever the windows.
class Precedences {
 public:
  // Nothing does.
  explicit Precedences(std::size_t nodes);
  // From now on `first` comes before `last`, and what precedes the one before what follows the other.
  void add(std::size_t first, std::size_t last);
  bool before(std::size_t first, std::size_t last) const {
    return ((after_[first * words_ + last / bits] >> (last % bits)) & 1U) != 0;
  }
  // Steps of add(), and of a copy.
  std::uint64_t steps() const { return after_.size(); }

 private:
  static constexpr std::size_t bits = 64;
  std::size_t words_;
  std::vector<std::uint64_t> after_, before_;  // by node, the set of those that come after it, or before it
};

class OrderBranching {
 public:
  // The model must outlive it.
  OrderBranching(const DraftModel&, Measure);

  struct Outcome {
    bool complete = false;  // no plan that keeps to the orders measures less than the best, or than `below`
    std::optional<Draft> best;
    Time value = 0;  // of the best
  };
  // Plans that measure less than `below`, in which the instances that are not free keep their orders in the
  // plan with these starts. Ends after so many nodes.
  Outcome search(Time below, const std::vector<Time>& start, const std::vector<bool>& free,
                 std::uint64_t nodes, WorkLimit&);

 private:
  // Instances of one machine, of which either may come first.
  struct Pair {
    std::size_t first, last;
  };
  using Pairs = std::vector<Pair>;

  bool add(std::size_t first, std::size_t last);
  void keep_orders(const std::vector<Time>& start, const std::vector<bool>& free);
  Pairs all_pairs(const std::vector<bool>& free) const;
  std::optional<Pair> keep_open(Pairs&) const;
  bool take(Outcome&);
  bool descend(Outcome&, Pairs, WorkLimit&);

  const DraftModel* model_;
  Measure measure_;
  TimeWindows windows_;
  Precedences own_, known_;                         // the problem's; and what was added
  std::vector<std::vector<std::size_t>> machines_;  // what they run
  Time below_ = 0;
  std::uint64_t nodes_left_ = 0;
};

}  // namespace repetend::search
