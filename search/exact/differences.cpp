#include "search/exact/differences.hpp"

#include <algorithm>

namespace repetend::search {

Differences::Differences(std::size_t blocks, const std::vector<Arc>& arcs, Time period)
    : blocks_(blocks), least_(blocks * blocks) {
  for (std::size_t b = 0; b < blocks; ++b) least_[b * blocks + b] = 0;
  for (const Arc& arc : arcs) raise(arc.from, arc.to, arc.delay - static_cast<Wide>(arc.distance) * period);
}

// Only paths through the raised difference can become longer, each of the closed parts around it.
bool Differences::raise(std::size_t i, std::size_t j, Wide difference) {
  if (contradictory_ || (least(i, j) && *least(i, j) >= difference)) return false;
  if (least(j, i) && *least(j, i) + difference > 0) {
    contradictory_ = true;
    return true;
  }
  for (std::size_t a = 0; a < blocks_; ++a) {
    if (!least(a, i)) continue;
    const Wide reached = *least(a, i) + difference;
    for (std::size_t b = 0; b < blocks_; ++b) {
      if (!least(j, b)) continue;
      auto& known = least_[a * blocks_ + b];
      if (!known || *known < reached + *least(j, b)) known = reached + *least(j, b);
    }
  }
  return true;
}

std::vector<Time> Differences::starts() const {
  std::vector<Time> start(blocks_);
  for (std::size_t b = 0; b < blocks_; ++b)
    for (std::size_t a = 0; a < blocks_; ++a)
      if (least(a, b)) start[b] = std::max(start[b], static_cast<Time>(*least(a, b)));
  return start;
}

Circle circle_of(const Problem& problem, Time period) {
  Circle circle{period, durations(problem), {}};
  const auto share = [&](BlockId i, BlockId j) {
    return std::ranges::any_of(problem.block(i).uses, [&](const DeviceUse& use) {
      return find_use(problem.block(j), use.device) != nullptr;
    });
  };
  for (BlockId i : ids<BlockId>(problem.blocks.size()))
    for (BlockId j : ids<BlockId>(problem.blocks.size()))
      if (i != j && share(i, j)) circle.sharing.emplace_back(i.index(), j.index());
  return circle;
}

namespace {

Wide floor_to(Wide value, Time period) { return value - (value % period + period) % period; }

}  // namespace

Wide overlap_free_from(const Circle& circle, std::size_t i, std::size_t j, Wide difference) {
  const Wide base = floor_to(difference, circle.period), residue = difference - base;
  if (residue < circle.duration[i]) return base + circle.duration[i];
  if (residue > circle.period - circle.duration[j]) return base + circle.period + circle.duration[i];
  return difference;
}

// start(j) - start(i) < difference says start(i) - start(j) > -difference.
Wide overlap_free_below(const Circle& circle, std::size_t i, std::size_t j, Wide difference) {
  return -overlap_free_from(circle, j, i, 1 - difference);
}

void exclude_overlaps(const Circle& circle, Differences& differences, std::size_t steps, const Stop& stop) {
  const std::size_t blocks = circle.duration.size();
  std::size_t left = steps / (blocks * blocks) + 1;  // a difference that is raised takes their square
  constexpr int rounds = 16;  // where nothing bounds a wait, differences may creep for ever
  bool changed = true;
  for (int round = 0; round < rounds && changed; ++round) {
    changed = false;
    for (const auto& [i, j] : circle.sharing) {
      if (differences.contradictory() || left == 0) return;
      const auto& known = differences.least(i, j);
      if (!known || !differences.raise(i, j, overlap_free_from(circle, i, j, *known))) continue;
      if (stop()) return;
      changed = true;
      --left;
    }
  }
}

}  // namespace repetend::search
