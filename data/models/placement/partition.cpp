#include "data/models/placement/partition.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace repetend::data {
namespace {

constexpr Time impossible = std::numeric_limits<Time>::max();

class Partition {
 public:
  Partition(const std::vector<Time>& items, std::size_t stages) : stages_(stages), before_(items.size() + 1) {
    std::partial_sum(items.begin(), items.end(), before_.begin() + 1);
  }

  std::vector<std::size_t> find() {
    find_cuts(least_maximum());
    std::vector<std::size_t> sizes(stages_);
    std::size_t end = items();
    for (std::size_t k = stages_; k-- > 0;) {
      const std::size_t begin = cut_[k][end];
      sizes[k] = end - begin;
      end = begin;
    }
    return sizes;
  }

 private:
  std::size_t items() const { return before_.size() - 1; }
  Time sum(std::size_t begin, std::size_t end) const { return before_[end] - before_[begin]; }

  // best[end]: of the first k stages over the first `end` items.
  Time least_maximum() const {
    std::vector<Time> best(items() + 1, impossible);
    best[0] = 0;
    for (std::size_t k = 0; k < stages_; ++k) {
      std::vector<Time> next(items() + 1, impossible);
      for (std::size_t end = k + 1; end <= items(); ++end)
        for (std::size_t begin = k; begin < end; ++begin)
          if (best[begin] != impossible)
            next[end] = std::min(next[end], std::max(best[begin], sum(begin, end)));
      best = std::move(next);
    }
    return best[items()];
  }

  // best[end]: the largest smallest sum, -1 where the limit leaves no way.
  void find_cuts(Time limit) {
    std::vector<Time> best(items() + 1, -1);
    best[0] = impossible;
    cut_.assign(stages_, std::vector<std::size_t>(items() + 1));
    for (std::size_t k = 0; k < stages_; ++k) {
      std::vector<Time> next(items() + 1, -1);
      for (std::size_t end = k + 1; end <= items(); ++end)
        for (std::size_t begin = k; begin < end; ++begin) {
          const Time least = std::min(best[begin], sum(begin, end));
          if (best[begin] < 0 || sum(begin, end) > limit || least <= next[end]) continue;
          next[end] = least;
          cut_[k][end] = begin;
        }
      best = std::move(next);
    }
  }

  std::size_t stages_;
  std::vector<Time> before_;                   // sums of the first items
  std::vector<std::vector<std::size_t>> cut_;  // by stage and end: where the stage begins
};

}  // namespace

std::vector<std::size_t> balanced_partition(const std::vector<Time>& items, std::size_t stages) {
  return Partition(items, stages).find();
}

std::vector<std::size_t> even_partition(std::size_t items, std::size_t stages) {
  std::vector<std::size_t> sizes(stages, items / stages);
  for (std::size_t k = stages - items % stages; k < stages; ++k) ++sizes[k];
  return sizes;
}

}  // namespace repetend::data
