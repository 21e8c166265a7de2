#include "search/exact/refute.hpp"

#include <algorithm>
#include <optional>

#include "search/bounds/memory_edges.hpp"
#include "search/model/arcs.hpp"
#include "search/repetend/unroll.hpp"

// A repetend of period T is a cyclic schedule of the unrolled problem, with whole starts. Two blocks i and j
// of one device do not overlap: start(j) - start(i) modulo T lies in [duration i, T - duration j]. So a lower
// bound of the difference may be raised to the next such number. Lower bounds of all differences are longest
// paths through the edges, with those that memory implies; raising them makes longer paths, and so on, until
// nothing changes or a block must start after itself: then T is refuted.
//
// A period that is refuted refutes all shorter ones: the orders and shifts of a schedule keep their meaning
// and their memory at any longer period (tighten() in cyclic.hpp).
namespace repetend::search {
namespace {

class Differences {
 public:
  Differences(const Problem& problem, const std::vector<Arc>& arcs, Time period)
      : period_(period),
        duration_(durations(problem)),
        least_(duration_.size(), std::vector<std::optional<Wide>>(duration_.size())) {
    for (std::size_t b = 0; b < duration_.size(); ++b) raise(b, b, 0);
    for (const Arc& arc : arcs) raise(arc.from, arc.to, arc.delay - static_cast<Wide>(arc.distance) * period);
    for (BlockId i : ids<BlockId>(duration_.size()))
      for (BlockId j : ids<BlockId>(duration_.size()))
        if (i != j && share_device(problem.block(i), problem.block(j)))
          pairs_.emplace_back(i.index(), j.index());
  }

  bool refuted() {
    constexpr int rounds = 16;  // fewer refute less, never wrongly
    for (const auto& [i, j] : pairs_)
      if (duration_[i] + duration_[j] > period_) return true;
    for (int round = 0; round < rounds; ++round) {
      close();
      for (std::size_t b = 0; b < least_.size(); ++b)
        if (*least_[b][b] > 0) return true;
      if (!round_up()) return false;
    }
    return false;
  }

 private:
  static bool share_device(const Block& a, const Block& b) {
    return std::ranges::any_of(a.uses, [&](const DeviceUse& use) { return find_use(b, use.device); });
  }

  bool raise(std::size_t i, std::size_t j, Wide difference) {
    auto& known = least_[i][j];
    if (known && *known >= difference) return false;
    known = difference;
    return true;
  }

  // Floyd and Warshall's longest paths; stops growing where there is a positive cycle, as each pair is
  // looked at once for every block between.
  void close() {
    const std::size_t n = least_.size();
    for (std::size_t k = 0; k < n; ++k)
      for (std::size_t i = 0; i < n; ++i) {
        if (!least_[i][k]) continue;
        for (std::size_t j = 0; j < n; ++j)
          if (least_[k][j]) raise(i, j, *least_[i][k] + *least_[k][j]);
        if (*least_[i][i] > 0) return;
      }
  }

  bool round_up() {
    bool changed = false;
    for (const auto& [i, j] : pairs_) {
      if (!least_[i][j]) continue;
      const Wide difference = *least_[i][j];
      const Wide residue = (difference % period_ + period_) % period_, base = difference - residue;
      if (residue < duration_[i])
        changed |= raise(i, j, base + duration_[i]);
      else if (residue > period_ - duration_[j])
        changed |= raise(i, j, base + period_ + duration_[i]);
    }
    return changed;
  }

  Time period_;
  std::vector<Time> duration_;
  std::vector<std::vector<std::optional<Wide>>> least_;  // of start(j) - start(i); none: no path
  std::vector<std::pair<std::size_t, std::size_t>> pairs_;
};

}  // namespace

Time refuted_up_to(const Problem& problem, int u, Time at_least) {
  constexpr std::size_t most_blocks = 64;  // each round takes the cube of their number
  if (problem.blocks.size() * static_cast<std::size_t>(u) > most_blocks) return at_least;
  const Problem unrolled = unroll(with_memory_edges(problem), u);
  const std::vector<Arc> arcs = edge_arcs(unrolled);
  const auto refuted = [&](Time period) { return Differences(unrolled, arcs, period).refuted(); };
  Time bound = at_least, step = 1;
  for (; refuted(bound + step - 1); step *= 2) bound += step;
  for (; step > 0; step /= 2)
    if (refuted(bound + step - 1)) bound += step;
  return bound;
}

}  // namespace repetend::search
