#include "tests/support/cyclic_wide.hpp"

#include <algorithm>
#include <numeric>
#include <stdexcept>

#include "tests/support/wide_reading.hpp"

namespace repetend::test {
namespace {

constexpr Time unrelated = -sum_limit;
constexpr std::size_t alone = static_cast<std::size_t>(-1);

Time floor_of(Time value, Time by) { return value >= 0 ? value / by : -((-value + by - 1) / by); }
Time ceil_of(Time value, Time by) { return -floor_of(-value, by); }

// A copy of a block: what runs once a period. It starts at phase + stage * period.
struct Copy {
  std::size_t block, copy;
  Time duration;
  std::vector<MachineId> machines;
  std::vector<PoolUse> uses;
  std::size_t group = alone, side = alone;  // of those that run fused, and of those of one micro-batch
};

// (from) precedes (to) of so many periods later.
struct Precedence {
  std::size_t from, to;
  Time laps;
};

// A copy of a pair's first side that runs fused with one of its second. Which micro-batches they are of
// follows from their modulo stages.
struct Fusing {
  const Pair* pair;
  std::size_t first, second;  // copies

  std::vector<std::pair<BlockId, std::size_t>> copies() const {
    std::vector<std::pair<BlockId, std::size_t>> result;
    for (BlockId b : pair->first) result.emplace_back(b, first);
    for (BlockId b : pair->second) result.emplace_back(b, second);
    return result;
  }
};
using Fusings = std::vector<Fusing>;

// All ways to fuse, nothing among them. Of two pairs of the same sides the first one counts.
void all_fusings(const Fusings& candidates, std::size_t k, Fusings& chosen, std::vector<Fusings>& result) {
  if (k == candidates.size()) {
    result.push_back(chosen);
    return;
  }
  all_fusings(candidates, k + 1, chosen, result);
  const auto more = candidates[k].copies();
  for (const Fusing& taken : chosen)
    for (const auto& copy : taken.copies())
      if (std::ranges::count(more, copy) > 0) return;
  chosen.push_back(candidates[k]);
  all_fusings(candidates, k + 1, chosen, result);
  chosen.pop_back();
}

std::vector<Fusings> all_fusings(const Problem& problem, std::size_t u) {
  Fusings candidates, chosen;
  for (const Pair& pair : problem.pairs)
    for (std::size_t first = 0; first < u; ++first)
      for (std::size_t second = 0; second < u; ++second)
        if (problem.block(pair.first.front()).repeat == Repeat::each &&
            problem.block(pair.second.front()).repeat == Repeat::each)
          candidates.push_back({&pair, first, second});
  std::vector<Fusings> result;
  all_fusings(candidates, 0, chosen, result);
  return result;
}

class Cyclic {
 public:
  Cyclic(const WideReading& reading, int u, Time period, const Fusings& fusings)
      : reading_(reading), u_(static_cast<std::size_t>(u)), period_(period) {
    for (std::size_t b = 0; b < reading.problem.blocks.size(); ++b)
      if (reading.problem.blocks[b].repeat == Repeat::each) add_copies(b);
    for (const Edge& e : reading.problem.edges)
      if (is_each(e.from) && is_each(e.to)) add_precedences(e.from.index(), e.to.index(), e.distance);
    for (std::size_t b = 0; b < reading.problem.blocks.size(); ++b)
      if (is_each(BlockId{b})) add_precedences(b, b, 1);
    for (std::size_t g = 0; g < fusings.size(); ++g) fuse(fusings[g], g);
    phase_.resize(copies_.size());
    stage_.resize(copies_.size());
  }

  std::optional<CyclicSchedule> found() {
    if (!place(0)) return std::nullopt;
    CyclicSchedule schedule{period_, std::vector<Time>(reading_.problem.blocks.size() * u_)};
    for (std::size_t x = 0; x < copies_.size(); ++x)
      schedule.start[copies_[x].block * u_ + copies_[x].copy] = start(x);
    const Time first = *std::ranges::min_element(stage_);
    for (const Copy& c : copies_) schedule.start[c.block * u_ + c.copy] -= first * period_;
    return schedule;
  }

