#include "search/modulo/partial.hpp"

#include <algorithm>
#include <numeric>

#include "search/control/effort.hpp"

namespace repetend::search {

namespace {

// The largest item is tried first, in each gap of a different size in turn.
bool pack(const std::vector<Time>& items, std::size_t next, std::vector<Time>& gaps, int& nodes) {
  if (next == items.size() || --nodes < 0) return true;
  std::vector<Time> tried;
  for (Time& gap : gaps) {
    if (gap < items[next] || std::ranges::find(tried, gap) != tried.end()) continue;
    tried.push_back(gap);
    gap -= items[next];
    const bool packed = pack(items, next + 1, gaps, nodes);
    gap += items[next];
    if (packed) return true;
  }
  return false;
}

// Whether the blocks that are still to come on a device may fit into its gaps: false only when they certainly
// do not. Exact while a small search suffices; true when it does not.
bool may_pack(std::vector<Time> items, std::vector<Time> gaps) {
  if (items.empty()) return true;
  if (std::accumulate(items.begin(), items.end(), Time{0}) >
      std::accumulate(gaps.begin(), gaps.end(), Time{0}))
    return false;
  std::ranges::sort(items, std::ranges::greater{});
  std::ranges::sort(gaps);
  int nodes = effort.beam.packing_nodes;
  return pack(items, 0, gaps, nodes);
}

// The distinct sums of subsets of the items below `limit`, ascending, at most `count` of them (0 is the
// first): the distances from the end of a gap at which a block leaves room for just those others (the "normal
// patterns" of cutting problems, Herz 1972).
std::vector<Time> subset_sums(const std::vector<Time>& items, Time limit, std::size_t count) {
  std::vector<Time> sums{0};
  for (Time item : items) {
    std::vector<Time> next = sums;
    for (Time s : sums)
      if (s + item < limit) next.push_back(s + item);
    std::ranges::sort(next);
    next.erase(std::ranges::unique(next).begin(), next.end());
    if (next.size() > count) next.resize(count);
    sums = std::move(next);
  }
  return sums;
}

}  // namespace

void Partial::reserve(BlockId block, Time slot) {
  slot_[block] = slot;
  for (MachineId m : model_->machines[block]) table_.reserve(m, slot, model_->duration[block]);
}

void Partial::place(BlockId block, Time start) {
  start_[block] = start;
  if (slot_[block] != unplaced) return;
  for (MachineId m : model_->machines[block]) table_.reserve(m, start, model_->duration[block]);
}

void Partial::remove(BlockId block) {
  if (slot_[block] == unplaced)
    for (MachineId m : model_->machines[block]) table_.release(m, start_[block]);
  start_[block] = unplaced;
}

// A block is ready at 0 where no input is placed.
Time Partial::ready(BlockId block, const Starts& start) const {
  std::optional<Time> time;
  for (const Dependence& arc : model_->in[block]) {
    if (start[arc.from] == unplaced) continue;
    const Time from = start[arc.from] + arc.delay - arc.distance * period();
    time = std::max(time.value_or(from), from);
  }
  return time.value_or(0);
}

Time Partial::due(BlockId block, const Starts& start) const {
  std::optional<Time> time;
  for (const Dependence& arc : model_->out[block]) {
    if (start[arc.to] == unplaced) continue;
    const Time by = start[arc.to] - arc.delay + arc.distance * period();
    time = std::min(time.value_or(by), by);
  }
  return time.value_or(0);
}

// The result is the first time of that slot from the limit on, or backward the last one up to it.
Time Partial::at_slot(Step step, Time limit, Time slot) const {
  return step.backward ? limit - table_.slot(limit - slot) : limit + table_.slot(slot - limit);
}

std::optional<Time> Partial::first_place(Step step, Time limit) const {
  const BlockId block = step.block;
  if (slot_[block] != unplaced) return at_slot(step, limit, slot_[block]);
  return step.backward ? table_.last_free(model_->machines[block], limit, model_->duration[block])
                       : table_.next_free(model_->machines[block], limit, model_->duration[block]);
}

// Edges with a distance may lead back to blocks that are already placed.
bool Partial::obeys_dependences(BlockId block, Time start) const {
  const auto at = [&](BlockId b) { return b == block ? start : start_[b]; };
  const auto obeyed = [&](const Dependence& arc) {
    return at(arc.from) == unplaced || at(arc.to) == unplaced ||
           at(arc.from) + arc.delay <= at(arc.to) + arc.distance * period();
  };
  return std::ranges::all_of(model_->in[block], obeyed) && std::ranges::all_of(model_->out[block], obeyed);
}

std::vector<Time> Partial::to_come(MachineId machine, BlockId except) const {
  std::vector<Time> items;
  for (BlockId b : model_->on_machine[machine])
    if (b != except && start_[b] == unplaced && slot_[b] == unplaced) items.push_back(model_->duration[b]);
  return items;
}

bool Partial::leaves_room(BlockId block, Time start) {
  place(block, start);
  const bool room = std::ranges::all_of(
      model_->machines[block], [&](MachineId m) { return may_pack(to_come(m, block), table_.gaps(m)); });
  remove(block);
  return room;
}

// The anchors are the slots next to what is reserved, with and without room left for others to come.
std::vector<Time> Partial::anchors(BlockId block) const {
  std::vector<Time> result;
  for (MachineId m : model_->machines[block])
    for (Time room : subset_sums(to_come(m, block), period(), effort.beam.rooms))
      for (const Reservation& a : table_.busy(m)) {
        result.push_back(a.slot + a.length + room);
        result.push_back(a.slot - model_->duration[block] - room);
      }
  return result;
}

std::vector<Time> Partial::places(Step step, std::size_t count) {
  const BlockId block = step.block;
  const Time from = limit(step, start_);
  std::vector<Time> times;
  if (const auto first = first_place(step, from)) times.push_back(*first);
  if (slot_[block] == unplaced)
    for (Time a : anchors(block)) times.push_back(at_slot(step, from, a));
  std::ranges::sort(times);
  times.erase(std::ranges::unique(times).begin(), times.end());
  if (step.backward) std::ranges::reverse(times);
  std::vector<Time> result;
  for (Time t : times) {
    if (result.size() == count) break;
    if (first_place(step, t) == t && obeys_dependences(block, t) &&
        (slot_[block] != unplaced || leaves_room(block, t)))
      result.push_back(t);
  }
  return result;
}

Score Partial::look_ahead(const Steps& steps, const Stop& stop) const {
  constexpr std::size_t often = 64;  // a place may take as long as the square of the blocks on a machine
  CyclicSchedule guess = schedule();
  Score score;
  for (std::size_t k = 0; k < steps.size(); ++k) {
    if (k % often == often - 1 && stop()) return score;
    const Step& step = steps[k];
    Time& start = guess.start[step.block];
    if (start == unplaced) {
      const Time from = limit(step, guess.start);
      start = first_place(step, from).value_or(from);
    }
    score.sum += step.backward ? -start : start;
  }
  score.span = search::span(*model_, guess);
  score.excess = memory_excess(*model_, guess);
  return score;
}

}  // namespace repetend::search
