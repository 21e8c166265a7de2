#include "search/complete/claim.hpp"

#include <algorithm>

namespace repetend::search {
namespace {

class Finder {
 public:
  Finder(const Problem& problem, const std::vector<Time>& start, int u)
      : problem_(problem), start_(start), u_(u), n_(problem.micro_batches) {}

  // Longest window without an instance that is not followed one period later.
  std::optional<Repetend> with_period(Time period) const {
    std::vector<Time> breaks, follows;
    for (std::size_t i = 0; i < start_.size(); ++i) {
      const bool followed = instance_at(problem_, i).micro_batch + u_ < n_ && start_[i + step()] == start_[i] + period;
      (followed ? follows : breaks).push_back(start_[i]);
    }
    if (follows.empty()) return std::nullopt;
    std::ranges::sort(breaks);
    std::ranges::sort(follows);
    Repetend best{period, u_, 0, 0};
    Time after = -1;  // of the window: the break before it
    for (Time end : breaks) {
      const auto first = std::ranges::upper_bound(follows, after);
      after = end;
      if (first == follows.end() || *first >= end) continue;
      const Repetend found{period, u_, *first, *first + (end - *first) / period * period};
      if (found.last - found.first > best.last - best.first && complete(found)) best = found;
    }
    if (best.last == best.first) return std::nullopt;
    return best;
  }

  // The periods that the plan's middle suggests.
  std::vector<Time> periods() const {
    std::vector<Time> result;
    for (BlockId b : ids<BlockId>(problem_.blocks.size())) {
      const std::size_t i = instance_index(problem_, {b, (n_ - u_) / 2});
      const Time period = start_[i + step()] - start_[i];
      if (std::ranges::find(result, period) == result.end()) result.push_back(period);
      if (result.size() == 3) break;
    }
    return result;
  }

 private:
  std::size_t step() const { return static_cast<std::size_t>(u_); }

  // Each block starts u times in the first repetition; the others then follow from it, and so does the last as far
  // as the definition asks.
  bool complete(const Repetend& r) const {
    for (BlockId b : ids<BlockId>(problem_.blocks.size())) {
      int count = 0;
      for (std::int32_t n = 0; n < n_; ++n) {
        const Time s = start_[instance_index(problem_, {b, n})];
        if (s >= r.first && s < r.first + r.period) ++count;
      }
      if (count != u_) return false;
    }
    return true;
  }

  const Problem& problem_;
  const std::vector<Time>& start_;
  int u_;
  std::int32_t n_;
};

}  // namespace

std::optional<Repetend> find_repetend(const Problem& problem, const std::vector<Time>& start) {
  constexpr int most = 6;
  std::optional<Repetend> best;
  Time most_repeated = 0;
  for (int u = 1; u <= most && u < problem.micro_batches; ++u) {
    const Finder finder(problem, start, u);
    for (Time period : finder.periods()) {
      const auto found = finder.with_period(period);
      if (!found) continue;
      const Time repeated = ((found->last - found->first) / found->period + 1) * u;
      if (repeated <= most_repeated) continue;
      most_repeated = repeated;
      best = found;
    }
  }
  return best;
}

}  // namespace repetend::search