 private:
  bool is_each(BlockId b) const { return reading_.problem.block(b).repeat == Repeat::each; }
  Time start(std::size_t x) const { return phase_[x] + stage_[x] * period_; }

  void add_copies(std::size_t b) {
    const WideReading::Run& run = reading_.runs[reading_.by_block[b].front()];
    for (std::size_t c = 0; c < u_; ++c) copies_.push_back({b, c, run.duration, run.machines, run.uses});
  }
  std::size_t copy(std::size_t block, std::size_t c) const {
    return static_cast<std::size_t>(std::ranges::find(copies_, block, &Copy::block) - copies_.begin()) + c;
  }
  // All take the time of the pair. A side is of one micro-batch and what precedes what in it is no matter.
  void fuse(const Fusing& fusing, std::size_t group) {
    std::vector<std::size_t> members, runs;
    for (const auto& [block, c] : fusing.copies()) {
      members.push_back(copy(block.index(), c));
      runs.push_back(reading_.by_block[block.index()].front());
    }
    for (std::size_t k = 0; k < members.size(); ++k) {
      Copy& copy = copies_[members[k]];
      copy.group = group;
      copy.side = 2 * group + (k < fusing.pair->first.size() ? 0 : 1);
      copy.duration = reading_.fused_duration(*fusing.pair, runs);
    }
  }
  bool on_one_side(std::size_t x, std::size_t y) const {
    return x != y && copies_[x].side != alone && copies_[x].side == copies_[y].side;
  }
  void add_precedences(std::size_t from, std::size_t to, int distance) {
    for (std::size_t c = 0; c < u_; ++c) {
      const std::size_t later = c + static_cast<std::size_t>(distance);
      precedences_.push_back({copy(from, c), copy(to, later % u_), static_cast<Time>(later / u_)});
    }
  }

  // Neither runs in the other's run, in any period. What takes no time may stand where another begins or
  // ends.
  bool apart(std::size_t x, std::size_t y) const {
    if (copies_[x].group != alone && copies_[x].group == copies_[y].group) return phase_[x] == phase_[y];
    const bool meet = std::ranges::any_of(
        copies_[x].machines, [&](MachineId m) { return std::ranges::count(copies_[y].machines, m) > 0; });
    if (!meet) return true;
    const Time after = phase_[y] - phase_[x] - floor_of(phase_[y] - phase_[x], period_) * period_;
    if (after == 0) return copies_[x].duration == 0 || copies_[y].duration == 0;
    return after >= copies_[x].duration && period_ - after >= copies_[y].duration;
  }

  // All phases of the copies from x on; that of the first is 0, as nothing changes when all turn.
  bool place(std::size_t x) {
    if (x == copies_.size()) return follow();
    if (copies_[x].duration > period_) return false;
    for (phase_[x] = 0; phase_[x] < (x == 0 ? 1 : period_); ++phase_[x]) {
      bool fits = true;
      for (std::size_t y = 0; y < x; ++y) fits = fits && apart(x, y);
      if (fits && place(x + 1)) return true;
    }
    return false;
  }

  // Modulo stages that the precedences allow, of which memory asks for the right ones.
  bool follow() {
    const std::size_t n = copies_.size();
    lead_.assign(n, std::vector<Time>(n, unrelated));
    Time most = 0, least = 0;
    for (std::size_t x = 0; x < n; ++x)
      for (std::size_t y = 0; y < n; ++y)
        if (x == y || on_one_side(x, y)) lead_[x][y] = 0;
    for (const Precedence& p : precedences_) {
      if (p.laps == 0 && on_one_side(p.from, p.to)) continue;
      const Time lead = ceil_of(phase_[p.from] + copies_[p.from].duration - phase_[p.to], period_) - p.laps;
      lead_[p.from][p.to] = std::max(lead_[p.from][p.to], lead);
      most = std::max(most, lead);
    }
    for (std::size_t k = 0; k < n; ++k)
      for (std::size_t x = 0; x < n; ++x)
        for (std::size_t y = 0; y < n; ++y)
          if (lead_[x][k] != unrelated && lead_[k][y] != unrelated)
            lead_[x][y] = std::max(lead_[x][y], lead_[x][k] + lead_[k][y]);
    for (std::size_t x = 0; x < n; ++x) {
      if (lead_[x][x] > 0) return false;
      for (const Time lead : lead_[x])
        if (lead != unrelated) least = std::min(least, lead);
    }
    // Were two stages that follow each other in size further apart than any lead, all that is later could
    // come a period earlier: nothing forbids it, and no bytes would be held longer, as who releases them
    // follows who acquired them.
    farthest_ = static_cast<Time>(n - 1) * std::max(most, -least);
    return choose_stage(0);
  }

