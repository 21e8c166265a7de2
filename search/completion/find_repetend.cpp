#include "search/completion/find_repetend.hpp"

#include <algorithm>

#include "search/control/effort.hpp"

namespace repetend::search {
namespace {

class Finder {
 public:
  Finder(const Problem& problem, const std::vector<Time>& start, int u)
      : problem_(problem), start_(start), u_(u), n_(problem.micro_batches) {
    for (BlockId b : ids<BlockId>(problem.blocks.size()))
      if (problem.block(b).repeat == Repeat::each) blocks_.push_back(b);
  }

  // Longest window without an instance that is not followed one period later, if more micro-batches than that
  // repeat in it. Its repetitions but the last have u followed instances of each block: most periods are
  // ruled out by counting those.
  std::optional<Repetend> with_period(Time period, Time repeated, const Stop& stop) const {
    std::vector<Time> breaks;
    breaks.reserve(blocks_.size() * static_cast<std::size_t>(n_));
    for (BlockId b : blocks_) {
      const auto start = starts_of(b);
      for (std::ptrdiff_t n = 0; n < n_; ++n)
        if (n + u_ >= n_ || start[n + u_] != start[n] + period) breaks.push_back(start[n]);
    }
    const Time needed = std::ssize(blocks_) * (std::max<Time>(repeated + 1, 2 * u_) - u_);
    if (std::ssize(blocks_) * n_ - std::ssize(breaks) < needed || stop()) return std::nullopt;
    std::ranges::sort(breaks);
    Repetend best{period, u_, 0, 0};
    Time after = -1;
    for (Time end : breaks) {
      if (end - after > best.last - best.first + period) consider(after, end, best);
      after = end;
    }
    if (best.last == best.first) return std::nullopt;
    return best;
  }

  std::optional<Repetend> single(Time period) const {
    const Time first = next_start(all_started(-1) - period);
    if (first == std::numeric_limits<Time>::max()) return std::nullopt;
    const Repetend found{period, u_, first, first};
    for (BlockId b : blocks_)
      if (count(b, found) < u_) return std::nullopt;
    return found;
  }

  // The periods that the plan's middle suggests.
  std::vector<Time> periods() const {
    std::vector<Time> result;
    for (BlockId b : blocks_) {
      const std::size_t i = instance_index(problem_, {b, (n_ - u_) / 2});
      const Time period = start_[i + step()] - start_[i];
      if (std::ranges::find(result, period) == result.end()) result.push_back(period);
      if (result.size() == 3) break;
    }
    return result;
  }

 private:
  std::size_t step() const { return static_cast<std::size_t>(u_); }
  // By micro-batch, so rising.
  std::vector<Time>::const_iterator starts_of(BlockId b) const {
    return start_.begin() + static_cast<std::ptrdiff_t>(instance_index(problem_, {b, 0}));
  }

  // The repetitions between two breaks: from the first instance on after which, within a period, every block
  // has started for u micro-batches.
  void consider(Time after, Time end, Repetend& best) const {
    const Time first = next_start(std::max(after, all_started(after) - best.period));
    if (first >= end) return;
    Repetend found = best;
    found.first = first;
    found.last = first + (end - first) / found.period * found.period;
    if (found.last - found.first > best.last - best.first && complete(found)) best = found;
  }

  Time next_start(Time after) const {
    Time next = std::numeric_limits<Time>::max();
    for (BlockId b : blocks_) {
      const auto end = starts_of(b) + n_, at = std::upper_bound(starts_of(b), end, after);
      if (at != end) next = std::min(next, *at);
    }
    return next;
  }

  // When every block has started u times after a break.
  Time all_started(Time after) const {
    Time latest = after;
    for (BlockId b : blocks_) {
      const auto begin = starts_of(b);
      const auto next = std::upper_bound(begin, begin + n_, after);
      latest =
          std::max(latest, n_ - (next - begin) < u_ ? std::numeric_limits<Time>::max() : *(next + u_ - 1));
    }
    return latest;
  }

  // Each block starts u times in the first repetition; the others then follow from it, and so does the last
  // as far as the definition asks.
  bool complete(const Repetend& r) const {
    for (BlockId b : blocks_)
      if (count(b, r) != u_) return false;
    return true;
  }

  // Instances of the block in the first repetition.
  std::ptrdiff_t count(BlockId b, const Repetend& r) const {
    const auto begin = starts_of(b), end = begin + n_;
    return std::lower_bound(begin, end, r.first + r.period) - std::lower_bound(begin, end, r.first);
  }

  const Problem& problem_;
  const std::vector<Time>& start_;
  int u_;
  std::int32_t n_;
  std::vector<BlockId> blocks_;  // that every micro-batch runs
};

}  // namespace

std::optional<Repetend> find_repetend(const Problem& problem, const std::vector<Time>& start,
                                      const Stop& stop, const Ratio& bound) {
  if (!is_periodic(problem)) return std::nullopt;
  // Each number of micro-batches sorts all starts a few times: large plans get fewer.
  const auto most = static_cast<int>(std::clamp<std::size_t>(effort.found_repetend_instances / start.size(),
                                                             1, effort.period.micro_batches));
  std::optional<Repetend> best;
  Time most_repeated = 0;
  for (int u = 1; u <= most && u < problem.micro_batches && most_repeated * 2 < problem.micro_batches; ++u) {
    const Finder finder(problem, start, u);
    for (Time period : finder.periods()) {
      if (stop()) return best;
      if (Ratio{period, u} < bound) continue;
      const auto found = finder.with_period(period, most_repeated, stop);
      if (!found) continue;
      const Time repeated = ((found->last - found->first) / found->period + 1) * u;
      if (repeated <= most_repeated) continue;
      most_repeated = repeated;
      best = found;
    }
  }
  return best;
}

std::optional<Repetend> single_repetition(const Problem& problem, const std::vector<Time>& start, Time period,
                                          int u) {
  if (u > problem.micro_batches) return std::nullopt;
  return Finder(problem, start, u).single(period);
}

}  // namespace repetend::search
