#include "search/exact/memory_windows.hpp"

#include <algorithm>

#include "search/bounds/bounds.hpp"
#include "search/control/effort.hpp"
#include "sim/problem/machines.hpp"

// A device runs its instances one at a time, so that its level while one runs depends on which ones come
// before it alone. Let instance i start at t and take d. Before it come
//   all that must start before t + d,
//   nothing that cannot have ended by t,
//   of i's own micro-batch what its block depends on and nothing that depends on it,
//   of earlier ones at least that and i's block, and of later ones neither i's block nor what depends on it,
//   as each block runs its micro-batches in order,
// and of every micro-batch an ideal of the order of its blocks. The sum over the micro-batches of the least
// level of such an ideal is a lower bound of the level at which i begins. Where it does not leave room for i,
// i does not start at t. It may at the next time by which something more can have ended, and backwards at the
// last one before something more must have started.
namespace repetend::search {
namespace {

constexpr Time no_time = std::numeric_limits<Time>::max() / 4;

}  // namespace

std::optional<MemoryWindows> MemoryWindows::of(const Problem& problem, const Paths& paths, DeviceId device,
                                               const std::vector<BlockId>& blocks) {
  if (problem.device(device).memory == unlimited || blocks.empty() || blocks.size() > 8 * sizeof(Mask))
    return std::nullopt;
  MemoryWindows windows(problem, paths, device, blocks);
  return windows.add_ideals() ? std::optional(std::move(windows)) : std::nullopt;
}

MemoryWindows::MemoryWindows(const Problem& problem, const Paths& paths, DeviceId device,
                             const std::vector<BlockId>& blocks)
    : micro_batches_(problem.micro_batches),
      room_(problem.device(device).memory - problem.device(device).static_memory),
      blocks_(blocks),
      before_(blocks.size()),
      after_(blocks.size()) {
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const DeviceUse& use = *find_use(problem.block(blocks[i]), device);
    change_.push_back(use.acquire - use.release);
    need_.push_back(problem.memory_release == MemoryRelease::end
                        ? use.acquire + use.workspace
                        : std::max(Bytes{0}, use.acquire - use.release + use.workspace));
    const auto reached = paths.from(blocks[i]);
    for (std::size_t j = 0; j < blocks.size(); ++j) {
      if (i == j || !reached[blocks[j]]) continue;
      before_[j] |= Mask{1} << i;
      after_[i] |= Mask{1} << j;
    }
  }
}

// Each ideal comes from one with a block less. False: there are too many.
bool MemoryWindows::add_ideals() {
  ideals_.push_back({0, 0});
  for (std::size_t k = 0; k < ideals_.size(); ++k) {
    const Ideal from = ideals_[k];
    for (std::size_t b = 0; b < blocks_.size(); ++b) {
      const Mask bit = Mask{1} << b;
      if ((from.blocks & bit) != 0 || (before_[b] & ~from.blocks) != 0) continue;
      const Mask with = from.blocks | bit;
      if (std::ranges::find(ideals_, with, &Ideal::blocks) == ideals_.end())
        ideals_.push_back({with, from.level + change_[b]});
    }
    if (ideals_.size() > effort.time_windows.ideals) return false;
  }
  std::ranges::sort(ideals_, {}, &Ideal::level);
  return true;
}

std::optional<Bytes> MemoryWindows::least_level(Mask done, Mask not_done) const {
  for (const Ideal& ideal : ideals_)
    if ((done & ~ideal.blocks) == 0 && (ideal.blocks & not_done) == 0) return ideal.level;
  return std::nullopt;
}

bool MemoryWindows::fits(const Start& start, std::span<const Time> duration,
                         const StartWindows& windows) const {
  const Mask own = Mask{1} << start.block;
  Bytes level = need_[start.block];
  for (std::int32_t n = 0; n < micro_batches_; ++n) {
    Mask done = 0, not_done = 0;
    for (std::size_t b = 0; b < blocks_.size(); ++b) {
      const std::size_t i = node(b, n);
      if (windows.latest[i] < start.end) done |= Mask{1} << b;
      if (windows.earliest[i] + duration[i] > start.at) not_done |= Mask{1} << b;
    }
    if (n == start.micro_batch) done &= ~own;
    if (n <= start.micro_batch) done |= before_[start.block];
    if (n < start.micro_batch) done |= own;
    if (n >= start.micro_batch) not_done |= own | after_[start.block];
    const auto least = least_level(done, not_done);
    if (!least) return false;
    level += *least;
  }
  return level <= room_;
}

// Each instance is tried at both ends of its window.
std::uint64_t MemoryWindows::steps() const {
  const auto micro_batches = static_cast<std::uint64_t>(micro_batches_);
  return 4 * blocks_.size() * micro_batches * micro_batches * (blocks_.size() + ideals_.size());
}

// The first time after `at` by which something more can have ended; none: `no_time`.
Time MemoryWindows::next_end(Time at, std::span<const Time> duration, const StartWindows& windows) const {
  Time next = no_time;
  for (std::size_t b = 0; b < blocks_.size(); ++b)
    for (std::int32_t n = 0; n < micro_batches_; ++n)
      if (const Time end = windows.earliest[node(b, n)] + duration[node(b, n)]; end > at)
        next = std::min(next, end);
  return next;
}

// The last time before `at` until which something more need not have started; none: -`no_time`.
Time MemoryWindows::last_start(Time at, const StartWindows& windows) const {
  Time last = -no_time;
  for (std::size_t b = 0; b < blocks_.size(); ++b)
    for (std::int32_t n = 0; n < micro_batches_; ++n)
      if (const Time start = windows.latest[node(b, n)]; start < at) last = std::max(last, start);
  return last;
}

bool MemoryWindows::tighten(std::span<const Time> duration, StartWindows windows,
                            std::vector<std::size_t>& shrunk) const {
  for (std::size_t b = 0; b < blocks_.size(); ++b)
    for (std::int32_t n = 0; n < micro_batches_; ++n) {
      const std::size_t i = node(b, n);
      const Time before = windows.latest[i] - windows.earliest[i];
      Time &earliest = windows.earliest[i], &latest = windows.latest[i];
      const auto fits_at = [&](Time at) { return fits({b, n, at, at + duration[i]}, duration, windows); };
      while (earliest <= latest && !fits_at(earliest)) earliest = next_end(earliest, duration, windows);
      while (earliest <= latest && !fits_at(latest))
        latest = last_start(latest + duration[i], windows) - duration[i];
      if (earliest > latest) return false;
      if (latest - earliest < before) shrunk.push_back(i);
    }
  return true;
}

}  // namespace repetend::search