  bool choose_stage(std::size_t x) {
    if (x == copies_.size()) return fits();
    Time low = x == 0 ? 0 : -farthest_, high = x == 0 ? 0 : farthest_;
    for (std::size_t y = 0; y < x; ++y) {
      if (lead_[y][x] != unrelated) low = std::max(low, stage_[y] + lead_[y][x]);
      if (lead_[x][y] != unrelated) high = std::min(high, stage_[y] - lead_[x][y]);
    }
    for (stage_[x] = low; stage_[x] <= high; ++stage_[x])
      if (choose_stage(x + 1)) return true;
    return false;
  }

  // Levels rise at starts alone. Far from the first repetition all periods are alike.
  bool fits() const {
    for (std::size_t p = 0; p < reading_.pools; ++p)
      if (reading_.capacity(PoolId{p}) != unlimited)
        for (const Time phase : phase_)
          if (level(PoolId{p}, phase + 4 * (farthest_ + 1) * period_) > reading_.capacity(PoolId{p}))
            return false;
    return true;
  }
  Bytes level(PoolId pool, Time t) const {
    Bytes level = reading_.static_memory(pool);
    for (const WideReading::Run& run : reading_.runs)
      if (reading_.problem.block(run.instance.block).repeat == Repeat::first)
        for (const PoolUse& use : run.uses)
          if (use.pool == pool) level += use.acquire - use.release;
    for (std::size_t x = 0; x < copies_.size(); ++x)
      for (const PoolUse& use : copies_[x].uses) {
        if (use.pool != pool) continue;
        const Time started = floor_of(t - start(x), period_) + 1;
        const Time ended = floor_of(t - start(x) - copies_[x].duration, period_) + 1;
        const bool at_start = reading_.problem.memory_release == MemoryRelease::start;
        level += use.acquire * started - use.release * (at_start ? started : ended) +
                 use.workspace * (started - ended);
      }
    return level;
  }

  const WideReading& reading_;
  std::size_t u_;
  Time period_, farthest_ = 0;
  std::vector<Copy> copies_;
  std::vector<Precedence> precedences_;
  std::vector<Time> phase_, stage_;
  std::vector<std::vector<Time>> lead_;  // in stages, along whatever leads from one to another
};

}  // namespace

std::optional<CyclicSchedule> least_cyclic(const Problem& problem, int u) {
  std::vector<std::int32_t> in_order(static_cast<std::size_t>(problem.micro_batches));
  std::iota(in_order.begin(), in_order.end(), 0);
  if (problem.transfer != TransferMode::none || !problem.choices.empty())
    throw std::invalid_argument("messages or open choices");
  const WideReading reading(problem, in_order);
  Time all = 1;
  for (const auto& runs : reading.by_block) {
    for (std::size_t r : runs)
      if (reading.runs[r].duration != reading.runs[runs.front()].duration)
        throw std::invalid_argument("micro-batches that are not alike");
    all += u * reading.runs[runs.front()].duration;
  }
  const auto fusings = all_fusings(problem, static_cast<std::size_t>(u));
  for (Time period = 1; period <= all; ++period)
    for (const Fusings& fused : fusings)
      if (auto found = Cyclic(reading, u, period, fused).found()) return found;
  return std::nullopt;
}

}  // namespace repetend::test
